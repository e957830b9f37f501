"""A student's Markdown as HTML that can do nothing: no markup of their own, no pictures from elsewhere.

Three sieves, each enough: the parser takes no HTML, what it made is cleaned against a short list, and the
pages' policy runs and loads nothing that isn't ours.  Mathematics becomes MathML of a short list of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from typing import Any

import bleach
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from lectorium_server.pages.math import formula

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote", "ul",
    "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "span",
}  # fmt: skip
ATTRIBUTES = {"a": ["href", "rel"], "ol": ["start"], "span": ["class"]}
PROTOCOLS = {"http", "https", "mailto"}
LONGEST = 200_000
"""Characters that are parsed; a longer cell is shown as it was typed."""
MATH = re.compile(r'<span class="math">(\${1,2})(.*?)\1</span>', re.DOTALL)
"""Only we can have written it: what people type has its brackets escaped by now."""
MOST_MATH = 20_000
"""Characters of mathematics that are converted in one text; the rest stays as it was typed."""


def markdown(text: str, top: int = 4) -> Markup:
    """The text as inert HTML; its highest headings stand at the page's level ``top``."""
    if len(text) > LONGEST:
        return Markup('<pre tabindex="0">{}</pre>').format(text)
    parser, env = _parser(), {"down": 0}
    tokens = parser.parse(text, env)
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    env["down"] = top - min(levels, default=top)
    html = parser.renderer.render(tokens, parser.options, env)
    cleaned = bleach.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        protocols=PROTOCOLS,
        strip_comments=True,
    )
    # What is typed has its brackets escaped by now; long lines scroll, by the keyboard, too.
    cleaned = cleaned.replace("<pre>", '<pre tabindex="0">')
    return Markup(_with_math(cleaned))  # noqa: S704 # the sieves are above


def _with_math(html: str) -> str:
    left = MOST_MATH

    def drawn(found: re.Match[str]) -> str:
        nonlocal left
        latex = unescape(found[2])
        left -= len(latex)
        try:
            return str(formula(latex, block=found[1] == "$$")) if left >= 0 else found[0]
        except ValueError:
            return found[0]

    return MATH.sub(drawn, html)


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
    made.inline.ruler.before("escape", "math", _math)
    made.add_render_rule("math", _as_typed)
    made.add_render_rule("image", _named)
    made.add_render_rule("heading_open", _heading)
    made.add_render_rule("heading_close", _heading)
    made.add_render_rule("link_open", _link)
    return made


def _math(state: StateInline, silent: bool) -> bool:
    """``$…$`` and ``$$…$$`` are taken whole, so that underscores and stars in them mean nothing."""
    if state.src[state.pos] != "$":
        return False
    end = _end_of_math(state.src, state.pos, state.posMax)
    if end is None:
        return False
    if not silent:
        state.push("math", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _end_of_math(text: str, start: int, stop: int) -> int | None:
    """Where what the dollar at ``start`` opens has ended; None where it is only a dollar.

    Prices aren't mathematics (pandoc's rule): a single dollar opens before what is no space, and closes
    after what is none and before no digit.
    """
    if text.startswith("$$", start):
        end = text.find("$$", start + 2, stop)
        return end + 2 if end > start + 2 else None
    end = text.find("$", start + 1, stop)
    while end > 0 and text[end - 1] == "\\":
        end = text.find("$", end + 1, stop)
    inner = text[start + 1 : max(end, 0)]
    if not inner or inner != inner.strip() or text[end + 1 : end + 2].isdigit():
        return None
    return end + 1


def _as_typed(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
    return f'<span class="math">{escape(tokens[index].content)}</span>'


def _named(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """A picture by its name: it would be loaded from wherever the student says."""
    return f'<span class="quiet">[picture: {escape(tokens[index].content or "without a name")}]</span>'


def _heading(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    token.tag = f"h{min(6, int(token.tag[1]) + env['down'])}"
    return renderer.renderToken(tokens, index, options, {})


def _link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, __: Any) -> str:
    tokens[index].attrSet("rel", "noreferrer nofollow")
    return renderer.renderToken(tokens, index, options, {})
