"""The door of analytics."""

from lectorium.rooms.analytics.reading import AttemptRow, TestRow, attempt_rows, test_rows

__all__ = ["AttemptRow", "TestRow", "attempt_rows", "test_rows"]
