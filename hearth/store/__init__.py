# size: the ten stages, one file each, and what keeps them; see docs/decisions/0001
"""Rows: the graph in clear, the facts sealed. The store decides nothing."""
