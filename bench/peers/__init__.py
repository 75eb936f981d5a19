"""Who else can answer: each engine as a function that loads its job and returns the work."""
