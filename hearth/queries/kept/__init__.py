"""What is kept and until when, and whether the log is what was written."""
