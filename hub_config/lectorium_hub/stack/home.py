"""The state folder: everything that a Lectorium on one machine knows lies in it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from lectorium_hub.stack.errors import StackError

PRIVATE = 0o700
# A Unix socket's path has 107 characters at most, and Postgres' own name for it takes 20.
LONGEST_SOCKET_FOLDER = 87


@dataclass(frozen=True)
class Home:
    """Where everything lies. Building one touches nothing; :meth:`create` does."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "config.toml"

    @property
    def ports(self) -> Path:
        return self.path / "ports.json"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def objects(self) -> Path:
        return self.path / "objects"

    @property
    def hub(self) -> Path:
        return self.path / "hub"

    @property
    def users(self) -> Path:
        return self.path / "users"

    @property
    def models(self) -> Path:
        """Weights of language models, each a GGUF file named as the model is asked for."""
        return self.path / "models"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def state(self) -> Path:
        return self.run / "state.json"

    @property
    def lock(self) -> Path:
        return self.run / "lock"

    @property
    def sample(self) -> Path:
        """The sample course's logins, written when it was installed."""
        return self.path / "sample.json"

    @property
    def sockets(self) -> Path | None:
        """Where Postgres' Unix socket goes; None where the path would be too long for one."""
        return self.run if len(os.fsencode(self.run)) <= LONGEST_SOCKET_FOLDER else None

    def log(self, part: str) -> Path:
        """The log file of one part."""
        return self.logs / f"{part}.log"

    def create(self) -> None:
        """Make the folder and its rooms, closed to others; raise `StackError` where that fails."""
        folders = (self.path, self.secrets, self.valkey, self.objects, self.hub, self.logs, self.run)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for folder in folders:
                folder.mkdir(mode=PRIVATE, exist_ok=True)
            self.secrets.chmod(PRIVATE)
        except OSError as error:
            raise _cannot_create(self.path, error) from error

    def enter(self) -> None:
        """Have the settings of this process read from this home."""
        os.environ["LECTORIUM_HOME"] = str(self.path)
        os.environ["LECTORIUM_SECRETS_DIR"] = str(self.secrets)

    def has_data(self) -> bool:
        """Whether something was ever stored here; what lies in external services isn't asked for."""
        if self.postgres.exists():
            return True
        return any(folder.exists() and any(folder.iterdir()) for folder in (self.objects, self.users))


def _cannot_create(path: Path, error: OSError) -> StackError:
    return StackError(
        f"The folder {path} can't be made or written ({error.strerror}).",
        "Nothing has been changed.",
        "Choose another folder with --home, or make this one yours.",
    )


def find_home(chosen: Path | None, environ: Mapping[str, str] = os.environ) -> Home:
    """The home that was chosen, or LECTORIUM_HOME, or the platform's folder for state."""
    named = chosen or environ.get("LECTORIUM_HOME")
    path = Path(named) if named else platformdirs.user_state_path("lectorium")
    return Home(path.expanduser().absolute())
