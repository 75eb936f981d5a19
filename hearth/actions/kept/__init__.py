"""What is kept, for how long, and how that is proved to somebody outside."""
