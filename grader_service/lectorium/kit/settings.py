"""Settings: from the environment (``LECTORIUM_…``) or from a folder of secret files.

In the embedded stack every process gets only ``LECTORIUM_SECRETS_DIR``; a file there
is named like its variable in lower case (``lectorium_database_url``), mode 0600.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

SECRETS_DIR = "LECTORIUM_SECRETS_DIR"
QUEUES = ("exam", "submit", "run", "regrade", "analytics", "index")
"""All queues, most urgent first."""
MOST_QUEUED = 500


class LlmEndpoint(BaseModel, extra="forbid"):
    """A server of language models: the address before ``/chat/completions``, and its key.

    Only the schools in ``organizations``, by slug or name, may ask it; without that every school.
    ``tokens_field`` is by which name it is told how long an answer may be.
    """

    base_url: str = Field(pattern=r"^https?://")
    api_key: str = ""
    organizations: frozenset[str] | None = None
    tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"


class Settings(BaseSettings):
    """Everything that differs between installations; URLs carry their own credentials."""

    model_config = SettingsConfigDict(env_prefix="lectorium_", extra="ignore", env_ignore_empty=True)

    home: Path | None = None
    database_url: str = ""
    owner_database_url: str = ""
    demo_database_url: str = ""
    hub_people_url: str = ""
    hub_database_url: str = ""
    redis_url: str = ""
    objects_url: str = ""
    public_url: str = ""
    oauth_authorize_url: str = ""
    oauth_token_url: str = ""
    oauth_userinfo_url: str = ""
    oauth_client_id: str = ""
    oauth_client_secret: str = ""
    oauth_username_claim: str = "preferred_username"
    gpu_devices: str = Field(default="auto", description="auto, a list such as 0,1, or pretend:4")
    database_pool_size: int = Field(default=10, ge=1, le=200)
    lease_seconds: int = Field(
        default=30, ge=5, description="A grading lease; a lost run is repeated after it"
    )
    reconcile_seconds: int = Field(default=5, ge=1, description="How often lost work is looked for")
    max_body_bytes: int = Field(default=16_000_000, ge=10_000)
    max_material_bytes: int = Field(
        default=10_000_000, ge=1_000, description="The largest file of a material, before it is encoded"
    )
    sandbox_way: Literal["auto", "namespaces", "landlock"] = "auto"
    sandbox_preload: str | None = Field(
        default=None, description="Packages whose interpreters are kept warm; none for none"
    )
    shed_test_runs_at: int = Field(
        default=MOST_QUEUED, ge=1, description="With so many runs waiting, no test run is taken"
    )
    llm_endpoints: dict[str, LlmEndpoint] = Field(
        default_factory=dict, description="Servers of language models by name, as models' rows name them"
    )
    llm_embedded_url: str = ""
    llm_embedder: str = "all-MiniLM-L6-v2"
    llm_embedder_endpoint: str = "embedded"
    llm_embedder_dimension: int = Field(default=384, ge=1, le=2_000)
    llm_idle_seconds: float = Field(
        default=600.0, gt=0, description="An embedded model that nobody asked for so long leaves the memory"
    )
    llm_threads: int = Field(
        default=0, ge=0, description="With how many threads an embedded model computes; 0: half of the cores"
    )
    llm_seconds: float = Field(default=120.0, gt=0, description="So long a model may say nothing")
    celery_queues: Annotated[tuple[str, ...], NoDecode] = QUEUES

    @field_validator("celery_queues", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Queues in a variable stand with commas between them."""
        names = tuple(value.split(",")) if isinstance(value, str) else value
        if not isinstance(names, tuple) or not names or not set(names) <= set(QUEUES):
            message = f"names of queues with commas between them, of {', '.join(QUEUES)}"
            raise ValueError(message)
        return names

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic-settings passes all four
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before environment before files."""
        folder = os.environ.get(SECRETS_DIR)
        if not folder:
            return init_settings, env_settings
        return init_settings, env_settings, SecretsSettingsSource(settings_cls, secrets_dir=folder)


@cache
def get_settings() -> Settings:
    """This process's settings, read once."""
    return Settings()
