"""G3: what people of a class are called is taken out of texts, however it is written."""

from __future__ import annotations

import pytest

from lectorium.rooms.analytics.masking import Mask

MASK = Mask(
    [
        "Bjørn Strauß",
        "Ada Lovelace",
        "Zoë Müller",
        "Max Li",
        "Charles von Neumann",
        "Anna-Lena O'Brien",
        "王小明",
        "bo berg",
    ],
    ["s123456", "ada", "ada@uni.example", "zoe.mueller-2", "Max.Li@uni.example"],
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("I am Ada Lovelace.", "I am [name]."),
        ("ada, LOVELACE and zoe muller's loop", "[name], [name] and [name]'s loop"),
        ("ask Zoe\u0308 Mu\u0308ller", "ask [name]"),
        ("write to ada@uni.example or any.body@else.org!", "write to [address] or [address]!"),
        ("my login is zoe.mueller-2.", "my login is [name]."),
        ("Max and I: max(xs) is the largest", "[name] and I: max(xs) is the largest"),
        ("Li asked; li is a list item", "[name] asked; li is a list item"),
        ("von and the neumann machine", "von and the [name] machine"),
        ("anna-lena says", "[name] says"),
        ("我是王小明。", "我是[name]。"),
        ("Bo Berg and berg", "[name] and [name]"),
        ("adaptive loops, bergamot", "adaptive loops, bergamot"),
        (
            "Zoe Mueller, Muellers Code, Bjoern STRAUSS and Bjorn Strauss",
            "[name], [name] Code, [name] and [name]",
        ),
        ("M\u00fcl\u200bler", "[name]"),
        ("helpAda, adaLovelace, adalovelace2", "help[name], [name], [name]2"),
        ("/home/s123456/s123456.ipynb, sheet_s123456_2.py", "/home/[name]/[name].ipynb, sheet_[name]_2.py"),
        ("by zoe.mueller-2.txt and np.max(xs)", "by [name].txt and np.max(xs)"),
        ("." * 20_000, "." * 20_000),
        ("a." * 20_000, "a." * 20_000),
    ],
)
def test_g3_names_are_masked(text: str, masked: str) -> None:
    assert MASK(text) == masked
