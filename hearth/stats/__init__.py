"""Honest figures: what a number says, and what it must not give away. Plain Python."""
