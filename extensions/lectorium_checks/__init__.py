"""Checks for test cells, for what ``assert f(2) == 4`` can't say.

>>> from lectorium_checks import check_close, check_equal, check_prints, check_raises
>>> check_equal(sorted([2, 1]), [1, 2])
>>> check_close(0.1 + 0.2, 0.3)
>>> check_raises(ZeroDivisionError, lambda: 1 / 0)
>>> check_prints("3", lambda: print(1 + 2))

Run by hand, each raises :class:`CheckFailed` with a sentence where it doesn't hold. When a notebook is
graded, only the first part (what is called) runs beside the student's code: what should come out stays
outside, and is compared there. So each stands on a line of its own, outside of loops and functions.
"""

from __future__ import annotations

import io
import linecache
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

from lectorium_checks.comparing import difference
from lectorium_checks.kinds import Rules
from lectorium_checks.lines import text_difference
from lectorium_checks.plain import plain

__all__ = ["CheckFailed", "check_close", "check_equal", "check_prints", "check_raises"]


class CheckFailed(AssertionError):
    """A check doesn't hold; the text says why."""

    def __init__(self, text: str, line: str = "") -> None:
        super().__init__(text)
        self.line = line

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the check's own line and the sentence, and no frames of ours."""
        return [*filter(None, [self.line]), f"CheckFailed: {self}"]


def check_equal(
    got: object, expected: object, message: str = "", *, order: bool = True, dtype: bool = False
) -> None:
    """``got`` is ``expected``: numbers, texts, lists, dicts, sets, numpy arrays, pandas tables and columns.

    With ``order=False`` items and rows may come in any order (and row labels don't count); with
    ``dtype=True`` the types of arrays and columns count.
    """
    _demand(difference(plain(got), plain(expected), Rules(order=order, dtype=dtype)), message)


def check_close(
    got: object,
    expected: object,
    message: str = "",
    *,
    rel: float = 1e-6,
    abs: float = 1e-9,  # noqa: A002 - the word that teachers know from pytest.approx
    order: bool = True,
) -> None:
    """Like :func:`check_equal`, and numbers anywhere inside need only be close.

    They may differ by ``rel`` times the larger of the two, or by ``abs``, whichever allows more.
    """
    _demand(difference(plain(got), plain(expected), Rules(rel=rel, abs=abs, order=order)), message)


def check_raises(
    exception: type[BaseException], call: Callable[..., Any], *arguments: Any, message: str = ""
) -> None:
    """Calling raises the exception: ``check_raises(ValueError, sqrt, -1)``, or with a ``lambda:``."""
    try:
        call(*arguments)
    except exception:
        return
    except Exception as error:  # noqa: BLE001 - another one than asked for is an answer, too
        _demand(f"expected {exception.__name__}, got {type(error).__name__}: {error}", message)
    else:
        _demand(f"expected {exception.__name__}, and nothing was raised", message)


def check_prints(expected: str, call: Callable[..., Any], *arguments: Any, message: str = "") -> None:
    """Calling prints the text; white space at the ends of lines and empty last lines don't count."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        call(*arguments)
    _demand(text_difference(printed.getvalue(), expected), message)


def _demand(found: str | None, message: str) -> None:
    if found is not None:
        said = message.rstrip(". ")
        caller = sys._getframe(2)  # noqa: SLF001 - the line of the test cell
        line = linecache.getline(caller.f_code.co_filename, caller.f_lineno).strip()
        raise CheckFailed(f"{said}: {found}" if said else found, line)
