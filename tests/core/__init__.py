# size: one file for each word of the core; see docs/decisions/0001
"""The words and rules of the service, one file for each."""
