"""Accounts, sign-ins and circles, in numbers and days."""
