"""What a person tells of themselves: the same questions wherever they are asked."""
