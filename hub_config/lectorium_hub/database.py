"""The Hub's door to the domain's database: a role that may read accounts, note sign-ins and lease GPUs."""

from __future__ import annotations

from functools import cache

from lectorium.kit.database import Database
from lectorium.kit.settings import get_settings

CONNECTIONS = 3


@cache
def people_database() -> Database:
    """Connects when first used; one for the process."""
    return Database(get_settings().hub_people_url, pool_size=CONNECTIONS)
