# size: the ten stages, one file each, and the desks around them; see docs/decisions/0001
"""What people do: one function, one act, one transaction, written in the log."""
