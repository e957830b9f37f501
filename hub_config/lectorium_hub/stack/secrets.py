"""The folder of secrets: one file per value, readable by nobody else, written whole or not at all."""

import os
import secrets
from pathlib import Path

OWNER_ONLY = 0o600
# Bytes of randomness in what we generate; in hex that is what JupyterHub wants of its keys too.
STRENGTH = 32

GENERATED = (
    "postgres_password",
    "owner_password",
    "app_password",
    "demo_password",
    "hub_password",
    "valkey_password",
    "models_key",
    "lectorium_proxy_token",
    "lectorium_api_token",
    "lectorium_supervisor_token",
    "lectorium_cookie_secret",
    "lectorium_crypt_key",
)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, in one step, and durably."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, OWNER_ONLY)
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)


class SecretFolder:
    """Secrets by name, each a file in one folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __contains__(self, name: str) -> bool:
        return (self.path / name).exists()

    def __getitem__(self, name: str) -> str:
        return (self.path / name).read_text()

    def write(self, name: str, value: str) -> None:
        """Store a value unless it is stored already."""
        if name not in self or self[name] != value:
            write_private(self.path / name, value)

    def remove(self, name: str) -> None:
        """Forget a value; one that isn't there is forgotten already."""
        (self.path / name).unlink(missing_ok=True)

    def generate(self) -> None:
        """Make each secret that isn't there yet."""
        for name in GENERATED:
            if name not in self:
                self.write(name, secrets.token_hex(STRENGTH))
