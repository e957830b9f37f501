"""The manifests are valid Kubernetes, and say what our programs read."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from lectorium.kit.settings import QUEUES, Settings
from tests.images.conftest import IMAGES, Manifest, Workload

VERSION = "1.33"
SETTINGS = {f"lectorium_{name}" for name in Settings.model_fields}
TOKENS = {f"lectorium_{name}" for name in ("api_token", "proxy_token", "supervisor_token", "cookie_secret")}


def test_every_manifest_is_valid(manifests: list[Manifest]) -> None:
    validator = pytest.importorskip("kubernetes_validate", reason="needs kubernetes-validate")
    kinds = [manifest["kind"] for manifest in manifests]
    for manifest in manifests:
        validator.validate(manifest, VERSION, strict=True)

    assert kinds.count("Deployment") == 8
    assert {"Job", "Service", "NetworkPolicy", "Role", "ConfigMap"} <= set(kinds)


def test_a_typing_error_would_be_noticed(manifests: list[Manifest]) -> None:
    validator = pytest.importorskip("kubernetes_validate", reason="needs kubernetes-validate")
    deployment = next(manifest for manifest in manifests if manifest["kind"] == "Deployment")
    with pytest.raises(validator.ValidationError):
        validator.validate({**deployment, "spec": {**deployment["spec"], "replica": 2}}, VERSION, strict=True)


def test_secrets_have_the_names_that_programs_read(workloads: dict[str, Workload]) -> None:
    mounted = set().union(*(workload.secrets for workload in workloads.values()))

    assert mounted - TOKENS <= SETTINGS
    assert mounted >= TOKENS


def test_everybody_mounts_their_own_secrets_only(workloads: dict[str, Workload]) -> None:
    who = {
        secret: {name for name, workload in workloads.items() if secret in workload.secrets}
        for secret in SETTINGS
    }

    assert who["lectorium_owner_database_url"] == {"migrate"}
    assert who["lectorium_hub_people_url"] == who["lectorium_hub_database_url"] == {"hub"}
    assert who["lectorium_demo_database_url"] == set()
    assert "hub" not in who["lectorium_database_url"]
    assert "migrate" not in who["lectorium_redis_url"]
    assert workloads["models"].secrets == {"lectorium_llm_embedded_url"}
    assert not who["lectorium_llm_embedded_url"] & {"hub", "migrate", "proxy", "beat"}


def test_settings_have_the_names_that_programs_read(manifests: list[Manifest]) -> None:
    given = [name for each in manifests if each["kind"] == "ConfigMap" for name in each["data"]]
    code = [*IMAGES.parent.glob("hub_config/**/*.py"), *IMAGES.parent.glob("grader_service/**/*.py")]
    read = {
        name
        for path in [*code, IMAGES / "hub/jupyterhub_config.py"]
        for name in re.findall(r"LECTORIUM_\w+", path.read_text())
    }

    assert set(given) - {name.upper() for name in SETTINGS} <= read
    assert len(given) == len(set(given))


def test_queues_are_all_served_by_somebody(workloads: dict[str, Workload]) -> None:
    served = [
        queue
        for workload in workloads.values()
        for variable in workload.container.get("env", [])
        if variable["name"] == "LECTORIUM_CELERY_QUEUES"
        for queue in Settings(celery_queues=variable["value"]).celery_queues
    ]

    assert sorted(served) == sorted(QUEUES)


def test_images_are_those_that_are_built(workloads: dict[str, Workload]) -> None:
    ours = {workload.image for workload in workloads.values() if "/" not in workload.image}
    kustomization = yaml.safe_load((IMAGES / "kubernetes/kustomization.yaml").read_text())
    built = re.findall(r"^ {8}([a-z-]+(?: \| [a-z-]+)*)\)", (IMAGES / "build").read_text(), re.MULTILINE)
    names = {f"lectorium-{name}" for group in built for name in group.split(" | ")}

    assert ours == {each["name"] for each in kustomization["images"]}
    assert ours < names
    assert names >= {"lectorium-singleuser", "lectorium-singleuser-gpu"}


def test_nobody_runs_as_root_or_may_become_it(workloads: dict[str, Workload]) -> None:
    for workload in workloads.values():
        rules: dict[str, Any] = {**workload.spec["securityContext"], **workload.container["securityContext"]}
        assert rules["runAsNonRoot"]
        assert rules["runAsUser"] >= 1000
        assert rules["readOnlyRootFilesystem"]
        assert not rules["allowPrivilegeEscalation"]
        assert rules["capabilities"] == {"drop": ["ALL"]}
        assert "limits" in workload.container["resources"]


def test_only_what_runs_the_sandbox_lifts_filters_and_then_in_a_user_namespace(
    workloads: dict[str, Workload],
) -> None:
    lifted = {
        name
        for name, workload in workloads.items()
        if workload.container["securityContext"]["seccompProfile"]["type"] == "Unconfined"
    }

    assert lifted == {"api", "worker-submit", "worker-run", "worker-background"}
    assert all(workloads[name].spec["hostUsers"] is False for name in lifted)


def test_services_lead_to_ports_that_exist(manifests: list[Manifest]) -> None:
    deployments = {each["metadata"]["name"]: each for each in manifests if each["kind"] == "Deployment"}
    for service in (each for each in manifests if each["kind"] == "Service"):
        (container,) = deployments[service["spec"]["selector"]["app.kubernetes.io/name"]]["spec"]["template"][
            "spec"
        ]["containers"]
        open_ports = {port["name"] for port in container["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= open_ports


def test_the_paper_names_all_secrets(workloads: dict[str, Workload]) -> None:
    paper = set(re.findall(r"`(lectorium_\w+)`", (IMAGES / "README.md").read_text()))

    assert paper == set().union(*(workload.secrets for workload in workloads.values()))
