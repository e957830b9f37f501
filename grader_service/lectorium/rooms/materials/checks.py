"""What may be uploaded: a short list of kinds, recognized by their content and never by their name alone.

Nothing here can run in a browser: no HTML, no SVG, no script.  What a browser is later told about a file is
what was found here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from lectorium.kit.errors import Invalid

LONGEST_NAME = 120
RESERVED = set('<>:"|?*\\/')
PLAIN_TEXT = "text/plain"


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name, the media type it claims (may be empty), and its bytes."""

    name: str
    media_type: str
    content: bytes


def _begins(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(magic)


def _webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _mp4(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


def _parts(content: bytes) -> set[str]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            return set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        return set()


def _zip(content: bytes) -> bool:
    return bool(_parts(content))


def _office(part: str) -> Callable[[bytes], bool]:
    """Whether it is an Office document with this main part, and brings no macros."""

    def known(content: bytes) -> bool:
        names = _parts(content)
        return part in names and not any(name.lower().endswith("vbaproject.bin") for name in names)

    return known


def _open_document(content: bytes) -> bool:
    return {"mimetype", "content.xml"} <= _parts(content)


def _text(content: bytes) -> bool:
    """UTF-8 without control characters other than those of layout."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(each < " " and each not in "\t\n\r\f" for each in text)


def _notebook(content: bytes) -> bool:
    return (
        _text(content) and content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"cells"' in content
    )


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    ".pdf": ("application/pdf", _begins(b"%PDF-")),
    ".png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    ".jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    ".jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    ".gif": ("image/gif", _begins(b"GIF87a", b"GIF89a")),
    ".webp": ("image/webp", _webp),
    ".mp3": ("audio/mpeg", _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ".mp4": ("video/mp4", _mp4),
    ".zip": ("application/zip", _zip),
    ".docx": (f"{OFFICE}.wordprocessingml.document", _office("word/document.xml")),
    ".pptx": (f"{OFFICE}.presentationml.presentation", _office("ppt/presentation.xml")),
    ".xlsx": (f"{OFFICE}.spreadsheetml.sheet", _office("xl/workbook.xml")),
    ".odt": ("application/vnd.oasis.opendocument.text", _open_document),
    ".odp": ("application/vnd.oasis.opendocument.presentation", _open_document),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", _open_document),
    ".ipynb": ("application/x-ipynb+json", _notebook),
    ".npy": ("application/octet-stream", _begins(b"\x93NUMPY")),
    ".npz": ("application/octet-stream", _zip),
    ".parquet": ("application/octet-stream", _begins(b"PAR1")),
    ".json": ("application/json", _text),
    ".csv": ("text/csv", _text),
    **dict.fromkeys(
        (".txt", ".md", ".tsv", ".tex", ".bib", ".py", ".r", ".sql", ".c", ".h", ".cpp", ".hpp", ".java"),
        (PLAIN_TEXT, _text),
    ),
}
"""By ending: the media type it is served with, and how its content is told."""
VAGUE = {
    "", "application/octet-stream", "application/zip", "application/x-zip", "application/x-zip-compressed",
    "application/x-download", "application/force-download", "application/vnd.ms-excel",
}  # fmt: skip
"""Types by which senders say that they don't know; what begins like a ZIP is often called one."""
NO_TEXT = ("image/", "audio/", "video/", "font/", "html", "xml", "svg", "pdf", "zip")


def check_upload(upload: Upload, most_bytes: int, field: str = "file") -> tuple[str, str]:
    """The safe name and the media type of an upload; raises :class:`Invalid` naming ``field``."""
    name = safe_name(upload.name, field)
    size = len(upload.content)
    if size == 0:
        raise _refused(f"{name} is empty", "Choose a file that holds something", field)
    if size > most_bytes:
        raise _refused(
            f"{name} has {size / 1e6:.1f} MB, and at most {most_bytes / 1e6:.1f} MB are taken",
            "Make it smaller, or link to where it lies",
            field,
        )
    ending = PurePosixPath(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise _refused(
            f"Files that end in {ending or 'nothing'} aren't taken",
            "Send a PDF, a picture, an Office document, a notebook, a data or text file, or a ZIP archive",
            field,
        )
    media_type, is_one = kind
    if not is_one(upload.content):
        raise _refused(
            f"{name} isn't what its name says: its content is no {ending[1:].upper()} file",
            "Give it the ending it should have, or save it again",
            field,
        )
    _check_claim(upload, name, media_type, field)
    return name, media_type


def safe_name(name: str, field: str = "file") -> str:
    """The name without folders, control characters and what some system forbids; never hidden or empty."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join("_" if each in RESERVED else each for each in last if each.isprintable())
    kept = kept.strip().lstrip(".").strip()
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > LONGEST_NAME and dot:
        kept = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    if not kept or len(kept) > LONGEST_NAME:
        raise _refused("The file has no name that can be kept", "Give it a short name with an ending", field)
    return kept


def _check_claim(upload: Upload, name: str, media_type: str, field: str) -> None:
    """What the sender says it is may be vague, but not something else."""
    claimed = upload.media_type.partition(";")[0].strip().lower()
    if claimed in VAGUE or claimed == media_type:
        return
    is_text = media_type.startswith("text/") or "json" in media_type
    if is_text and not any(each in claimed for each in NO_TEXT):
        return  # text/x-python, application/sql and the like: plain text all of them
    raise _refused(
        f"{name} is announced as {claimed[:80]}, and its content is {media_type}",
        "Send it as what it is",
        field,
    )


def _refused(what: str, remedy: str, field: str) -> Invalid:
    return Invalid(f"{what}. Nothing was changed. {remedy}.", code="file_refused", field=field)
