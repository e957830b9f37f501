"""One class as frames and figures."""

from __future__ import annotations

import html
from functools import cached_property

import pandas as pd

from lectorium_client import Client
from lectorium_notebooks.figures.chart import Chart, plural
from lectorium_notebooks.figures.first_pass import time_to_first_pass
from lectorium_notebooks.figures.scores import score_distribution
from lectorium_notebooks.figures.stuck import stuck_points
from lectorium_notebooks.figures.timeline import attempts_over_time
from lectorium_notebooks.frames import build
from lectorium_notebooks.frames.columns import columns_help
from lectorium_notebooks.snapshot import Snapshot, find_class


class Cohort:
    """A class, by its name, as its staff may read it.

    Frames: ``attempts``, ``scores``, ``tests``, ``stuck``, ``first_pass``; ``columns_help()`` says what
    their columns mean.  Figures: ``plot_attempts()``, ``plot_scores()``, ``plot_stuck()``,
    ``plot_first_pass()``.  The first of them reads the class once; all others use that snapshot, until
    ``refresh()``.  ``cite()`` says what was read, when, and with which versions.

    Rows carry usernames: they are for the class's staff, not for publication.
    """

    def __init__(self, name: str, section: str | None = None, *, client: Client | None = None) -> None:
        """Find the class; raises :class:`UnknownClass` naming those there are.

        ``section``: its beginning, where several classes have the name.  ``client``: where from and as
        whom; on a Lectorium server it is found by itself.
        """
        self._client = client or Client()
        self._klass = find_class(self._client, name, section)

    @cached_property
    def snapshot(self) -> Snapshot:
        """All that was read, and when; read at the first use."""
        return Snapshot.take(self._client, self._klass)

    @cached_property
    def attempts(self) -> pd.DataFrame:
        """One row per attempt of an active student, oldest first; ``columns_help("attempts")``."""
        return build.attempts(self.snapshot)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row per student and item: what stands in the gradebook; ``columns_help("scores")``."""
        return build.scores(self.snapshot)

    @cached_property
    def tests(self) -> pd.DataFrame:
        """One row per test, over each student's last submission; ``columns_help("tests")``."""
        return build.tests(self.snapshot)

    @cached_property
    def stuck(self) -> pd.DataFrame:
        """The rows of ``tests`` that somebody fails, the largest share of students first."""
        return build.stuck(self.tests)

    @cached_property
    def first_pass(self) -> pd.DataFrame:
        """One row per student and problem tried, with its first pass; ``columns_help("first_pass")``."""
        return build.first_pass(self.attempts, self._klass.time_zone)

    def columns_help(self, frame: str | None = None) -> pd.DataFrame:
        """What the columns of a frame (or of all) mean: type, unit, meaning."""
        return columns_help(frame)

    def plot_attempts(self) -> Chart:
        """Submissions and test runs per day, with the due dates."""
        due = pd.to_datetime(
            pd.Series({item.title: item.due_date for item in self.snapshot.items}, dtype=object), utc=True
        )
        return attempts_over_time(self.attempts, due.dt.tz_convert(self._klass.time_zone), self.about)

    def plot_scores(self) -> Chart:
        """The distribution of scores per item."""
        return score_distribution(self.scores, self.about)

    def plot_stuck(self, most: int = 15) -> Chart:
        """The tests that most students fail on their last submission."""
        return stuck_points(self.stuck, self.about, most)

    def plot_first_pass(self) -> Chart:
        """How long it takes until all tests pass, per problem."""
        return time_to_first_pass(self.first_pass, self.about)

    def cite(self, notebook: str = "") -> str:
        """What was read, when, how much, and with which versions; ``notebook``: this notebook's name."""
        return self.snapshot.cite(notebook)

    def refresh(self) -> None:
        """Forget what was read; the next use reads the class as it is then."""
        for name in ("snapshot", "attempts", "scores", "tests", "stuck", "first_pass"):
            self.__dict__.pop(name, None)

    @property
    def about(self) -> str:
        """The class in a few words."""
        klass = self._klass
        return f"{klass.name} · {klass.section}" if klass.section else klass.name

    def __repr__(self) -> str:
        """The class, and once it was read, how much there is."""
        if "snapshot" not in self.__dict__:
            return f"<Cohort {self.about}>"
        shot = self.snapshot
        return (
            f"<Cohort {self.about}: {plural(shot.students, 'student')}, {plural(len(shot.items), 'item')}, "
            f"{plural(len(shot.attempts), 'attempt')}, read {shot.taken_at:%Y-%m-%d %H:%M} UTC>"
        )

    def _repr_html_(self) -> str:
        """The class and what to do with it; reads the class."""
        shot = self.snapshot
        return (
            f"<p><strong>{html.escape(self.about)}</strong>: {plural(shot.students, 'student')}, "
            f"{plural(len(shot.items), 'item')}, {plural(len(shot.attempts), 'attempt')}; read "
            f"{shot.taken_at:%Y-%m-%d %H:%M} UTC. Type <code>cohort.</code> and press Tab for frames and "
            "figures.</p>"
        )
