"""Other services' files, read into plain values and written back."""
