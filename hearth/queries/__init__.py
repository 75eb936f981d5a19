# size: the ten stages, one file each, and the desks around them; see docs/decisions/0001
"""What people ask. Read only; what is opened is written in the log."""
