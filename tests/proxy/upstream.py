"""A small real upstream that remembers what it was sent, and can be slow, endless or rude."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class SmallUpstream:
    """Its address, and what it saw."""

    url: str
    seen: list[Seen] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)


@contextmanager
def running_upstream() -> Iterator[SmallUpstream]:  # noqa: C901 # a class inside that sees the seen
    """Serve until the end of the context."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            upstream.seen.append(Seen(self.command, self.path, dict(self.headers), body))
            if "drip" in self.path:
                self.drip()
            elif "endless" in self.path:
                self.endless()
            elif "rude" in self.path:
                self.rude()
            else:
                self.plain()

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 # the library's names

        def plain(self) -> None:
            self.send_response(304 if "If-None-Match" in self.headers else 201)
            self.send_header("Content-Type", "text/x-plain")
            self.send_header("ETag", '"one"')
            self.send_header("Set-Cookie", "stolen=1")
            self.send_header("Content-Length", "0" if "If-None-Match" in self.headers else "5")
            self.end_headers()
            if "If-None-Match" not in self.headers:
                self.wfile.write(b"hello")

        def begin(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True

        def drip(self) -> None:
            self.begin()
            self.wfile.write(b"data: first\n\n")
            upstream.go_on.wait(20)
            self.wfile.write(b"data: second\n\n")

        def endless(self) -> None:
            self.begin()
            try:
                while not upstream.left.wait(0.02):
                    self.wfile.write(b": here\n\n")
            except OSError:
                upstream.left.set()

        def rude(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"half":')
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    upstream = SmallUpstream(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield upstream
    finally:
        upstream.left.set()
        server.shutdown()
        server.server_close()
        thread.join()
