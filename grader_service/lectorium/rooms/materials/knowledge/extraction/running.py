"""Reading a file in a child: whatever it does to its reader, here it is read or it isn't."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from lectorium.rooms.materials.knowledge.extraction import kinds
from lectorium.rooms.materials.knowledge.extraction.parts import Part, Unreadable

SECONDS = 90
CHILD = "lectorium.rooms.materials.knowledge.extraction.child"
TOO_MUCH = "Reading it took more time or memory than a document should. Split it, and upload the parts."


@dataclass(frozen=True)
class Extracted:
    """A file's words by place, and what an author should know of how they were read."""

    parts: list[Part]
    message: str = ""


def extract(name: str, content: bytes) -> Extracted:
    """Read a file by its name's ending; raises :class:`Unreadable` with words for who uploaded it."""
    if kinds.ending_of(name) not in kinds.READABLE:
        raise Unreadable("Files of this kind hold no words that can be read. Upload them as PDF or text.")
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-m", CHILD, name],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_MUCH) from None
    if ended.returncode != 0:
        raise Unreadable(TOO_MUCH)
    answer = json.loads(ended.stdout)
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return Extracted([Part(*each) for each in answer["parts"]], " ".join(answer["remarks"]))
