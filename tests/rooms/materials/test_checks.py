"""Uploads are told by their content; what could run in a browser is never taken."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from lectorium.kit.errors import Invalid
from lectorium.rooms.materials.checks import KINDS, Upload, check_upload, safe_name

MOST = 100_000
PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n...."
SCRIPT = b"<script>alert(1)</script>"


def archive(*names: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as opened:
        for name in names:
            opened.writestr(name, "x")
    return made.getvalue()


GOOD = [
    ("slides.pdf", "application/pdf", PDF, "application/pdf"),
    ("Plot.PNG", "image/png", PNG, "image/png"),
    ("photo.jpeg", "", b"\xff\xd8\xff\xe0", "image/jpeg"),
    ("notes.md", "text/markdown", "Größe".encode(), "text/plain"),
    ("solve.py", "text/x-python", b"print(1)\n", "text/plain"),
    ("data.csv", "application/vnd.ms-excel", b"a,b\n1,2\n", "text/csv"),
    ("work.ipynb", "application/json", b'{"cells": []}', "application/x-ipynb+json"),
    ("data.zip", "application/x-zip-compressed", archive("a.csv"), "application/zip"),
    ("talk.pptx", "", archive("ppt/presentation.xml"), KINDS[".pptx"][0]),
    ("talk.odp", "application/zip", archive("mimetype", "content.xml"), KINDS[".odp"][0]),
    ("clip.mp4", "video/mp4", b"\x00\x00\x00\x20ftypisom", "video/mp4"),
]


@pytest.mark.parametrize(("name", "claimed", "content", "expected"), GOOD, ids=[each[0] for each in GOOD])
def test_what_is_what_it_says_is_taken(name: str, claimed: str, content: bytes, expected: str) -> None:
    assert check_upload(Upload(name, claimed, content), MOST) == (name, expected)


BAD = {
    "a page": ("page.html", "text/html", SCRIPT),
    "a page by another name": ("page.htm", "", SCRIPT),
    "a drawing that can run": ("drawing.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a page called a picture": ("plot.png", "image/png", SCRIPT),
    "a page called slides": ("slides.pdf", "application/pdf", b"<html>%PDF-"),
    "a picture announced as a page": ("plot.png", "text/html", PNG),
    "text announced as a page": ("notes.txt", "text/html", b"words"),
    "text announced as a drawing": ("notes.txt", "image/svg+xml", b"words"),
    "slides announced as a picture": ("slides.pdf", "image/png", PDF),
    "a program": ("setup.exe", "application/octet-stream", b"MZ\x90\x00"),
    "a program called text": ("notes.txt", "text/plain", b"MZ\x90\x00\x00"),
    "no ending": ("notes", "", b"words"),
    "nothing in it": ("notes.txt", "text/plain", b""),
    "too much in it": ("notes.txt", "text/plain", b"x" * (MOST + 1)),
    "an archive that is none": ("data.zip", "application/zip", b"PK\x03\x04 and no more"),
    "an archive called a document": ("talk.pptx", "", archive("a.csv")),
    "macros": ("talk.docx", "", archive("word/document.xml", "word/vbaProject.bin")),
    "latin-1": ("notes.txt", "text/plain", "Größe".encode("latin-1")),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_is_refused_with_the_field_named(case: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_upload(Upload(*BAD[case]), MOST)
    assert refused.value.field == "file"
    assert refused.value.code == "file_refused"
    assert refused.value.detail.count(". ") >= 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\notes.txt", "notes.txt"),
        (".hidden.txt", "hidden.txt"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("invoice\u202etxt.pdf", "invoicetxt.pdf"),
        ('say "hi": now?.txt', "say _hi__ now_.txt"),
        ("Übung 1.pdf", "Übung 1.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_safe_to_keep(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize("given", ["", "...", "/", "\x00", "x" * 200])
def test_a_name_of_nothing_is_refused(given: str) -> None:
    with pytest.raises(Invalid):
        safe_name(given)


def test_no_kind_is_one_that_browsers_run() -> None:
    for media_type, _ in KINDS.values():
        assert not any(each in media_type for each in ("html", "svg", "javascript"))
        assert media_type not in {"text/xml", "application/xml"}
