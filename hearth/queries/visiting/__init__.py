"""What falls due, and the visits: planned, announced, drawn, taken on."""
