"""Who may do what, walked through whole: every address, every role, every thing, every verb."""
