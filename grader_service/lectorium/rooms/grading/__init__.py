"""Grading: runs of attempts in the sandbox, and what each test came to."""
