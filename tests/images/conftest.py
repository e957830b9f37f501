"""The images' folder, read as its tools read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

IMAGES = Path(__file__).parents[2] / "images"
Manifest = dict[str, Any]


@dataclass(frozen=True)
class Workload:
    """A pod's template: of which Deployment or Job, and its one container."""

    name: str
    spec: dict[str, Any]

    @property
    def container(self) -> dict[str, Any]:
        (container,) = self.spec["containers"]
        return dict(container)

    @property
    def image(self) -> str:
        return str(self.container["image"])

    @property
    def secrets(self) -> set[str]:
        """The keys it mounts."""
        mounted = [volume["secret"] for volume in self.spec.get("volumes", []) if "secret" in volume]
        assert all(item["key"] == item["path"] for secret in mounted for item in secret["items"])
        return {item["key"] for secret in mounted for item in secret["items"]}


@pytest.fixture(scope="session")
def manifests() -> list[Manifest]:
    """Everything that the kustomization lists."""
    folder = IMAGES / "kubernetes"
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text())
    texts = [(folder / name).read_text() for name in kustomization["resources"]]
    return [document for text in texts for document in yaml.safe_load_all(text)]


@pytest.fixture(scope="session")
def workloads(manifests: list[Manifest]) -> dict[str, Workload]:
    found = [each for each in manifests if each["kind"] in {"Deployment", "Job"}]
    return {
        each["metadata"]["name"]: Workload(each["metadata"]["name"], each["spec"]["template"]["spec"])
        for each in found
    }
