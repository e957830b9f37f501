"""The settings of graded work and of each problem in it: JSON with a version, every key known (I21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lectorium.kit.errors import Invalid
from lectorium.rooms.authoring.models import Assignment, AssignmentProblem, ProblemVersion
from lectorium.sandbox.languages import TABLE

NONE = Decimal(0)
MOST_POINTS = 10_000
LONGEST_MINUTES = 60 * 24 * 31
"""Of a sitting."""
FINEST = Decimal("0.0001")
"""As exact as points are stored."""


class _Stored(BaseModel):
    """A JSON column: unknown keys are refused, and its version stands inside."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: Literal[1] = 1

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From the column."""
        return cls.model_validate(dict(stored))

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """With other values; raises :class:`Invalid` that names the one at fault."""
        try:
            return type(self).model_validate({**self.model_dump(), **changes})
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0])
            raise Invalid(
                f"`{name}` can't be that: {first['msg']}. Nothing was changed. Choose another value.",
                field=name,
            ) from None

    def stored(self) -> dict[str, Any]:
        """For the column: exact decimals as text."""
        return self.model_dump(mode="json")


class AssignmentConfig(_Stored):
    """How an assignment or a quiz is taken.

    ``max_attempts`` per problem, null is unlimited; ``time_limit_mins`` of an exam's sitting, null is the
    whole window; ``allowed_languages`` null is whatever the problems allow; ``hint_cost`` in points a step.
    """

    max_attempts: int | None = Field(default=None, ge=1, le=1000)
    accept_late: bool = True
    time_limit_mins: int | None = Field(default=None, ge=1, le=LONGEST_MINUTES)
    allowed_languages: list[str] | None = Field(default=None, min_length=1, max_length=20)
    hint_cost: Decimal = Field(default=NONE, ge=0, le=MOST_POINTS, decimal_places=4)


class PlaceConfig(_Stored):
    """How one problem is taken in an assignment; null takes the assignment's own."""

    allowed_languages: list[str] | None = Field(default=None, min_length=1, max_length=20)
    hint_cost: Decimal | None = Field(default=None, ge=0, le=MOST_POINTS, decimal_places=4)


def languages_of(version: ProblemVersion, *configs: AssignmentConfig | PlaceConfig) -> list[str]:
    """The languages that are left: those of the version which everybody who says some allows."""
    said = [set(config.allowed_languages) for config in configs if config.allowed_languages is not None]
    return [name for name in version.languages if all(name in each for each in said)]


def check_languages(versions: Sequence[ProblemVersion], *configs: AssignmentConfig | PlaceConfig) -> None:
    """Raise :class:`Invalid` for a language nobody knows, or where a problem would be left without one."""
    named = {name for config in configs for name in config.allowed_languages or ()}
    unknown = sorted(named - TABLE.keys())
    if unknown:
        raise Invalid(
            f"No language here is called “{unknown[0]}”. Nothing was changed. Choose among "
            f"{', '.join(TABLE)}.",
            field="allowed_languages",
        )
    for version in versions:
        if version.languages and not languages_of(version, *configs):
            raise Invalid(
                f"“{version.title}” can be written in {', '.join(version.languages)} only, so nothing would "
                "be left to write it in. Nothing was changed. Allow that language, or take the problem out.",
                field="allowed_languages",
            )


def hint_cost_of(assignment: Assignment, place: AssignmentProblem) -> Decimal:
    """What a step of help costs there, in points; only homework has a price."""
    if assignment.mode != "homework":
        return NONE
    own = PlaceConfig.read(place.config).hint_cost
    return AssignmentConfig.read(assignment.config).hint_cost if own is None else own


def exact_points(value: Decimal | None, worth: Decimal) -> Decimal | None:
    """Points as they can be stored, for a version worth so many; raises :class:`Invalid` for others."""
    if value is None:
        return None
    if value and not worth:
        raise Invalid(
            "None of this problem's tests gives a point, so nobody could get these. Nothing was changed. "
            "Publish a version whose tests have points first.",
            field="custom_points",
        )
    if not value.is_finite() or not 0 <= value <= MOST_POINTS or value != value.quantize(FINEST):
        raise Invalid(
            f"Points are 0 to {MOST_POINTS} with at most four digits behind the point. Nothing was changed. "
            "Choose another number, or none for the problem's own points.",
            field="custom_points",
        )
    return value
