"""What programs ask: by ids, in days and states. No name is opened for any of it."""
