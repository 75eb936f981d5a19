"""What is told to people outside the pages, and how they may be reached."""
