"""LaTeX as MathML, which every browser draws by itself: no script, no fonts, nothing fetched.

The converter's own text output would pass markup and addresses on; so its tree is walked, and only known
elements and attributes are written, every text escaped.  What it can't read is shown as it was typed.
"""

from __future__ import annotations

import re
from html import unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

TAGS = {
    "math", "mrow", "mi", "mn", "mo", "ms", "mspace", "mtext", "mfrac", "msqrt", "mroot", "mstyle", "msub",
    "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom",
    "menclose", "mmultiscripts", "mprescripts", "none",
}  # fmt: skip
ATTRIBUTES = {
    "display", "displaystyle", "scriptlevel", "mathvariant", "linethickness", "stretchy", "fence", "form",
    "separator", "lspace", "rspace", "minsize", "maxsize", "largeop", "movablelimits", "accent",
    "accentunder", "symmetric", "width", "columnalign", "rowspacing", "columnspacing", "columnlines",
    "rowlines", "notation", "columnspan", "rowspan",
}  # fmt: skip
VALUE = re.compile(r"[\w .%+-]{1,60}", re.ASCII)
LONGEST = 2_000
"""Characters of one formula that are converted."""
DEEPEST = 100


def formula(latex: str, *, block: bool) -> Markup:
    """A formula without its dollars, as MathML; raises :class:`ValueError` for what can't be read."""
    if len(latex) > LONGEST:
        raise ValueError("too long")
    try:
        tree = convert_to_element(latex.strip(), display="block" if block else "inline")
    except Exception as error:  # the converter raises whatever it stumbles upon, IndexError and all
        raise ValueError("not understood") from error
    return _written(tree)


def _written(element: Element, depth: int = 0) -> Markup:
    """An element we know; of one we don't, what is in it. An unknown command is a name to the converter."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    if element.tag == "mi" and (element.text or "").startswith("\\"):
        raise ValueError("an unknown command")
    pieces = (_written(child, depth + 1) + _text(child.tail) for child in element)
    inner = _text(element.text) + Markup().join(pieces)
    if element.tag not in TAGS:
        return inner
    kept = [
        Markup(' {}="{}"').format(name, value)
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and VALUE.fullmatch(value)
    ]
    return Markup("<{0}{1}>{2}</{0}>").format(element.tag, Markup().join(kept), inner)


def _text(text: str | None) -> Markup:
    """The converter writes symbols as numbered entities."""
    return escape(unescape(text or ""))
