"""Checks, asked inside a kernel: setup, expression, and the answer as tagged JSON.

What is needed is bound before any student code runs; but the interpreter is the student's, and
who asks takes every answer for what it is.
"""

from __future__ import annotations

import ast
import asyncio
import io
import sys
from collections.abc import Callable
from typing import Any, Final

from lectorium.sandbox import encoding

REQUEST: Final = "lectorium_questions_request"
REPLY: Final = "lectorium_questions_reply"
ANSWER: Final = "lectorium_answer"
_FILE: Final = "<check>"
_KEPT_CHARACTERS: Final = 256 * 1024
_MESSAGE_CHARACTERS: Final = 2000
_compile, _eval = compile, eval


class _Printed(io.StringIO):
    """What is printed, up to what is kept."""

    def write(self, text: str) -> int:
        room = _KEPT_CHARACTERS - self.tell()
        super().write(text[: max(0, room)])
        return len(text)


class Questions:
    """Answers one request at a time in a kernel's namespace."""

    def __init__(self, kernel: Any, inspect: Callable[[], list[str]]) -> None:
        from IPython.core.inputtransformer2 import TransformerManager

        self.kernel = kernel
        self.session = kernel.session
        self.names = kernel.shell.user_ns
        self.show_traceback = kernel.shell.showtraceback
        self.inspect = inspect
        self.stdout = sys.stdout
        self.plain = TransformerManager().transform_cell  # type: ignore[no-untyped-call]

    async def handle(self, stream: Any, ident: Any, parent: dict[str, Any]) -> None:
        """A request: one message per answer, as it comes, then a reply with the tricks found before."""
        found = self.inspect()
        self.parent = parent
        for check in parent["content"]["checks"]:
            answer = await self._answer(check)
            self._publish({"id": check["id"], **answer})
            if answer.get("stopped"):
                break
        self.session.send(stream, REPLY, {"tricks": found}, parent, ident=ident)

    def _publish(self, content: dict[str, Any]) -> None:
        self.stdout.flush()
        self.session.send(self.kernel.iopub_socket, ANSWER, content, parent=self.parent)
        self.stdout.flush()  # waits until it is on its way: the next check may end the kernel

    async def _answer(self, check: dict[str, str]) -> dict[str, Any]:
        try:
            await self._run(self.plain(check["setup"]), "exec")
        except BaseException as error:
            return self._failure(error, "preparing this check failed: ")
        ways = {"value": self._value, "stdout": self._stdout, "exception": self._exception}
        return await ways[check["capture"]](check["expression"])

    async def _value(self, expression: str) -> dict[str, Any]:
        try:
            value = encoding.encode(await self._run(expression, "eval"))
        except BaseException as error:
            return self._failure(error)
        if value["t"] == "too_big":
            return {"outcome": "exception", "error": f"a {value['type']} can't be compared: {value['why']}"}
        return {"outcome": "ok", "value": value}

    async def _stdout(self, expression: str) -> dict[str, Any]:
        printed, usual = _Printed(), sys.stdout
        sys.stdout = printed
        try:
            await self._run(expression, "eval")
        except BaseException as error:
            sys.stdout = usual
            return self._failure(error) | {"stdout": printed.getvalue()}
        finally:
            sys.stdout = usual
        return {"outcome": "ok", "stdout": printed.getvalue()}

    async def _exception(self, expression: str) -> dict[str, Any]:
        try:
            await self._run(expression, "eval")
        except (KeyboardInterrupt, asyncio.CancelledError) as error:
            return self._failure(error)
        except BaseException as error:
            names = [kind.__name__ for kind in type.mro(type(error)) if kind is not object]
            return {"outcome": "ok", "value": encoding.encode(names), "error": _named(error)}
        return {"outcome": "exception", "error": "it raised no exception"}

    async def _run(self, source: str, mode: str) -> Any:
        """Statements or an expression in the notebook's namespace, `await` allowed."""
        text = source.strip() if mode == "eval" else source
        code = _compile(text, _FILE, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
        result = _eval(code, self.names)
        if not code.co_flags & _COROUTINE:
            return result
        task = asyncio.ensure_future(result)
        with self.kernel._cancel_on_sigint(task):  # noqa: SLF001 (as ipykernel does for its cells)
            return await task

    def _failure(self, error: BaseException, where: str = "") -> dict[str, Any]:
        """An answer that says what happened; the traceback is shown as any cell's."""
        stopped = isinstance(error, (KeyboardInterrupt, asyncio.CancelledError))
        outcome = "memory" if isinstance(error, MemoryError) else "exception"
        try:
            self.show_traceback((type(error), error, error.__traceback__))
        except BaseException:  # noqa: S110 (the answer says what matters)
            pass
        return {"outcome": outcome, "error": where + _named(error), "stopped": stopped}


_COROUTINE: Final = 0x80  # inspect.CO_COROUTINE


def _named(error: BaseException) -> str:
    """The last line of a traceback: class and message, cut, whatever the class makes of it."""
    try:
        message = str.__str__(str(error))
    except BaseException:  # (a student's __str__ raises what it likes)
        message = "its message can't be read"
    name = type(error).__name__
    text = f"{name}: {message}" if message else name
    return text[:_MESSAGE_CHARACTERS].replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
