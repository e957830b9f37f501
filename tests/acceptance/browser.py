"""What can go wrong while somebody works, done on purpose."""

from __future__ import annotations

import json
import os
import signal
from typing import Any
from uuid import UUID

from lectorium_client import Client
from tests.support.site import Site


def kill(site: Site, part: str) -> None:
    """End a part of the stack as an accident would; the supervisor starts it again."""
    status = json.loads(site.lectorium("status", "--json").stdout)
    (pid,) = (each["pid"] for each in status["parts"] if each["name"] == part)
    os.kill(pid, signal.SIGKILL)


def newest_draft(client: Client, challenge_id: UUID) -> str:
    """All of the text that the service holds."""
    draft = client.draft(challenge_id)
    return "" if draft is None else text_of(draft.content)


def all_drafts(client: Client, challenge_id: UUID) -> str:
    """All of the text that the service ever held."""
    entries = list(client.history(challenge_id))
    return "\n".join(text_of(client.saved_state(challenge_id, entry.revision).content) for entry in entries)


def text_of(notebook: Any) -> str:
    """The sources of all cells."""
    sources = [cell["source"] for cell in (notebook or {"cells": []})["cells"]]
    return "\n".join(each if isinstance(each, str) else "".join(each) for each in sources)
