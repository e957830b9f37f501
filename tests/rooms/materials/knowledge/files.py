"""Small real files of each kind, made here."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
PRESENTATION = "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"


def pdf(*pages: str) -> bytes:
    """A PDF with a line of text on each page; an empty one holds nothing."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for index, words in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * index} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        drawn = f"BT /F1 12 Tf 40 700 Td ({words}) Tj ET".encode() if words else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    return made + table + trailer


def archive(parts: dict[str, str | bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return made.getvalue()


def pptx(*slides: tuple[str, str]) -> bytes:
    """Slides of a title and a line; the archive holds them in another order than they are shown in."""
    shape = (
        "<p:sp><p:nvSpPr><p:nvPr>{}</p:nvPr></p:nvSpPr>"
        "<p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    parts: dict[str, str | bytes] = {}
    count = len(slides)
    for number, (title, line) in enumerate(slides, start=1):
        shapes = shape.format('<p:ph type="title"/>', title) + shape.format("", line)
        parts[f"ppt/slides/slide{count - number + 1}.xml"] = (
            f'<p:sld xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>'
        )
    relations = "".join(
        f'<Relationship Id="r{number}" Target="slides/slide{count - number + 1}.xml"/>'
        for number in range(1, count + 1)
    )
    shown = "".join(f'<p:sldId id="{255 + number}" r:id="r{number}"/>' for number in range(1, count + 1))
    parts["ppt/_rels/presentation.xml.rels"] = (
        f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'
    )
    parts["ppt/presentation.xml"] = (
        f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{shown}</p:sldIdLst></p:presentation>'
    )
    return archive(parts)


def docx(*paragraphs: tuple[str, str]) -> bytes:
    """Paragraphs of a style and words."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'
        for style, words in paragraphs
    )
    return archive({"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'})


def odp(*slides: tuple[str, str, str]) -> bytes:
    """Slides of a title, a line, and speaker's notes."""
    pages = "".join(
        f'<draw:page><draw:frame presentation:class="title"><text:p>{title}</text:p></draw:frame>'
        f"<draw:frame><text:p>{line}</text:p></draw:frame>"
        f"<presentation:notes><text:p>{notes}</text:p></presentation:notes></draw:page>"
        for title, line, notes in slides
    )
    root = f'<root xmlns:draw="{DRAW}" xmlns:text="{TEXT}" xmlns:presentation="{PRESENTATION}">{pages}</root>'
    return archive({"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": root})


def notebook(*cells: tuple[str, str, dict[str, object]]) -> bytes:
    """Cells of a type, a source and nbgrader's metadata."""
    made = [
        {"cell_type": kind, "source": source, "metadata": {"nbgrader": marks} if marks else {}}
        for kind, source, marks in cells
    ]
    return json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()
