"""Early warning: sums that grow while more goes wrong than was expected, and when they alarm."""
