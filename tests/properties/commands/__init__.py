"""What each command does in whose hands, walked through whole: the first matrix, of the machine."""
