"""What a plan and its prices tell: who is here now, what would open more, whom to recruit."""
