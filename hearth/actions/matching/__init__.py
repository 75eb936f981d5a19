"""Matching for everybody at once, and the register kept open for it."""
