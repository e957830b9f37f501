"""What was printed, line by line."""

from __future__ import annotations

from lectorium_checks.kinds import shown


def lines_of(text: str) -> list[str]:
    """Lines without white space at their ends; empty ones at the very end don't count."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip().split("\n")


def text_difference(printed: str, wanted: str) -> str | None:
    """Where what was printed differs from what should be, white space at line ends aside."""
    ours, theirs = lines_of(wanted), lines_of(printed)
    if ours == theirs:
        return None
    pairs = zip(ours, theirs, strict=False)
    shorter = min(len(ours), len(theirs))
    place = next((number for number, pair in enumerate(pairs) if pair[0] != pair[1]), shorter)
    return f"line {place + 1}: expected {_line(ours, place)}, got {_line(theirs, place)}"


def _line(lines: list[str], place: int) -> str:
    return shown(lines[place]) if place < len(lines) else "nothing more"
