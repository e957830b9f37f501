"""Names, usernames and addresses, taken out of what people wrote (G3).

Rather a word too much than a name too little: whatever is called like somebody of the class is masked,
however it is written.  Words that are names and everyday words at once count where they are written as names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NAME, ADDRESS = "[name]", "[address]"
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"\w[\w.-]*")
_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(rf"{re.escape(NAME)}(?:[ '’-]{{1,2}}{re.escape(NAME)})+")
EVERYDAY = frozenset((
    "art", "bill", "bob", "case", "chance", "chase", "dan", "dean", "del", "dot", "eve", "frank",
    "grace", "grant", "guy", "hope", "ian", "ira", "jack", "jay", "joy", "kit", "lane", "lee", "mark",
    "max", "may", "min", "nick", "norm", "page", "pat", "penny", "pick", "pip", "ray", "rich", "rob",
    "rose", "sage", "skip", "sky", "star", "sue", "sum", "summer", "tab", "ted", "tim", "tom", "true",
    "van", "victor", "wade", "ward", "will", "win", "young", "zip",
))  # fmt: skip
"""Lower-case they are words of a question or names in code."""


class Mask:
    """Takes the names of some people out of texts; each text is gone through once, however many they are."""

    def __init__(self, names: Iterable[str], handles: Iterable[str]) -> None:
        """``names`` as people are called, ``handles`` usernames and addresses."""
        self._handles = {_folded(handle) for handle in handles if handle}
        self._anyhow: set[str] = set()
        self._as_written: set[str] = set()
        self._inside: set[str] = set()
        """Of scripts without cases and without spaces between words."""
        for name in names:
            self._learn(name)

    def _learn(self, name: str) -> None:
        parts = [_folded(word, case=False) for word in _WORD.findall(unicodedata.normalize("NFC", name))]
        called = [part for part in parts if not part.islower()] or parts  # not the "von" and "de" between
        for part in called:
            if len(part) < 2:
                continue
            if part.lower() == part.upper():
                self._inside.add(part)
            elif len(part) == 2 or part.lower() in EVERYDAY:
                self._as_written |= {part, part.upper(), part.capitalize()}
            else:
                self._anyhow.add(part.lower())

    def __call__(self, text: str) -> str:
        """The text without them."""
        text = _ADDRESS.sub(ADDRESS, unicodedata.normalize("NFC", text))
        text = _HANDLE.sub(self._handle, text)
        text = _WORD.sub(self._word, text)
        for name in self._inside:
            text = text.replace(name, NAME)
        return _REPEATED.sub(NAME, text)

    def _handle(self, found: re.Match[str]) -> str:
        said = found[0].rstrip(".-")
        return NAME + found[0][len(said) :] if _folded(said) in self._handles else found[0]

    def _word(self, found: re.Match[str]) -> str:
        plain = _folded(found[0], case=False)
        return NAME if plain.lower() in self._anyhow or plain in self._as_written else found[0]


def _folded(text: str, *, case: bool = True) -> str:
    """Without accents, and without case."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    return plain.casefold() if case else plain
