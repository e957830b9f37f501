"""Figures over a cohort's frames: each with title, units, n, and a table and a summary behind it."""
