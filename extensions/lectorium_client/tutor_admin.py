"""Keeping the tutor: models, instructions, costs, replays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from lectorium_client.paging import Pages
from lectorium_client.transport import Routes, make
from lectorium_wire.tutor_admin import (
    CostRow,
    Grouping,
    Prompt,
    PromptCreate,
    PromptRow,
    TutorModel,
    TutorModelCreate,
    TutorModelPatch,
)


class TutorAdminRoutes(Routes):
    """What answers students, how it is told to, and what that costs."""

    def tutor_models(self) -> list[TutorModel]:
        """The platform's models and the school's own, retired ones last."""
        return self._list("/tutor/models", TutorModel)

    def add_tutor_model(
        self, name: str, version: str, *, endpoint: str, served_name: str, **more: Any
    ) -> TutorModel:
        """Add a model of the school's own; ``endpoint`` names a server of the settings.

        ``more``: ``description``, ``settings``, ``input_price``, ``output_price`` (per million tokens),
        ``currency``.
        """
        body = make(
            TutorModelCreate, name=name, version=version, endpoint=endpoint, served_name=served_name, **more
        )
        return self._post("/tutor/models", TutorModel, body)

    def change_tutor_model(self, model_id: UUID, **changes: Any) -> TutorModel:
        """Change description, settings or prices of a model, or retire it with ``retired=True``."""
        return self._patch(f"/tutor/models/{model_id}", TutorModel, make(TutorModelPatch, **changes))

    def tutor_prompts(self, alias: str | None = None) -> Pages[PromptRow]:
        """Versions of the instructions to the model, the newest first."""
        return self._pages("/tutor/prompts", PromptRow, alias=alias)

    def tutor_prompt(self, prompt_id: UUID) -> Prompt:
        """A version of an instruction with its text."""
        return self._get(f"/tutor/prompts/{prompt_id}", Prompt)

    def add_tutor_prompt(self, alias: str, body: str) -> Prompt:
        """Write the next version of an instruction; it must hold the place ``$help``."""
        return self._post("/tutor/prompts", Prompt, make(PromptCreate, alias=alias, body=body))

    def tutor_costs(
        self,
        class_id: UUID | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        by: Sequence[Grouping] = ("day", "class", "model"),
    ) -> Pages[CostRow]:
        """Questions, tokens and costs of a class, or of the whole school; the last 30 days unless said.

        ``by`` says what is told apart; the rest is summed up.  Amounts are exact decimals.
        """
        days = {"since": since and since.isoformat(), "until": until and until.isoformat()}
        grouped = ",".join(by)
        if class_id is None:
            return self._pages("/tutor/costs", CostRow, by=grouped, **days)
        return self._pages(f"/classes/{class_id}/tutor-costs", CostRow, by=grouped, **days)
