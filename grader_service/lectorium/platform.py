"""A process of the platform: its database, store, queue, sandbox and models, opened from the settings."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lectorium.kit.database import Database
from lectorium.kit.events import Registry
from lectorium.kit.settings import SECRETS_DIR, Settings
from lectorium.llm import Models, open_models
from lectorium.rooms.materials.api import Embedders
from lectorium.sandbox import Sandbox, open_sandbox
from lectorium.storage import ObjectStore, open_store
from lectorium.wiring import wire
from lectorium.worker.queue import QueueSender


@dataclass
class Platform:
    """Opened lazily: a process pays only for what it uses."""

    settings: Settings
    database_url: str = ""
    registry: Registry = field(default_factory=Registry)

    @cached_property
    def database(self) -> Database:
        """The domain's database, with the wiring and the queue behind it."""
        registry = wire(self.registry, most_queued=self.settings.shed_test_runs_at)
        if self.settings.redis_url and registry.sender is None:
            registry.sender = QueueSender(self.settings.redis_url)
        url = self.database_url or self.settings.database_url
        return Database(url, events=registry, pool_size=self.settings.database_pool_size)

    @cached_property
    def store(self) -> ObjectStore:
        """The object store."""
        return open_store(self.settings.objects_url)

    @cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox; our own folders are never seen from inside."""
        hidden = [self.settings.home, os.environ.get(SECRETS_DIR)]
        return open_sandbox(
            hidden=[Path(folder) for folder in hidden if folder],
            preload=self.settings.sandbox_preload,
            way=self.settings.sandbox_way,
        )

    @cached_property
    def models(self) -> Models:
        """The language models and the embedder, wherever they are served."""
        return open_models(self.settings)

    @cached_property
    def embedders(self) -> Embedders:
        """The models by which questions become vectors, also while another one is being prepared."""
        return Embedders(self.settings, self.models)

    def close(self) -> None:
        """Give everything back that was opened."""
        opened = self.__dict__
        if "database" in opened:
            self.database.close()
        if "sandbox" in opened:
            self.sandbox.close()
        if "embedders" in opened:
            self.embedders.close()
        if "models" in opened:
            self.models.close()
