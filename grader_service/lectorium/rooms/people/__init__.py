"""People: organizations, users, sign-in, and the audit trail."""
