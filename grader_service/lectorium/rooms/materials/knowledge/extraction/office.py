"""Slides and documents of Office and LibreOffice: XML in a ZIP archive, without entities, with a limit."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from lectorium.rooms.materials.knowledge.extraction.parts import MOST_UNPACKED, Reading, Unreadable
from lectorium.rooms.materials.knowledge.extraction.texts import Headings

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
BROKEN = "It is damaged, or no document that can be read. Open it, save it again, and upload that."


class Archive:
    """A ZIP archive of which no more than the limit is ever unpacked."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, ValueError, NotImplementedError):
            raise Unreadable(BROKEN) from None
        self._left = MOST_UNPACKED

    def xml(self, name: str) -> Element:
        """A part of it as XML without a document type, hence without entities."""
        try:
            with self._zip.open(name) as member:
                data = member.read(self._left + 1)
        except RuntimeError:
            raise Unreadable("It is locked with a password. Save it without one, and upload that.") from None
        except (KeyError, BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
            raise Unreadable(BROKEN) from None
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable("It unpacks to far more than a document holds. Split it, and upload the parts.")
        try:
            root: Element = fromstring(data, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            raise Unreadable(BROKEN) from None
        return root


def read_pptx(reading: Reading, content: bytes) -> None:
    """A part for each shown slide, in the order of the presentation; speaker's notes are left out."""
    archive = Archive(content)
    for number, path in enumerate(_slides(archive), start=1):
        slide = archive.xml(path)
        if slide.get("show") == "0":
            continue
        lines = [_runs(each, f"{A}t") for each in slide.iter(f"{A}p")]
        if not reading.add("slide", number, _slide_title(slide), "\n".join(filter(None, lines))):
            return


def _slides(archive: Archive) -> Iterator[str]:
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in archive.xml("ppt/_rels/presentation.xml.rels").iter(f"{REL}Relationship")
    }
    for each in archive.xml("ppt/presentation.xml").iter(f"{P}sldId"):
        target = targets.get(each.get(f"{R}id"))
        if target:
            yield posixpath.normpath(posixpath.join("/ppt", target)).lstrip("/")


def _slide_title(slide: Element) -> str:
    for shape in slide.iter(f"{P}sp"):
        place = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        if place is not None and place.get("type") in {"title", "ctrTitle"}:
            return " ".join(_runs(each, f"{A}t") for each in shape.iter(f"{A}p"))
    return ""


def _runs(paragraph: Element, tag: str) -> str:
    return "".join(each.text or "" for each in paragraph.iter(tag))


def read_docx(reading: Reading, content: bytes) -> None:
    """Sections below their headings; places are paragraphs."""
    section = _Section(reading)
    for paragraph in Archive(content).xml("word/document.xml").iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        level = name.removeprefix("Heading") if name.startswith("Heading") else ""
        section.add(_runs(paragraph, f"{W}t"), int(level) if level.isdecimal() else None)
    section.end()


def read_odp(reading: Reading, content: bytes) -> None:
    """A part for each slide; speaker's notes are left out."""
    root = Archive(content).xml("content.xml")
    for number, page in enumerate(root.iter(f"{DRAW}page"), start=1):
        for notes in page.findall(f"{PRESENTATION}notes"):
            page.remove(notes)
        titles = (each for each in page.iter(f"{DRAW}frame") if each.get(f"{PRESENTATION}class") == "title")
        title = next((" ".join(_paragraphs(each)) for each in titles), "")
        if not reading.add("slide", number, title, "\n".join(_paragraphs(page))):
            return


def read_odt(reading: Reading, content: bytes) -> None:
    """Sections below their headings; places are paragraphs."""
    section = _Section(reading)
    root = Archive(content).xml("content.xml")
    for each in root.iter():
        if each.tag in {f"{TEXT}p", f"{TEXT}h"}:
            level = each.get(f"{TEXT}outline-level", "1") if each.tag == f"{TEXT}h" else ""
            section.add("".join(each.itertext()), int(level) if level.isdecimal() else None)
    section.end()


def _paragraphs(element: Element) -> list[str]:
    found = (each for each in element.iter() if each.tag in {f"{TEXT}p", f"{TEXT}h"})
    return [text for each in found if (text := "".join(each.itertext()).strip())]


class _Section:
    """Paragraphs up to the next heading."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._headings = reading, Headings()
        self._number, self._begin, self._lines = 0, 1, list[str]()

    def add(self, text: str, level: int | None) -> None:
        """The next paragraph, a heading where it has a level."""
        self._number += 1
        if level is not None and text.strip():
            self.end()
            self._headings.enter(level, text)
            self._begin = self._number
        self._lines.append(text)

    def end(self) -> None:
        """Keep what was collected."""
        self._reading.add("paragraph", self._begin, str(self._headings), "\n".join(self._lines))
        self._lines = []
