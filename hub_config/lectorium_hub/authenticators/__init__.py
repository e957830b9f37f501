"""Signing in: with a password against our own accounts, or through the school's own sign-in."""
