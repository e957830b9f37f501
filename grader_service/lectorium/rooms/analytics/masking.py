"""Names, usernames and addresses, taken out of what people wrote (G3).

Rather a word too much than a name too little: whatever is called like somebody of the class is masked,
however it is written.  Words that are names and everyday words at once count where they are written as names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import permutations

NAME, ADDRESS = "[name]", "[address]"
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"\w[\w.-]*")
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[^\W\d_])(?<![A-Z])(?=[A-Z])")
"""Between the words of a name in code, such as ``helpAda``."""
_JOINT = re.compile(r"([._-]+)")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""What stands between letters and isn't seen."""
_PLAIN = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
    | {"đ": "d", "Đ": "D", "ı": "i"}
)
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"} | {"Ä": "Ae", "Ö": "Oe"} | {
    "Ü": "Ue", "Å": "Aa", "Ø": "Oe"
})  # fmt: skip
"""How names are written where a keyboard lacks their letters."""
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
        self._longest = max((len(_JOINT.split(handle)) for handle in self._handles), default=1)
        self._anyhow: set[str] = set()
        self._as_written: set[str] = set()
        self._inside: set[str] = set()
        """Of scripts without cases and without spaces between words."""
        for name in names:
            composed = unicodedata.normalize("NFC", name)
            for spelled in {composed, composed.translate(_SPELLED)}:
                self._learn(spelled)

    def _learn(self, name: str) -> None:
        parts = [_folded(word, case=False) for word in _WORD.findall(name)]
        called = [part for part in parts if not part.islower()] or parts  # not the "von" and "de" between
        for part in called:
            if len(part) < 2:
                continue
            if part.lower() == part.upper():
                self._inside.add(part)
            elif len(part) == 2 or part.lower() in EVERYDAY:
                self._as_written |= _written(part)
            else:
                self._anyhow.add(part.lower())
                self._as_written |= _written(f"{part}s")
        self._anyhow |= {(one + other).lower() for one, other in permutations(called[:4], 2)}

    def __call__(self, text: str) -> str:
        """The text without them."""
        text = _ADDRESS.sub(ADDRESS, _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
        text = _HANDLE.sub(self._handle, text)
        text = _WORD.sub(self._word, text)
        for name in self._inside:
            text = text.replace(name, NAME)
        return _REPEATED.sub(NAME, text)

    def _handle(self, found: re.Match[str]) -> str:
        said = found[0].rstrip(".-")
        if _folded(said) in self._handles:
            return NAME + found[0][len(said) :]
        pieces = _JOINT.split(found[0])
        return found[0] if len(pieces) == 1 else self._within(pieces)

    def _within(self, pieces: list[str]) -> str:
        """A path's or a variable's words, every other a joint; a username may be some of them."""
        told, at = "", 0
        while at < len(pieces):
            widths = (width for width in range(self._longest, 0, -2) if self._is_handle(pieces, at, width))
            width = next(widths, 0)
            told += NAME if width else pieces[at]
            at += width or 1
            told += pieces[at] if at < len(pieces) else ""
            at += 1
        return told

    def _is_handle(self, pieces: list[str], at: int, width: int) -> bool:
        said = _folded("".join(pieces[at : at + width]))
        return said in self._handles and not (width == 1 and said in EVERYDAY)

    def _word(self, found: re.Match[str]) -> str:
        if self._is_name(found[0]):
            return NAME
        return "".join(NAME if self._is_name(part) else part for part in _HUMP.split(found[0]))

    def _is_name(self, word: str) -> bool:
        plain = _folded(word, case=False)
        return plain.lower() in self._anyhow or plain in self._as_written


def _written(name: str) -> set[str]:
    return {name, name.upper(), name.capitalize()}


def _folded(text: str, *, case: bool = True) -> str:
    """Without accents, and without case."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in decomposed if not unicodedata.combining(each))
    plain = plain.translate(_PLAIN)
    return plain.casefold() if case else plain
