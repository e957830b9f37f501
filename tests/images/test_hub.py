"""The Hub's configuration for Kubernetes makes pods that Kubernetes takes, with the GPU that was chosen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from lectorium_hub.spawners.profiles import PROFILES
from tests.images.conftest import IMAGES, Manifest

pytest.importorskip("kubespawner", reason="needs jupyterhub-kubespawner (the extra `images`)")

# A process of its own: settings are read once per process, and KubeSpawner talks to no cluster here.
PROGRAM = """
import asyncio, json, sys
from kubernetes_asyncio import client
from kubespawner import KubeSpawner
from kubespawner.spawner import MockObject
from traitlets.config import PyFileConfigLoader

config = PyFileConfigLoader(sys.argv[1]).load_config()

async def pod(choice):
    spawner = KubeSpawner(config=config, _mock=True)
    spawner.user.name = "kim"
    spawner.api_token, spawner.port = "token", 8888
    spawner.user_options = {} if choice is None else {"profile": choice}
    spawner.get_env = lambda: dict(spawner.environment)
    await spawner.load_user_options()
    return client.ApiClient().sanitize_for_serialization(await spawner.get_pod_manifest())

async def main():
    pods = {str(choice): await pod(choice) for choice in json.loads(sys.argv[2])}
    hub, scopes = config.JupyterHub, config.KubeSpawner.server_token_scopes
    said = {"hub": hub.hub_connect_url, "class": hub.spawner_class, "scopes": scopes}
    print(json.dumps({"pods": pods, **said}))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def environment(manifests: list[Manifest], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the Hub's pod gets: both ConfigMaps and a folder of secrets."""
    secrets = tmp_path_factory.mktemp("secrets")
    hub = next(
        each for each in manifests if each["kind"] == "Deployment" and each["metadata"]["name"] == "hub"
    )
    for volume in hub["spec"]["template"]["spec"]["volumes"]:
        for item in volume.get("secret", {}).get("items", []):
            (secrets / item["path"]).write_text("ab" * 32)
    given = {
        name: value
        for each in manifests
        if each["kind"] == "ConfigMap"
        for name, value in each["data"].items()
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LECTORIUM_")}
    cluster = {
        "apiVersion": "v1", "kind": "Config", "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:1"}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
    }  # fmt: skip
    (secrets / "cluster").write_text(yaml.safe_dump(cluster))
    return {**kept, **given, "LECTORIUM_SECRETS_DIR": str(secrets), "KUBECONFIG": str(secrets / "cluster")}


def ask(environment: dict[str, str], *choices: str | None) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(IMAGES / "hub/jupyterhub_config.py"), json.dumps(choices)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path("/"),
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def answer(environment: dict[str, str]) -> dict[str, Any]:
    return ask(environment, None, "small", "large", "gpu")


def container(answer: dict[str, Any], choice: str) -> dict[str, Any]:
    (found,) = answer["pods"][choice]["spec"]["containers"]
    return dict(found)


def test_pods_are_valid(answer: dict[str, Any]) -> None:
    validator = pytest.importorskip("kubernetes_validate", reason="needs kubernetes-validate")
    for pod in answer["pods"].values():
        validator.validate(pod, "1.33", strict=True)


def test_every_size_of_the_embedded_stack_is_offered_at_its_size(answer: dict[str, Any]) -> None:
    for profile in PROFILES:
        limits = container(answer, profile.slug)["resources"]["limits"]
        assert float(limits["cpu"]) == profile.cores
        assert int(limits["memory"]) == profile.memory
    assert container(answer, "None") == container(answer, "small")


def test_a_gpu_is_asked_for_with_its_image_and_only_where_chosen(answer: dict[str, Any]) -> None:
    assert container(answer, "gpu")["resources"]["limits"]["nvidia.com/gpu"] == "1"
    assert "singleuser-gpu" in container(answer, "gpu")["image"]
    assert "nvidia.com/gpu" not in container(answer, "large")["resources"]["limits"]
    assert "singleuser:" in container(answer, "large")["image"]


def test_a_slice_of_a_gpu_can_be_asked_for(environment: dict[str, str]) -> None:
    resource = "nvidia.com/mig-1g.10gb"
    found = ask({**environment, "LECTORIUM_GPU_RESOURCE": resource}, "gpu")

    assert container(found, "gpu")["resources"]["limits"][resource] == "1"


def test_a_server_is_told_where_the_api_is_and_no_secret(answer: dict[str, Any]) -> None:
    told = {each["name"]: each.get("value", "") for each in container(answer, "small")["env"]}

    assert told["LECTORIUM_API_URL"] == "http://api:8888/services/lectorium/"
    assert not any("ab" * 32 in value for value in told.values())
    assert "access:services!service=lectorium" in answer["scopes"]
    assert (answer["hub"], answer["class"]) == ("http://hub:8081", "kubespawner.KubeSpawner")


def test_a_server_is_an_ordinary_user_without_kubernetes_rights(answer: dict[str, Any]) -> None:
    pod, rules = answer["pods"]["small"]["spec"], container(answer, "small")["securityContext"]

    assert (rules["runAsUser"], rules["runAsNonRoot"], rules["allowPrivilegeEscalation"]) == (
        1000,
        True,
        False,
    )
    assert pod["automountServiceAccountToken"] is False
    (volume,) = pod["volumes"]
    assert volume["persistentVolumeClaim"]["claimName"].startswith("claim-")
