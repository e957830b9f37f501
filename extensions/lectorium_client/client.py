"""The client: one object with every call."""

from __future__ import annotations

from copy import copy
from types import TracebackType
from typing import Self
from uuid import UUID

from lectorium_client.audit import AuditRoutes
from lectorium_client.content import ContentRoutes
from lectorium_client.contents import ContentsRoutes
from lectorium_client.events import EventRoutes
from lectorium_client.exams import ExamRoutes
from lectorium_client.grades import GradeRoutes
from lectorium_client.journeys import JourneyRoutes
from lectorium_client.knowledge import KnowledgeRoutes
from lectorium_client.overrides import OverrideRoutes
from lectorium_client.people import PeopleRoutes
from lectorium_client.place import Place
from lectorium_client.privacy import PrivacyRoutes
from lectorium_client.publishing import PublishingRoutes
from lectorium_client.quality import QualityRoutes
from lectorium_client.quizzes import QuizRoutes
from lectorium_client.readings import ReadingRoutes
from lectorium_client.regrading import RegradeRoutes
from lectorium_client.replaying import ReplayRoutes
from lectorium_client.transport import ANSWER_SECONDS, Transport
from lectorium_client.tutor import TutorRoutes
from lectorium_client.tutor_admin import TutorAdminRoutes


class Client(
    TutorAdminRoutes,
    ReplayRoutes,
    PeopleRoutes,
    PublishingRoutes,
    ContentRoutes,
    ContentsRoutes,
    EventRoutes,
    GradeRoutes,
    RegradeRoutes,
    QualityRoutes,
    ReadingRoutes,
    OverrideRoutes,
    ExamRoutes,
    QuizRoutes,
    AuditRoutes,
    TutorRoutes,
    JourneyRoutes,
    KnowledgeRoutes,
    PrivacyRoutes,
):
    """Lectorium, as one person.

    On a server that Lectorium started, ``Client()`` knows the address and acts as the server's owner.
    Elsewhere say both: the site's address, and a token from its page Access tokens.  Lists are fetched
    page by page as they are read.  What creates something carries an Idempotency-Key, so a lost answer
    is asked for again without doing it twice.
    """

    def __init__(
        self, url: str | None = None, token: str | None = None, *, timeout: float = ANSWER_SECONDS
    ) -> None:
        """``timeout``: seconds to wait for an answer; raises :class:`~lectorium_client.NoAddress`."""
        super().__init__(Transport(Place.find(url, token), timeout=timeout))

    @property
    def url(self) -> str:
        """The API's address."""
        return self._transport.place.api

    def as_student(self, class_id: UUID, student_id: UUID) -> Self:
        """A second client that reads a class as one of its students does; close it when you are done.

        It only reads, and only that class; that you looked is kept among the class's changes.
        """
        other = copy(self)
        mine = self._transport
        who = f"{class_id}/{student_id}"
        other._transport = Transport(mine.place, timeout=mine.timeout, view_as=who)  # noqa: SLF001 # our own
        return other

    def close(self) -> None:
        """Close the connections."""
        self._transport.http.close()

    def __enter__(self) -> Self:
        """Use it as a context, to close it at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def __repr__(self) -> str:
        """Where, never the token."""
        return f"Client({self.url!r})"
