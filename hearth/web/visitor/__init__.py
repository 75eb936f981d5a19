"""Pages of the visitor, who holds the checks."""
