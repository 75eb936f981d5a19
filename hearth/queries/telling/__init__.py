"""How people may be reached, and what waits to be told to them."""
