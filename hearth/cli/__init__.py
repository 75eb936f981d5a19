"""Commands. Data on stdout, progress on stderr, meaning in the exit status."""
