"""Rows: the graph in clear, the facts sealed. The store decides nothing."""
