"""The Hub on Kubernetes: everything as in the embedded stack, except that servers are pods.

==================================  =================================================================
``LECTORIUM_HUB_CONNECT_URL``       where servers and the proxy reach the Hub
``LECTORIUM_SINGLEUSER_IMAGE``      the image of people's servers
``LECTORIUM_SINGLEUSER_GPU_IMAGE``  the same with PyTorch and CUDA; without it, no GPU
``LECTORIUM_GPU_RESOURCE``          nvidia.com/gpu, or a MIG slice such as nvidia.com/mig-1g.10gb
``LECTORIUM_STORAGE_CLASS``         optional: the storage class of homes
==================================  =================================================================

The other names are those of :mod:`lectorium_hub.configuration`.
"""

import os
from typing import Any

from lectorium_hub.configuration import Site, configure, server_environment
from lectorium_hub.roles import server_token_scopes
from lectorium_hub.spawners.profiles import PROFILES, Profile

HOME, PERSON = "/home/person", 1000  # as in the image


def offer(profile: Profile) -> dict[str, object]:
    """A size of server, as KubeSpawner lists it."""
    override: dict[str, object] = {
        "cpu_limit": profile.cores,
        "cpu_guarantee": profile.cores / 4,
        "mem_limit": profile.memory,
        "mem_guarantee": profile.memory // 4,
    }
    if profile.gpus:
        resource = os.environ.get("LECTORIUM_GPU_RESOURCE", "nvidia.com/gpu")
        override["image"] = os.environ["LECTORIUM_SINGLEUSER_GPU_IMAGE"]
        override["extra_resource_limits"] = {resource: str(profile.gpus)}
    return {
        "display_name": profile.title,
        "description": f"{profile.purpose} {profile.size}",
        "slug": profile.slug,
        "default": profile is PROFILES[0],
        "kubespawner_override": override,
    }


def offers() -> list[dict[str, object]]:
    """All sizes; those with a GPU only where there is an image for them."""
    with_gpu = bool(os.environ.get("LECTORIUM_SINGLEUSER_GPU_IMAGE"))
    return [offer(profile) for profile in PROFILES if with_gpu or not profile.gpus]


def servers(spawner: Any, site: Site) -> None:
    """People's servers: sizes, images, isolation, homes."""
    spawner.image = os.environ["LECTORIUM_SINGLEUSER_IMAGE"]
    spawner.profile_list = offers()
    spawner.cmd = ["python3", "-P", "-m", "jupyterhub.singleuser"]
    spawner.environment = server_environment(site, "kubernetes")
    spawner.server_token_scopes = server_token_scopes()
    spawner.disable_user_config = True
    spawner.notebook_dir = HOME
    spawner.default_url = "/lab"
    spawner.start_timeout = 300
    isolate(spawner)
    spawner.storage_pvc_ensure = True
    spawner.storage_capacity = "5Gi"
    spawner.storage_class = os.environ.get("LECTORIUM_STORAGE_CLASS") or None
    spawner.volumes = {"home": {"name": "home", "persistentVolumeClaim": {"claimName": "{pvc_name}"}}}
    spawner.volume_mounts = {"home": {"name": "home", "mountPath": HOME}}


def isolate(spawner: Any) -> None:
    """Nobody's server may reach more than an ordinary user of its own machine."""
    spawner.uid = spawner.gid = spawner.fs_gid = PERSON
    spawner.allow_privilege_escalation = False
    spawner.automount_service_account_token = False
    spawner.container_security_context = {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    spawner.extra_labels = {"app.kubernetes.io/part-of": "lectorium"}


site = Site.from_environment()
configure(c, site)
c.JupyterHub.spawner_class = "kubespawner.KubeSpawner"
c.JupyterHub.hub_connect_url = os.environ["LECTORIUM_HUB_CONNECT_URL"]
# Pods outlive the Hub, and are found again when it is back.
c.JupyterHub.cleanup_servers = False
servers(c.KubeSpawner, site)
