"""What keeps the house in order: environment, checks, suites. Standard library only."""
