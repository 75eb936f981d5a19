"""Loops compiled by Numba: arrays in, arrays out, no objects, nothing that checks input.

Each has a plain twin and a property test that holds it to the twin; whoever calls one has
checked the arrays before, because compiled code reads past an end without a word.
"""
