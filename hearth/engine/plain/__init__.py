"""Every sum of the engine again, slow and readable; the tests hold the fast ones to these."""
