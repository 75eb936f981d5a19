"""The trial: an invented town with a hundred days of its service behind it."""
