"""Measured promises: what is printed here is what may be said elsewhere."""
