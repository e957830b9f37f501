"""The parts' log files: kept small, and read from their end."""

import shutil
from pathlib import Path

LARGEST_BYTES = 10 << 20
KEPT = 3
TAIL_BYTES = 64 << 10


def rotate(folder: Path) -> None:
    """Move what grew too large aside.

    The file is copied and emptied, not renamed, since the part goes on writing to it (in append mode);
    a line written between the two steps may be lost.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size > LARGEST_BYTES:
            for number in range(KEPT, 1, -1):
                older = log.with_suffix(f".log.{number - 1}")
                if older.exists():
                    older.replace(log.with_suffix(f".log.{number}"))
            shutil.copy(log, log.with_suffix(".log.1"))
            with log.open("r+b") as file:
                file.truncate()


def tail(log: Path, lines: int) -> list[str]:
    """The last lines of a log; none where there is no log."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        text = file.read().decode(errors="replace")
    return text.splitlines()[-lines:]


def last_line(log: Path) -> str | None:
    """The last line that says something."""
    return next((line.strip() for line in reversed(tail(log, 50)) if line.strip()), None)
