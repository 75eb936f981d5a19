"""Pages, foldered by who sees them."""
