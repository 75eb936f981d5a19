"""Pretend worlds: towns and people that do not exist, the same for the same seed."""
