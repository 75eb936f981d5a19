"""Settings: where the floors are joined to one program."""
