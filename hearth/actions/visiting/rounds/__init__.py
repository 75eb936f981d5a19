"""Rounds of visits: what is told for them, a week planned, planned again, and closed."""
