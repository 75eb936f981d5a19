"""What the lead asks of records: how much they leave possible, and when it is no longer chance."""
