# size: the ten stages, one file each, and the words that they share; see docs/decisions/0001
"""The words and rules of the service. Plain Python: no third party, clock or database."""
