"""Between checks: what falls due, who visits whom and when, and what they take along."""
