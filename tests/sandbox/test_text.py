"""What was printed is kept up to its limit, on a character border, fit to be stored."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lectorium.sandbox.local import memory_files, outputs


def kept(data: bytes, limit: int) -> tuple[str, bool]:
    file = memory_files.empty()
    try:
        os.write(file, data)
        return memory_files.text(file, limit)
    finally:
        os.close(file)


def test_short_output_is_kept_whole() -> None:
    assert kept("grün\n".encode(), 100) == ("grün\n", False)


def test_long_output_is_cut_between_characters_and_says_so() -> None:
    text, cut = kept(b"a" + "ü".encode() * 10, 4)
    assert cut
    assert text == "aü\n[cut here: 21 bytes were printed, 4 are kept]"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 30))
def test_a_cut_never_shows_half_a_character(text: str, limit: int) -> None:
    shown, cut = kept(text.encode(), limit)
    start = shown.rsplit("\n[cut here", 1)[0] if cut else shown
    assert text.replace("\0", "\\x00").startswith(start)


@given(st.binary(max_size=60), st.integers(1, 30))
def test_any_bytes_become_text_that_can_be_stored(data: bytes, limit: int) -> None:
    text, _ = kept(data, limit)
    assert "\0" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "ok"])
def test_outputs_of_cells_can_be_stored(text: str) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": text}
    data = {"output_type": "display_data", "data": {"text/plain": text, "x/\0": [text]}, "metadata": {}}
    tidy = str(outputs.tidy([stream, data], 100))
    assert "\0" not in tidy
    tidy.encode("utf-8")


def test_rich_outputs_are_kept_or_named_as_too_large() -> None:
    def output(size: int) -> dict[str, object]:
        return {"output_type": "display_data", "data": {"image/png": "x" * size}, "metadata": {}}

    small, large = outputs.tidy([output(1000), output(2_000_000)], 100)
    assert small["data"]["image/png"] == "x" * 1000
    assert "too large" in large["data"]["image/png"]
