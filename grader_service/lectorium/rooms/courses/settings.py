"""A class's settings: JSON with a version, every key known (I21)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

BeforeJoining = Literal["excused", "missing"]


class ClassSettings(BaseModel):
    """What a class's staff decide for all of its work.

    ``hold_grades``: they return every grade of homework by hand.  ``before_joining``: what becomes of work
    that was due before a student joined, and in which they have handed in nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: Literal[1] = 1
    hold_grades: bool = False
    before_joining: BeforeJoining = "excused"
