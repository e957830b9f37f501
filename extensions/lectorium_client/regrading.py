"""Regrading from Python: look first, then apply, cancel or undo."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from lectorium_client.errors import Invalid
from lectorium_client.paging import Pages
from lectorium_client.previews import Preview
from lectorium_client.progress import Progress
from lectorium_client.transport import Routes, make
from lectorium_wire.regrading import (
    ChallengeVersion,
    Chosen,
    Outcome,
    Policy,
    Regrade,
    RegradeAttempt,
    RegradeCreate,
    RegradeStudent,
    Upgrade,
    UpgradeCreate,
)

POLL_SECONDS = (0.2, 2.0)
"""How often a regrade is asked how far it is: at first, and at the most."""
AT_WORK = ("previewing", "applying", "undoing")
DONE = ("graded", "failed", "applied", "kept", "undone")


class RegradeRoutes(Routes):
    """Versions of what is set, and regrading what was handed in."""

    def challenge_versions(self, challenge_id: UUID) -> list[ChallengeVersion]:
        """The versions of a challenge's problem, newest first, with how many submissions each one graded."""
        return self._list(f"/challenges/{challenge_id}/versions", ChallengeVersion)

    def upgrade_challenge(self, challenge_id: UUID, version: int | UUID, *, reason: str = "") -> Upgrade:
        """Set a challenge as another version: it grades what is handed in from now on.

        What was graded counts as it was, until it is regraded.
        """
        body = make(UpgradeCreate, version_id=self._version(challenge_id, version), reason=reason)
        return self._post(f"/challenges/{challenge_id}/upgrade", Upgrade, body)

    def regrade(
        self,
        challenge_id: UUID | None = None,
        *,
        item_id: UUID | None = None,
        to_version: int | UUID | None = None,
        from_version: int | UUID | None = None,
        policy: Policy = "replace",
        attempts: Chosen = "all",
        students: Iterable[UUID] | None = None,
        attempt_ids: Iterable[UUID] | None = None,
        reason: str = "",
    ) -> RegradeHandle:
        """Plan a regrade of a challenge, or of all challenges of an item; nothing is run or changed yet.

        ``to_version``: a version's number (for a challenge) or id; None takes the newest of each problem.
        ``policy``: ``replace`` lets the new runs count, ``keep_better`` per attempt the better run, and
        ``never_lower`` a student's new runs unless the best of them would be below the best so far.
        ``attempts="best"`` takes only each student's best.
        """
        body = make(
            RegradeCreate,
            challenge_id=challenge_id,
            item_id=item_id,
            to_version_id=self._version(challenge_id, to_version),
            from_version_id=self._version(challenge_id, from_version),
            policy=policy,
            attempts=attempts,
            student_ids=None if students is None else list(students),
            attempt_ids=None if attempt_ids is None else list(attempt_ids),
            reason=reason,
        )
        return RegradeHandle(self, self._post("/regrades", Regrade, body))

    def regrades(self, class_id: UUID) -> Pages[Regrade]:
        """A class's regrades, newest first."""
        return self._pages(f"/classes/{class_id}/regrades", Regrade)

    def find_regrade(self, regrade_id: UUID) -> RegradeHandle:
        """A regrade that was planned before, to go on with."""
        return RegradeHandle(self, self.regrade_state(regrade_id))

    def regrade_state(self, regrade_id: UUID) -> Regrade:
        """How far a regrade is, and what it came to."""
        return self._get(f"/regrades/{regrade_id}", Regrade)

    def regrade_students(self, regrade_id: UUID, outcome: Outcome | None = None) -> Pages[RegradeStudent]:
        """Who gains and loses, by username: each student's best attempt before and after."""
        return self._pages(f"/regrades/{regrade_id}/students", RegradeStudent, outcome=outcome)

    def regrade_attempts(
        self, regrade_id: UUID, outcome: Outcome | None = None, student_id: UUID | None = None
    ) -> Pages[RegradeAttempt]:
        """Every attempt of a regrade with the tests that differ, in the order of handing in."""
        chosen = {"outcome": outcome, "student_id": student_id}
        return self._pages(f"/regrades/{regrade_id}/attempts", RegradeAttempt, **chosen)

    def begin_preview(self, regrade_id: UUID) -> Regrade:
        """Begin to run the attempts again; nothing that counts changes."""
        return self._post(f"/regrades/{regrade_id}/preview", Regrade)

    def begin_apply(self, regrade_id: UUID) -> Regrade:
        """Begin to let the new runs count, or go on with it."""
        return self._post(f"/regrades/{regrade_id}/apply", Regrade)

    def cancel_regrade(self, regrade_id: UUID) -> Regrade:
        """Stop a regrade; while it is applied, between two batches."""
        return self._post(f"/regrades/{regrade_id}/cancel", Regrade)

    def begin_undo(self, regrade_id: UUID) -> Regrade:
        """Begin to take a regrade back."""
        return self._post(f"/regrades/{regrade_id}/undo", Regrade)

    def _version(self, challenge_id: UUID | None, version: int | UUID | None) -> UUID | None:
        if version is None or isinstance(version, UUID):
            return version
        if challenge_id is not None:
            for known in self.challenge_versions(challenge_id):
                if known.number == version:
                    return known.version_id
        says = f"There is no version {version} here. Nothing was sent. Look at `challenge_versions`."
        raise Invalid({"status": 422, "code": "invalid", "detail": says, "field": "to_version"})


class RegradeHandle:
    """A planned regrade: ``preview()`` it, then ``apply()``, ``cancel()`` or ``undo()``.

    ``state`` is how it stood when it was last asked; ``refresh()`` asks again.
    """

    def __init__(self, routes: RegradeRoutes, state: Regrade) -> None:
        """``routes`` is the client."""
        self._routes = routes
        self.state = state

    @property
    def id(self) -> UUID:
        """The regrade's id."""
        return self.state.id

    def refresh(self) -> Regrade:
        """Ask how it stands."""
        self.state = self._routes.regrade_state(self.id)
        return self.state

    def preview(self) -> Preview:
        """Run the attempts again, showing how far that is; returns who would gain and lose.

        Nothing that students or grades show changes.  Stop the cell, and the service goes on: call it
        again to wait further, or ``cancel()``.
        """
        if self.state.state == "planned":
            self.state = self._routes.begin_preview(self.id)
        self._wait("Trying the new tests")
        students = partial(self._routes.regrade_students, self.id)
        return Preview(self.state, list(students()), partial(self._routes.regrade_attempts, self.id))

    def apply(self) -> Regrade:
        """Let what was previewed count; waits until all of it does."""
        self.state = self._routes.begin_apply(self.id)
        return self._wait("Applying the regrade")

    def cancel(self) -> Regrade:
        """Stop it; ``apply()`` goes on with one that was stopped while it was applied."""
        self.state = self._routes.cancel_regrade(self.id)
        return self.state

    def undo(self) -> Regrade:
        """Take it back; waits until runs and grades are as they were."""
        self.state = self._routes.begin_undo(self.id)
        return self._wait("Undoing the regrade")

    def _wait(self, title: str) -> Regrade:
        pause, longest = POLL_SECONDS
        with Progress(title) as progress:
            while self.refresh().state in AT_WORK:
                done, words = self._how_far()
                progress.update(done, words)
                time.sleep(pause)
                pause = min(pause * 1.3, longest)
        return self.state

    def _how_far(self) -> tuple[float, str]:
        counts, state = self.state.counts, self.state.state
        left = {
            "previewing": counts.planned + counts.queued,
            "applying": counts.graded,
            "undoing": counts.applied,
        }[state]
        done = counts.total - left
        return done / max(counts.total, 1), f"{done} of {counts.total} submissions"

    def __repr__(self) -> str:
        """What it is about, and how it stood."""
        counts = self.state.counts
        return f"<regrade of “{self.state.title}”: {counts.total} submissions, {self.state.state}>"
