"""``%%ask`` and ``ask()``: the tutor from a cell, for those who prefer that to the chat.

Like ``%%cpp`` it is loaded when it is first used, so that a kernel starts no slower for it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
import traceback
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display, update_display

from lectorium_client.client import Client
from lectorium_client.errors import ApiError
from lectorium_client.place import NoAddress
from lectorium_client.tutor import Answer
from lectorium_wire.tutor import MAX_CODE, MAX_ERROR, Interaction, QuestionKind

SESSION_FILE = "JPY_SESSION_NAME"
"""Where Jupyter tells a kernel which notebook it runs for."""
REFRESH_SECONDS = 0.1
FENCE = re.compile(r"^([ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(`{3,}|~{3,})(.*)$", re.MULTILINE)
NO_CHALLENGE = (
    "This notebook belongs to no problem of Lectorium, so it isn't clear what you ask about. "
    "Nothing was asked. Open the problem from its page, or say which one: %%ask --challenge ID, or "
    "ask(…, challenge_id=ID)."
)


class NotAsked(Exception):
    """The question wasn't answered; the text is for the student."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the sentences, and no frames of ours."""
        return [str(self)]


@dataclass(frozen=True)
class Told:
    """An answer so far, as a notebook shows it and as a terminal does."""

    text: str

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        """The same, plain."""
        return self.text


@magics_class
class AskMagics(Magics):
    """The tutor beside Python."""

    @magic_arguments()
    @argument("--hint", action="store_true", help="ask for a hint; the cell may be empty")
    @argument("--explain", action="store_true", help="have the last error explained; the cell may be empty")
    @argument("--challenge", help="the problem's id, where this notebook belongs to none")
    @cell_magic
    def ask(self, line: str, cell: str) -> None:
        """Ask the tutor about the problem of this notebook.

        It reads the cell that you ran last, and its error::

            %%ask
            Why does my loop never end?
        """
        asked = parse_argstring(self.ask, line)
        code, error = last_run(self.shell) if self.shell is not None else ("", None)
        show(cell.strip(), kind_of(asked), asked.challenge, code, error)


def ask(
    text: str = "",
    *,
    kind: QuestionKind = "chat",
    challenge_id: UUID | str | None = None,
    code: str | None = None,
    error: str | None = None,
) -> None:
    """Ask the tutor, and show the answer as it comes.

    Without ``code`` and ``error`` it reads the cell that you ran last.  For the answer as a value:
    ``Client().tutor(challenge_id).ask(text).wait()``.
    """
    shell = get_ipython()
    if code is None and error is None and shell is not None:
        code, error = last_run(shell)
    show(text, kind, challenge_id, code or "", error)


def show(
    text: str, kind: QuestionKind, challenge_id: UUID | str | None, code: str, error: str | None
) -> None:
    """Ask, and show what comes; stopping the cell stops the tutor."""
    with _refusals(), Client() as client:
        answer = client.tutor(challenge_of(challenge_id)).ask(text, kind=kind, code=code, error=error)
        place = str(answer.interaction.id)
        display(Told("…"), display_id=place)
        try:
            _stream(answer, place)
        except KeyboardInterrupt:
            answer.stop()
        update_display(Told(whole(answer.interaction, answer.failure)), display_id=place)


def whole(interaction: Interaction, failure: str | None) -> str:
    """The answer with its sources, what became of it, and what is left of today."""
    parts = [closed(interaction.answer)]
    if interaction.citations:
        sources = [f"[{each.number}] {each.title}, {each.place}" for each in interaction.citations]
        parts.append("Sources: " + "; ".join(sources))
    if interaction.fell_back_from is not None and interaction.model is not None:
        parts.append(
            f"*{interaction.model.name} answered: {interaction.fell_back_from.name} isn't there now.*"
        )
    if failure is not None:
        parts.append(f"**{failure}**")
    if interaction.is_cut:
        parts.append("*The model may write no more than this. Ask on to read the rest.*")
    if interaction.state == "stopped":
        parts.append("*Stopped. What was said so far is kept.*")
    if interaction.left_today is not None:
        parts.append(f"*{interaction.left_today} questions left today.*")
    return "\n\n".join(filter(None, parts))


def closed(answer: str) -> str:
    """The answer with the end of a block of code that it broke off in, so that what follows is none of it."""
    inside, fence = "", ""
    for found in FENCE.finditer(answer):
        before, mark, rest = found.groups()
        if not fence:
            if mark[0] == "~" or "`" not in rest:
                inside, fence = " " * len(before), mark
        elif mark.startswith(fence) and not rest.strip() and not before.strip():
            fence = ""
    return f"{answer}\n{inside}{fence}" if fence else answer


def challenge_of(given: UUID | str | None, environ: Mapping[str, str] = os.environ) -> UUID:
    """The problem that is meant: what was given, or that of the notebook; raises :class:`NotAsked`."""
    try:
        return given if isinstance(given, UUID) else UUID(given or _of_notebook(environ))
    except ValueError:
        raise NotAsked(NO_CHALLENGE) from None


def last_run(shell: InteractiveShell) -> tuple[str, str | None]:
    """The cell that ran last and, if it failed, what it said."""
    cells = [str(cell) for cell in shell.user_ns.get("In", [])[:-1] if str(cell).strip()]
    own = [cell for cell in cells if not cell.lstrip().startswith(("%%ask", "ask("))]
    failed = not shell.last_execution_succeeded and getattr(sys, "last_value", None) is not None
    error = "".join(traceback.format_exception(sys.last_value)) if failed else None
    return (own[-1] if own else "")[:MAX_CODE], error and error[-MAX_ERROR:]


def kind_of(asked: Namespace) -> QuestionKind:
    """What kind of help is wanted."""
    if asked.hint:
        return "hint"
    return "explain" if asked.explain else "chat"


def _of_notebook(environ: Mapping[str, str]) -> str:
    """The mark that a problem's notebook carries; empty where there is none."""
    try:
        notebook: dict[str, Any] = json.loads(Path(environ.get(SESSION_FILE, "")).read_text())
    except (OSError, ValueError):
        return ""
    return str(notebook.get("metadata", {}).get("lectorium", {}).get("challenge_id", ""))


def _stream(answer: Answer, place: str) -> None:
    """Show the text as it grows, no more often than an eye can follow."""
    text, shown = "", 0.0
    for piece in answer:
        text += piece
        if time.monotonic() - shown >= REFRESH_SECONDS:
            update_display(Told(text), display_id=place)
            shown = time.monotonic()


@contextmanager
def _refusals() -> Iterator[None]:
    """What the service says no to, as a sentence without frames."""
    try:
        yield
    except ApiError as refused:
        raise NotAsked(refused.detail) from None
    except NoAddress as missing:
        raise NotAsked(str(missing)) from None


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What IPython calls when the magic is first used."""
    shell.register_magics(AskMagics)
