"""Hosts and their homes, for the office and for a host of their own."""
