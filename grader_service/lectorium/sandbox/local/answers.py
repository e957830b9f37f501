"""What a kernel answered to a cell's checks, read with suspicion."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Final

from lectorium.sandbox import values
from lectorium.sandbox.contract import Answer, Check, Outcome
from lectorium.sandbox.local import outputs
from lectorium.sandbox.local.inside import questions
from lectorium.sandbox.local.talk import Message

_MAX_BYTES: Final = 6 * values.MAX_BYTES
_ERROR_BYTES: Final = 2000
_REASONS: Final = 10
_TWICE: Final = "a check was answered more than once"
_STRANGE: Final = "the notebook sent an answer to a check that nobody had asked"
_NONE: Final = "a check was passed over: the notebook's interpreter gave no answer to it"
_PASSED_OVER: Final = "a check before it was stopped"
_Told = tuple[Outcome, str] | None


class Answers:
    """Collects the answers of one cell's checks; `hear` says whether a message was one."""

    def __init__(self, checks: Sequence[Check], output_bytes: int) -> None:
        self.checks = checks
        self.output_bytes = output_bytes
        self.heard: dict[str, Message] = {}
        self.tampering: list[str] = []

    def hear(self, message: Message) -> bool:
        """Keep an answer. One that was forged is told by the one that wasn't."""
        if message["msg_type"] != questions.ANSWER:
            return False
        content = message["content"]
        name = content.get("id")
        if not isinstance(name, str) or all(name != check.id for check in self.checks):
            self._tell(_STRANGE)
        elif name in self.heard:
            self._tell(_TWICE)
            self.heard[name] = {"outcome": "exception", "error": _TWICE}
        else:
            self.heard[name] = content
        return True

    def _tell(self, reason: str) -> None:
        if reason not in self.tampering:
            self.tampering.append(reason)

    def hear_tricks(self, reply: Message | None) -> None:
        """What the kernel found before it asked."""
        self.tampering += reasons(reply)

    def read(self, trouble: _Told) -> list[Answer]:
        """One answer per check, in order. `trouble` is what ended the cell early, if anything did."""
        answers = []
        for check in self.checks:
            content = self.heard.get(check.id)
            if content is None:
                answers.append(self._unanswered(check, trouble))
                trouble = ("skipped", _PASSED_OVER) if trouble else None
            elif trouble and content.get("stopped") is True:
                answers.append(Answer(check.id, trouble[0], error=trouble[1]))
                trouble = ("skipped", _PASSED_OVER)
            else:
                answers.append(self._answer(check, content))
        return answers

    def _unanswered(self, check: Check, trouble: _Told) -> Answer:
        if trouble is None:
            self._tell(_NONE)
            return Answer(check.id, "exception", error=_NONE)
        return Answer(check.id, trouble[0], error=trouble[1])

    def _answer(self, check: Check, content: dict[str, Any]) -> Answer:
        printed = content.get("stdout")
        stdout = outputs.cut(printed, self.output_bytes) if isinstance(printed, str) else ""
        if content.get("outcome") != "ok":
            outcome: Outcome = "memory" if content.get("outcome") == "memory" else "exception"
            return Answer(check.id, outcome, stdout=stdout, error=_error(content))
        if check.capture == "stdout":
            return Answer(check.id, "ok", stdout=stdout)
        value = content.get("value")
        if not _is_readable(value):
            return Answer(check.id, "exception", stdout=stdout, error="its value can't be read")
        error = _error(content) if check.capture == "exception" else None
        return Answer(check.id, "ok", value, stdout, error)


def reasons(reply: Message | None) -> list[str]:
    """The tricks that a reply names: texts, whatever else it holds."""
    found = reply["content"].get("tricks") if reply else None
    texts = [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
    return [outputs.cut(text, _ERROR_BYTES) for text in texts[:_REASONS]]


def _error(content: dict[str, Any]) -> str:
    error = content.get("error")
    return outputs.cut(outputs.plain(error), _ERROR_BYTES) if isinstance(error, str) else "an error"


def _is_readable(value: Any) -> bool:
    if outputs.size_of(value) > _MAX_BYTES:
        return False
    try:
        values.decode(value)
    except (values.Unreadable, RecursionError):
        return False
    return True


def request(checks: Sequence[Check]) -> dict[str, Any]:
    """The content of a request."""
    return {"checks": [dataclasses.asdict(check) for check in checks]}
