"""Who comes in and by which keys: people, circles, their recovery and their renewal."""
