"""What people ask. Read only; what is opened is written in the log."""
