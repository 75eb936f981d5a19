"""What the safeguarding lead asks: what must be decided, and what was said in confidence."""
