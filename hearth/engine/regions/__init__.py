"""A region cut into parts that are solved apart, and joined without losing exactness."""
