"""What people do: one function, one act, one transaction, written in the log."""
