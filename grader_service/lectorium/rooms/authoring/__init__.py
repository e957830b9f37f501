"""Authoring: problems, their frozen versions, and where they are set for students."""
