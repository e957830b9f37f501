"""The page about the audit trail names every action, and no other."""

from __future__ import annotations

import re

from lectorium_server.pages.audit_texts import KINDS
from tests.docs import DOCS, ROOT

ACTION = re.compile(rf'"((?:{"|".join(KINDS)})\.[a-z_]+)"')
EXPORTS = re.compile(r'record_export\([^)]*"(\w+)"')


def written() -> set[str]:
    """What the sources call their events."""
    rooms = [path.read_text() for path in (ROOT / "grader_service/lectorium/rooms").rglob("*.py")]
    pages = [path.read_text() for path in (ROOT / "extensions/lectorium_server").rglob("*.py")]
    exports = {f"{what}.export" for text in pages for what in EXPORTS.findall(text)}
    return exports | {action for text in rooms for action in ACTION.findall(text)}


def test_every_action_is_on_the_page() -> None:
    page = (DOCS / "reference/audit.md").read_text()

    assert set(re.findall(r"^\| `([a-z._]+)`", page, re.MULTILINE)) == written()


def test_every_kind_of_action_has_its_words() -> None:
    assert {action.partition(".")[0] for action in written()} == set(KINDS)
