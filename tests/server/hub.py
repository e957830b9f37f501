"""A Hub small enough for tests: a real HTTP server that says whose a token is, as JupyterHub does."""

from __future__ import annotations

import json
import secrets
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from jupyterhub import __version__

from lectorium_server.auth.scopes import scopes_of


class SmallHub:
    """Tokens and whose they are; counts how often it is asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.tokens: dict[str, dict[str, Any]] = {}
        self.asked: Counter[str] = Counter()
        self.delay = 0.0
        self.knows_nobody = False
        """As JupyterHub is while its database is away."""

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub/api"

    def token(self, login: str, scopes: Sequence[str] | None = None) -> str:
        """A token for somebody, with all scopes unless said otherwise."""
        token = secrets.token_hex(16)
        granted = scopes_of("admin") if scopes is None else list(scopes)
        self.tokens[token] = {"kind": "user", "name": login, "admin": False, "groups": [], "scopes": granted}
        return token


@contextmanager
def running_hub() -> Iterator[SmallHub]:
    """Serve until the end of the context."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            token = self.headers.get("Authorization", "").removeprefix("token ")
            hub.asked[token] += 1
            threading.Event().wait(hub.delay)
            looks_up = self.path == "/hub/api/user" and not hub.knows_nobody
            known = hub.tokens.get(token) if looks_up else None
            model = {"version": __version__} if self.path.rstrip("/") == "/hub/api" else known
            body = json.dumps(model or {"status": 403, "message": "Forbidden"}).encode()
            self.send_response(200 if model else 403)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-JupyterHub-Version", __version__)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            """End an OAuth sign-on (its code is the person's name), or hear that a server is used."""
            form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            answer = (
                {"access_token": hub.token(form["code"][0])} if self.path.endswith("/oauth2/token") else {}
            )
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    hub = SmallHub(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
