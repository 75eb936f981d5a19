"""Around a concern: saying it, its receipt, the letters about it, what was found."""
