"""What pages show of a case, of the board, and of what somebody said: small frozen values."""
