# size: one file for each thing that rows are read and written as; see docs/decisions/0001
"""Rows: the graph in clear, the facts sealed. The store decides nothing."""
