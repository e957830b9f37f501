"""The tutor: conversations about a challenge, kept with the code as it stood (seed 003)."""
