"""A school's sign-in, small but real: OAuth 2 with PKCE over HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "lectorium", "the school knows us by this"


class Provider:
    """Everybody who comes is ``identity``; codes and tokens work once and only with their proofs."""

    def __init__(self) -> None:
        self.identity = "nobody"
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, str] = {}
        self.url = ""

    def authorize(self, query: dict[str, str]) -> str:
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.codes[code] = query
        answer = urlencode({"code": code, "state": query["state"]})
        return f"{query['redirect_uri']}?{answer}"

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        asked = self.codes.pop(form["code"], None)
        proof = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
            .decode()
            .rstrip("=")
        )
        known = form.get("client_secret") == SECRET or SECRET in base64.b64decode(authorization[6:]).decode()
        if asked is None or not known or asked["code_challenge"] != proof:
            return None
        token = secrets.token_hex(16)
        self.tokens[token] = self.identity
        return {"access_token": token, "token_type": "Bearer", "expires_in": 60}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
                return
            identity = provider.tokens.get(self.headers["Authorization"].partition(" ")[2])
            self._say({"sub": identity, "name": "Ada"} if identity else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(provider.exchange(form, self.headers.get("Authorization", "Basic ")))

        def _say(self, answer: dict[str, Any] | None) -> None:
            self.send_response(200 if answer else 401)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Silence."""

    return Handler


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start the provider on a free port."""
    provider = Provider()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider)) as server:
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()
