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
from lectorium.rooms.analytics.research import (
    Cell,
    ResearchRow,
    ResearchSummary,
    research_rows,
    research_summary,
)

__all__ = [
    "AttemptRow",
    "Cell",
    "Doubt",
    "DoubtfulAttempt",
    "ResearchRow",
    "ResearchSummary",
    "SuiteQuality",
    "TestQuality",
    "TestRow",
    "attempt_rows",
    "doubtful_attempts",
    "research_rows",
    "research_summary",
    "suite_quality",
    "test_rows",
]
