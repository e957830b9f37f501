"""PDF: places are pages."""

from __future__ import annotations

import pypdfium2

from lectorium.rooms.materials.knowledge.extraction.parts import MOST_PLACES, Reading, Unreadable


def read_pdf(reading: Reading, content: bytes) -> None:
    """A part for each page that holds text; scanned pages hold none."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("It is locked with a password. Save it without one, and upload that.") from None
        raise Unreadable("It is no PDF that can be read, or it is damaged. Save it again.") from None
    with document:
        pages = len(document)
        for index in range(min(pages, MOST_PLACES)):
            if not reading.add("page", index + 1, "", _page(document, index)):
                return
    if pages > MOST_PLACES:
        reading.remarks.append(f"It is long: what comes after page {MOST_PLACES} wasn't read.")
    if not reading.parts:
        raise Unreadable(
            "No words were found on its pages: they may be scanned pictures. Upload one with text in it."
        )
    if len(reading.parts) < pages:
        empty = pages - len(reading.parts)
        reading.remarks.append(f"{empty} of {pages} pages hold no words that can be read, such as pictures.")


def _page(document: pypdfium2.PdfDocument, index: int) -> str:
    try:
        page = document[index]
        words = page.get_textpage()
        text: str = words.get_text_bounded()
        words.close()
        page.close()
    except pypdfium2.PdfiumError:
        return ""
    return text
