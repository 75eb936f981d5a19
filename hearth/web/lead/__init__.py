"""Pages of the safeguarding lead."""
