"""A plan as days pass: kept up, carried over, mended."""
