"""One plan on many processes or machines: solved by region, joined exactly, proven as a whole."""
