"""Templates, and what stands around every page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lectorium.rooms.courses.api import Viewing
from lectorium_server.auth.person import Person
from lectorium_server.pages import (
    audit_texts,
    item,
    journey_texts,
    quality,
    quiz_texts,
    regrade_texts,
    tutor_texts,
)
from lectorium_server.pages.frame import DONE, View
from lectorium_server.pages.texts import FILTERS, ROLES, TEST_WORDS, future

HERE = Path(__file__).parent
STATIC = HERE / "static"


@dataclass(frozen=True)
class Chrome:
    """Who reads, from where, and how forms prove that they are ours."""

    base_url: str
    hub_prefix: str
    person: Person | None
    xsrf: Markup
    done: str
    path: str
    viewing: Viewing | None = None
    """The class that is looked at as one of its students sees it."""

    @property
    def root(self) -> str:
        """The pages' root, without a slash at its end."""
        return f"{self.base_url}lectorium"


def render_page(view: View, chrome: Chrome) -> str:
    """The page as HTML."""
    context = {"problem": None, "form": {}, **view.context}
    return (
        environment()
        .get_template(view.template)
        .render(
            chrome=chrome,
            root=chrome.root,
            done=DONE.get(chrome.done, ""),
            static=_static(chrome.base_url),
            **context,
        )
    )


@cache
def environment() -> Environment:
    """The templates; everything is escaped, and a missing value is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.filters.update(quiz_texts.FILTERS)
    made.filters.update(audit_texts.FILTERS)
    made.filters.update(journey_texts.FILTERS)
    made.globals.update(journey_texts.GLOBALS)
    made.filters["tells_apart"] = quality.tells_apart
    made.tests["future"] = future
    made.filters["size"] = item.size
    made.filters["policy_says"] = tutor_texts.said
    made.filters["price"] = tutor_texts.price
    made.globals.update(
        kind_words=item.KIND_WORDS,
        role_words=ROLES,
        test_words=TEST_WORDS,
        policies=regrade_texts.POLICIES,
        state_words=regrade_texts.STATES,
        state_colours=regrade_texts.COLOURS,
        tutor_levels=tutor_texts.LEVELS,
        tutor_fields=tutor_texts.FIELDS,
        tutor_sources=tutor_texts.SOURCES,
        findings=quality.FINDINGS,
        doubt_words=quality.DOUBTS,
    )
    return made


@cache
def _static(base_url: str) -> dict[str, str]:
    """Addresses of styles and scripts; a new content is a new address."""
    return {
        path.name: f"{base_url}static/lectorium_server/{path.name}?v={_digest(path)}"
        for path in STATIC.iterdir()
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
