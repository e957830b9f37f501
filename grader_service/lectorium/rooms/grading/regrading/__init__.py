"""Regrading: attempts run again under other tests, looked at first, then applied, and undone if need be."""
