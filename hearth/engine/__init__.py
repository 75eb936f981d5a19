"""Matching sums: arrays in, arrays out. Knows no people (`encode` and `explain` translate)."""
