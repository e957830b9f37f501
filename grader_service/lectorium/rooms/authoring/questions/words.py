"""Short answers in words: made alike as far as the author says, then compared whole or by wildcards."""

from __future__ import annotations

import unicodedata


def alike(text: str, *, case_matters: bool, spaces_matter: bool, unicode_matters: bool) -> str:
    """The text as it is compared."""
    found = unicodedata.normalize("NFC" if unicode_matters else "NFKC", text)
    if not case_matters:
        found = unicodedata.normalize("NFC" if unicode_matters else "NFKC", found.casefold())
    return found if spaces_matter else " ".join(found.split())


def fits(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern whole: ``*`` is any text, ``?`` any one character.

    Each star is tried at each place once, so the time is at most the product of the two lengths.
    """
    at, place, star, after = 0, 0, -1, 0
    while place < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, after = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[place]):
            at, place = at + 1, place + 1
        elif star >= 0:
            after += 1
            at, place = star + 1, after
        else:
            return False
    return not pattern[at:].strip("*")
