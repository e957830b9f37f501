"""The process that reads one file: ``python -I -m …extraction.child NAME``, the bytes on its standard input.

Prints one line of JSON: ``{"parts": [[kind, number, heading, text], …], "remarks": […]}`` or
``{"unreadable": "…"}``.
"""

from __future__ import annotations

import json
import resource
import sys

from lectorium.rooms.materials.knowledge.extraction import kinds
from lectorium.rooms.materials.knowledge.extraction.notebooks import read_notebook
from lectorium.rooms.materials.knowledge.extraction.parts import Reading, Unreadable
from lectorium.rooms.materials.knowledge.extraction.texts import read_code, read_markdown, read_plain

MEMORY = 1_500_000_000
CPU_SECONDS = 60


def main() -> None:
    """Read what was given, within the limits."""
    confine()
    name, content = sys.argv[1], sys.stdin.buffer.read()
    reading = Reading()
    try:
        read(reading, name, content)
    except Unreadable as error:
        answer: dict[str, object] = {"unreadable": str(error)}
    else:
        answer = {"parts": reading.parts, "remarks": reading.remarks}
    sys.stdout.write(json.dumps(answer))


def confine() -> None:
    """Take no more memory and time than a long book needs, and write no file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(reading: Reading, name: str, content: bytes) -> None:
    """Read a file by its ending; raises :class:`Unreadable`."""
    ending = kinds.ending_of(name)
    if ending in kinds.DOCUMENTS:
        _read_document(reading, ending, content)
        return
    text = content.decode("utf-8-sig", "replace")
    if ending in kinds.NOTEBOOK:
        read_notebook(reading, text)
    elif ending in kinds.MARKDOWN:
        read_markdown(reading, text)
    elif ending in kinds.CODE:
        read_code(reading, text)
    else:
        read_plain(reading, text)


def _read_document(reading: Reading, ending: str, content: bytes) -> None:
    """Their libraries take a tenth of a second to import, so only who needs them does."""
    if ending == ".pdf":
        from lectorium.rooms.materials.knowledge.extraction.pdf import read_pdf

        read_pdf(reading, content)
        return
    from lectorium.rooms.materials.knowledge.extraction import office

    readers = {
        ".pptx": office.read_pptx,
        ".odp": office.read_odp,
        ".docx": office.read_docx,
        ".odt": office.read_odt,
    }
    readers[ending](reading, content)


if __name__ == "__main__":
    main()
