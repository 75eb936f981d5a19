"""At the door: who comes in, and what a mistake becomes. Shared by pages and API."""
