"""A real S3 server for tests: SeaweedFS on loopback ports that are free, with a key of its own."""

import contextlib
import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import urllib3

_WEED = Path(sys.executable).with_name("weed")
_ROLES = ("master", "volume", "filer", "s3")
_STARTUP_SECONDS = 60


@dataclass(frozen=True)
class Weed:
    """A running server and its one key."""

    port: int
    access_key: str
    secret_key: str

    def url(self, bucket: str, *, secret: str | None = None) -> str:
        """What ``LECTORIUM_OBJECTS_URL`` would say; ``secret`` to knock with another one."""
        return f"s3+http://{self.access_key}:{secret or self.secret_key}@127.0.0.1:{self.port}/{bucket}"


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Weed]:
    """Start the server with its data below ``folder``, wait until it answers, stop it at the end."""
    ports = _free_ports(2 * len(_ROLES))
    weed = Weed(ports[_ROLES.index("s3")], "lectorium-test", secrets.token_urlsafe(24))
    config = folder / "s3.json"
    config.write_text(json.dumps(_identities(weed)))
    config.chmod(0o600)
    with (folder / "weed.log").open("wb") as log:
        process = subprocess.Popen(
            [str(_WEED), "server", *_options(folder, config, ports)], stdout=log, stderr=log, cwd=folder
        )
        try:
            _wait(weed, process, folder / "weed.log")
            yield weed
        finally:
            process.kill()  # its data is thrown away; a polite stop takes ten seconds
            process.wait()
            for port in ports:
                for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                    left.unlink(missing_ok=True)


def _options(folder: Path, config: Path, ports: list[int]) -> Iterator[str]:
    yield from (f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3")
    yield from (f"-s3.config={config}", "-s3.iam=false", "-s3.port.iceberg=0", "-s3.port.lance=0")
    yield from (
        "-volume.max=1000",
        "-volume.preStopSeconds=0",
        "-master.volumeSizeLimitMB=64",
        "-master.telemetry=false",
    )
    yield from (f"-filer.localSocket={folder}/filer.sock", f"-s3.localSocket={folder}/s3.sock")
    for index, role in enumerate(_ROLES):
        yield f"-{role}.port={ports[index]}"
        yield f"-{role}.port.grpc={ports[index + len(_ROLES)]}"


def _identities(weed: Weed) -> dict[str, object]:
    key = {"accessKey": weed.access_key, "secretKey": weed.secret_key}
    return {"identities": [{"name": "lectorium", "credentials": [key], "actions": ["Admin"]}]}


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]


def _wait(weed: Weed, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(weed):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the S3 server did not start:\n{log.read_text()[-4000:]}")


def _answers(weed: Weed) -> bool:
    from minio import Minio

    client = Minio(
        f"127.0.0.1:{weed.port}",
        access_key=weed.access_key,
        secret_key=weed.secret_key,
        secure=False,
        http_client=urllib3.PoolManager(retries=False, timeout=2.0),
    )
    try:
        client.list_buckets()
    except Exception:  # noqa: BLE001 - whatever it says, it isn't ready
        return False
    return True
