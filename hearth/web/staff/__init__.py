"""Pages that the two circles of people share: what waits for the word of a member."""
