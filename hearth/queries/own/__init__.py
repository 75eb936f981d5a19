"""What a person sees of their own case, and of nobody else's. Given with their own sign-in."""
