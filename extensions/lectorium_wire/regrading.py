"""Regrading: what changes when tests change, tried before anything does; and how good tests are."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from lectorium_wire.authoring import Visibility
from lectorium_wire.base import Body, Instant, Points, Query, Shape
from lectorium_wire.grading import Status
from lectorium_wire.people import Person

Policy = Literal["replace", "keep_better", "never_lower"]
Chosen = Literal["all", "best"]
Outcome = Literal["gains", "loses", "same"]
State = Literal["planned", "previewing", "previewed", "applying", "applied", "cancelled", "undoing", "undone"]
ItemState = Literal["planned", "queued", "graded", "failed", "applied", "kept", "undone"]
Step = Literal["preview", "apply", "cancel", "undo"]
Doubt = Literal["passes_now", "fails_now", "passes_but_lowered"]


class RegradeCreate(Body):
    """Plan a regrade of a challenge or of a whole item; nothing is run or changed yet."""

    challenge_id: UUID | None = Field(default=None, description="Give this or `item_id`")
    item_id: UUID | None = Field(default=None, description="All challenges of an assignment")
    to_version_id: UUID | None = Field(default=None, description="null: the newest version of each problem")
    from_version_id: UUID | None = Field(default=None, description="null: whichever graded the attempts")
    policy: Policy = Field(
        default="replace",
        description="replace: the new run counts. keep_better: per attempt the better run counts. "
        "never_lower: a student's new runs count unless the best of them would be below the best so far",
    )
    attempts: Chosen = Field(
        default="all", description="All final submissions, or each student's best, in an exam the last"
    )
    student_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=2000)
    attempt_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=2000)
    reason: str = Field(default="", max_length=2000, description="Kept in the audit trail")


class RegradeTarget(Shape):
    """A challenge of a regrade; `upgraded` once applying has moved its pin to the new version."""

    challenge_id: UUID
    title: str
    from_version_id: UUID
    from_number: int
    to_version_id: UUID
    to_number: int
    points: Points
    upgraded: bool


class RegradeCounts(Shape):
    """How far the attempts have come, and what they came to."""

    total: int
    planned: int = 0
    queued: int = 0
    graded: int = 0
    failed: int = 0
    applied: int = 0
    kept: int = 0
    undone: int = 0
    gains: int = 0
    loses: int = 0
    same: int = 0


class RegradeStudents(Shape):
    """How many students gain and lose under the policy, over their best attempts."""

    gains: int
    loses: int
    same: int


class Regrade(Shape):
    """A regrade; `can` says which steps are open now."""

    id: UUID
    class_id: UUID | None
    item_id: UUID | None
    challenge_id: UUID | None
    title: str
    policy: Policy
    attempts: Chosen
    reason: str
    state: State
    created_by: UUID
    created_by_name: str
    created_at: Instant
    previewed_at: Instant | None
    applied_at: Instant | None
    ended_at: Instant | None
    targets: list[RegradeTarget]
    counts: RegradeCounts
    students: RegradeStudents | None = Field(description="null until the preview is whole")
    can: list[Step]


class RegradeStudentQuery(Query):
    """Students of a regrade; absent: all."""

    outcome: Outcome | None = None


class RegradeStudent(Shape):
    """A student on one challenge: the best attempt before and after, in the challenge's points.

    `is_override`: staff have set this student's grade by hand; that stays, and so does its mark.
    """

    student: Person
    challenge_id: UUID
    title: str
    regraded: int = Field(description="How many of the student's attempts were run again")
    before: Points
    after: Points
    change: Points
    maximum: Points
    outcome: Outcome
    is_override: bool


class RegradeAttemptQuery(Query):
    """Attempts of a regrade; absent: all."""

    outcome: Outcome | None = None
    student_id: UUID | None = None


class TestChange(Shape):
    """A test whose verdict differs; null where the version hasn't that test."""

    test_case_id: UUID
    name: str
    before: Status | None
    after: Status | None


class RegradeAttempt(Shape):
    """One attempt and its two runs; `taken`: under the policy the new one counts."""

    attempt_id: UUID
    challenge_id: UUID
    student: Person
    attempt_number: int
    accepted_at: Instant
    state: ItemState
    outcome: Outcome | None
    before: Points | None
    before_maximum: Points | None
    after: Points | None
    after_maximum: Points | None
    taken: bool | None
    tests: list[TestChange]


class UpgradeCreate(Body):
    """Pin a challenge to another version of its problem."""

    version_id: UUID
    reason: str = Field(default="", max_length=2000, description="Kept in the audit trail")


class Upgrade(Shape):
    """What upgrading did; `attempts` were graded by another version: a regrade would take them in."""

    challenge_id: UUID
    from_version_id: UUID
    from_number: int
    to_version_id: UUID
    to_number: int
    attempts: int


class ChallengeVersion(Shape):
    """A version of a challenge's problem; `attempts` final submissions count as it graded them."""

    version_id: UUID
    number: int
    title: str
    created_at: Instant
    points_total: Points
    tests: int
    is_pinned: bool
    attempts: int


class QualityQuery(Body):
    """Which tests to look at, and on whose work."""

    version_id: UUID | None = Field(default=None, description="null: the version that is set")
    whole_class: bool = Field(default=False, description="All of the class's challenges of this problem")


class DoubtQuery(Query):
    """Which submissions to show; absent: all doubtful ones."""

    version_id: UUID | None = Field(default=None, description="null: the version that is set")
    whole_class: bool = Field(default=False, description="All of the class's challenges of this problem")
    doubt: Doubt | None = None


class TestQuality(Shape):
    """One test over all final submissions that it has judged.

    `discrimination` is the corrected item-total correlation (-1 to 1), `upper_lower` the difference of the
    pass shares in the upper and lower 27 %; null where they mean nothing.
    """

    test_case_id: UUID
    name: str
    visibility: Visibility
    points: Points
    attempts: int
    passed: int
    pass_share: float | None
    discrimination: float | None
    upper_lower: float | None
    finding: Literal["none", "no_data", "all_pass", "all_fail", "against"]
    same_as: list[str] = Field(description="Tests that gave the same verdict on every submission")


class SuiteQuality(Shape):
    """How well a version's tests tell right from wrong."""

    version_id: UUID
    number: int
    title: str
    attempts: int
    passed_all: int
    passes_now: int
    fails_now: int
    passes_but_lowered: int
    tests: list[TestQuality]


class DoubtfulAttempt(Shape):
    """A submission that two versions judge differently, or that staff lowered though it passes everything."""

    attempt_id: UUID
    challenge_id: UUID
    student: Person
    attempt_number: int
    doubt: Doubt
    passed: int
    total: int
    passed_before: int | None
    total_before: int | None
    number_before: int | None
