"""Frames, each with documented columns."""
