"""What a student wrote is shown as it was meant, and can do nothing on a teacher's page (I23)."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lectorium_server.pages.markdown import LONGEST, MOST_MATH, markdown
from lectorium_server.pages.math import ATTRIBUTES, TAGS

PIECES = [
    "x", "{", "}", "^", "_", "&", "\\\\", " ", "2", "<b>", "&lt;i&gt;", '"', "'", "$", "%", "#", r"\frac",
    r"\sqrt", r"\left(", r"\right)", r"\text{", r"\href{javascript:x}", r"\style{a:b}", r"\class{c}",
    r"\begin{matrix}", r"\end{matrix}", r"\begin{array}{|c|}", r"\hspace{9em}", r"\color{red}", r"\unknown",
    r"\limits", r"\sum", r"\over", r"\mathbb{R}", r"\operatorname{<s>}", r"\tag{1}", r"\overset{a}{b}",
]  # fmt: skip


class Tags(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attributes}))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Why", "<h4>Why</h4>"),
        ("a **strong** *word*", "<p>a <strong>strong</strong> <em>word</em></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. third", '<ol start="3">\n<li>third</li>\n</ol>'),
        ("`x < 1`", "<p><code>x &lt; 1</code></p>"),
        ("$a_1 * b_1$ and $x_2$", "<msub><mi>x</mi><mn>2</mn></msub>"),
        ("$$\n\\sum_{i=1}^n *i*\n$$", '<math display="block"><mrow><munderover><mo>∑</mo>'),
        (r"$\left( x$ and $x^2$", r'<span class="math">$\left( x$</span>'),
        (r"$\foo{x}$ and $\bar_z$", r'<span class="math">$\foo{x}$</span>'),
        ("price 5$ and 7$", "<p>price 5$ and 7$</p>"),
        ("from $5 to $7", "<p>from $5 to $7</p>"),
        ("$5 and 7$8", "<p>$5 and 7$8</p>"),
        (r"$a\$$ is", "<mi>a</mi>"),
        ("it costs $5 *now*", "it costs $5 <em>now</em>"),
        ("[docs](https://example.org/?a=1&b=2)", 'href="https://example.org/?a=1&amp;b=2"'),
        ("![my plot](https://example.org/spy.png)", "[picture: my plot]"),
    ],
)
def test_markdown_is_shown_as_meant(text: str, shown: str) -> None:
    assert shown in markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        r"$\text{<img src=x onerror=alert(1)>}$",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\style{background:url(https://spy.example)}{x}$",
        r"$\class{notice}{x}$",
        r"$\color{red;--x:url(https://spy.example)}{x}$",
        r"$\text{&lt;img src=x&gt;}$",
        '`<span class="math">$x$</span>`',
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](javascript:alert(1))",
        '[x](https://e.org "on mouse\\" onmouseover=alert(1) x=\\"")',
        "$<script>alert(1)</script>$",
        "$$</span><img src=x onerror=alert(1)>$$",
        "![<img src=x onerror=alert(1)>](https://e.org)",
        "<style>*{display:none}</style>",
        "<form action=https://e.org><input name=_xsrf>",
        "```html\n<script>alert(1)</script>\n```",
        "<svg/onload=alert(1)>",
        "<!-- --><iframe src=https://e.org></iframe>",
    ],
)
def test_i23_nothing_of_it_acts(text: str) -> None:
    found = Tags()
    found.feed(markdown(text))
    assert {tag for tag, _ in found.seen} <= {"p", "a", "span", "pre", "code", *TAGS}
    for _, attributes in found.seen:
        assert attributes.keys() <= {"href", "rel", "class", "tabindex", *ATTRIBUTES}
        assert attributes.get("href", "https://e.org").startswith("https://e.org")


def test_what_is_too_long_is_shown_as_typed() -> None:
    shown = markdown("*" * (LONGEST + 1) + "<script>")
    assert shown.startswith('<pre tabindex="0">')
    assert "<script>" not in shown


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_i23_whatever_is_typed_between_dollars_is_mathematics_or_text(latex: str) -> None:
    found = Tags()
    found.feed(markdown(f"${latex}$ and $${latex}$$"))
    assert {tag for tag, _ in found.seen} <= {"p", "span", "strong", "em", "code", "br", *TAGS}
    for _, attributes in found.seen:
        assert attributes.keys() <= {"class", *ATTRIBUTES}


def test_a_page_of_text_has_headings_of_its_own_level() -> None:
    assert "<h2>Why</h2>" in markdown("# Why", 2)
    assert "<h2>Why</h2>\n<h3>How</h3>" in markdown("## Why\n### How", 2)
    assert "<h6>Deep</h6>" in markdown("# Why\n###### Deep", 2)


def test_much_mathematics_is_shown_as_typed() -> None:
    text = f"${'a+' * 900}a$\n\n" * 40
    shown = markdown(text)
    assert shown.count("<math") == MOST_MATH // 1801
    assert shown.count('class="math"') == 40 - MOST_MATH // 1801


def test_deep_nesting_ends() -> None:
    assert markdown("$" + "{" * 900 + "}" * 900 + "$")
    assert markdown("$" + r"\sqrt{" * 300 + "x" + "}" * 300 + "$")
    assert markdown("> " * 5000 + "deep")
    assert markdown("[" * 5000)
