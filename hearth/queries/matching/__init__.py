"""Who could live where: why not, what would change it, whom to look for."""
