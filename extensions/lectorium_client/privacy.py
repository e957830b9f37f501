"""My own data, what I allow, being erased, and the research view of classes."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel

from lectorium_client.paging import Pages
from lectorium_client.transport import Routes, Transport, make
from lectorium_wire.base import Empty
from lectorium_wire.privacy import (
    Consent,
    ConsentChange,
    ErasureDecision,
    ErasurePlan,
    ErasureRefusal,
    ErasureRequest,
    OpenRequest,
    PersonErased,
    Purpose,
)
from lectorium_wire.research import (
    ResearchCell,
    ResearchClass,
    Researcher,
    ResearcherCreate,
    ResearchRow,
    ResearchSummary,
)

if TYPE_CHECKING:
    import pandas as pd


class PrivacyRoutes(Routes):
    """One's own data, and others' as research may see it."""

    def export(self, path: str | Path) -> Path:
        """All that the organization keeps about me, as a ZIP archive at ``path``; returns it.

        Written as it comes: the file is there once it is whole.  Raises
        :class:`~lectorium_client.Conflict` while I sit an exam.
        """
        return self._transport.download("/me/export", Path(path))

    def consents(self) -> list[Consent]:
        """What I am asked to allow, in words, and what I said."""
        return self._list("/me/consents", Consent)

    def consent(self, purpose: Purpose = "research", *, given: bool) -> Consent:
        """Give my consent to the words of today, or withdraw it: that holds at once."""
        (asked,) = (each for each in self.consents() if each.purpose == purpose)
        body = make(ConsentChange, purpose=purpose, given=given, text_version=asked.text_version)
        return self._put("/me/consents", Consent, body)

    def erasure_request(self) -> ErasureRequest | None:
        """My last request to be erased, however it ended."""
        return next(iter(self._list("/me/erasure", ErasureRequest)), None)

    def ask_erasure(self) -> ErasureRequest:
        """Ask to be erased: an administrator decides, and I can withdraw it until then."""
        return self._post("/me/erasure", ErasureRequest)

    def withdraw_erasure(self) -> None:
        """Take my request back."""
        self._delete("/me/erasure")

    def erasures(self) -> Pages[OpenRequest]:
        """Who asks to be erased (administrators)."""
        return self._pages("/erasures", OpenRequest)

    def erasure(self, request_id: UUID) -> ErasurePlan:
        """What erasing somebody will do, and what must be settled before (administrators)."""
        return self._get(f"/erasures/{request_id}", ErasurePlan)

    def decline_erasure(self, request_id: UUID, answer: str) -> None:
        """Don't erase, and tell the person why (administrators)."""
        self._post(f"/erasures/{request_id}/decline", Empty, make(ErasureRefusal, answer=answer))

    def erase(self, request_id: UUID, username: str) -> PersonErased:
        """Erase who has asked for it, for good; ``username`` is theirs (administrators)."""
        body = make(ErasureDecision, username=username)
        return self._post(f"/erasures/{request_id}/erase", PersonErased, body, repeatable=False)

    def research_classes(self) -> list[ResearchClass]:
        """The classes whose research view I was let into."""
        return self._list("/research/classes", ResearchClass)

    def research(self, class_id: UUID) -> ClassResearch:
        """The research view of a class, for researchers who were let in: consenting students alone."""
        return ClassResearch(self._transport, class_id)

    def researchers(self, class_id: UUID) -> list[Researcher]:
        """Who was let into a class's research view (its teachers)."""
        return self._list(f"/classes/{class_id}/researchers", Researcher)

    def add_researcher(self, class_id: UUID, username: str) -> Researcher:
        """Let a researcher into a class's research view, and into nothing else of it (its teachers)."""
        body = make(ResearcherCreate, username=username)
        return self._post(f"/classes/{class_id}/researchers", Researcher, body)

    def remove_researcher(self, class_id: UUID, user_id: UUID) -> None:
        """Let a researcher in no more (the class's teachers)."""
        self._delete(f"/classes/{class_id}/researchers/{user_id}")


class ClassResearch(Routes):
    """What the students of a class who allow it ask the tutor; that it is read is kept in the class."""

    def __init__(self, transport: Transport, class_id: UUID) -> None:
        """``class_id``: see :meth:`PrivacyRoutes.research_classes`."""
        super().__init__(transport)
        self.class_id = class_id

    def rows(self) -> Pages[ResearchRow]:
        """Questions and answers, oldest first, fetched as they are read."""
        return self._pages(f"/classes/{self.class_id}/research/conversations", ResearchRow)

    def conversations(self) -> pd.DataFrame:
        """A line per question, oldest first.

        ``id`` and ``person``: stable in this class, and lead to nobody.  ``challenge_id``, ``challenge``:
        what it is about.  ``kind``: chat, explain or hint.  ``asked_at``: UTC, cut to the minute.
        ``answer_seconds``: how long the answer took.  ``question``, ``answer``: with names, usernames and
        addresses masked.  ``help_level``, ``hint_step``: what was allowed and asked for.  ``guarding``: what
        the check of the answer did.  ``rating``: 1, -1 or missing.
        """
        frame = _frame(self.rows(), ResearchRow)
        return frame.astype({"hint_step": "Int64", "rating": "Int64"})

    def summary(self) -> pd.DataFrame:
        """A line per challenge and kind: ``people`` who asked, and their ``questions``.

        What fewer than five people asked about isn't in it.
        """
        found = self._get(f"/classes/{self.class_id}/research/summary", ResearchSummary)
        return _frame(found.cells, ResearchCell)


NOTHING_TOLD = (
    "Nothing is shown yet. What fewer than five students asked who allow research is left out, so that "
    "nobody can be found out: there may be questions. Look again when more have asked or allowed it."
)


def _frame(rows: Iterable[BaseModel], shape: type[BaseModel]) -> Any:
    """Rows as a table, with the shape's columns also where there are none."""
    import pandas as pd

    frame = pd.DataFrame([row.model_dump() for row in rows], columns=list(shape.model_fields))
    if frame.empty:
        warnings.warn(NOTHING_TOLD, stacklevel=3)
    return frame
