"""Hosts and their homes: applied for, vetted, described, free or not."""
