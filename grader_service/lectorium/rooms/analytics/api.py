"""The door of analytics."""

from lectorium.rooms.analytics.doubts import Doubt
from lectorium.rooms.analytics.quality import (
    DoubtfulAttempt,
    SuiteQuality,
    TestQuality,
    doubtful_attempts,
    suite_quality,
)
from lectorium.rooms.analytics.reading import AttemptRow, TestRow, attempt_rows, test_rows

__all__ = [
    "AttemptRow",
    "Doubt",
    "DoubtfulAttempt",
    "SuiteQuality",
    "TestQuality",
    "TestRow",
    "attempt_rows",
    "doubtful_attempts",
    "suite_quality",
    "test_rows",
]
