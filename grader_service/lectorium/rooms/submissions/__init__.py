"""Submissions: work sessions, drafts with their history, and attempts."""
