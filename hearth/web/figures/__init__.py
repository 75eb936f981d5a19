"""Figures as staff read them: the words of every meaning, and the pictures."""
