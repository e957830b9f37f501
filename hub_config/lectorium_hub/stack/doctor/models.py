"""What the tutor has to work with."""

import importlib.util

from lectorium_hub.models import catalogue
from lectorium_hub.stack.config import load_config
from lectorium_hub.stack.doctor.finding import Finding
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home

NEEDED = ("torch", "sentence_transformers")
LANGUAGE, EMBEDDING = "tutor", "meaning search"


def language(home: Home) -> Finding:
    """Which models can answer; knows only those of this machine."""
    try:
        if not load_config(home.config).own_models:
            return Finding(LANGUAGE, "ok", "its models are elsewhere")
    except StackError:  # a finding of its own
        return Finding(LANGUAGE, "ok", "not looked at")
    found = catalogue.served(home.models)
    if not _is_there("xllamacpp"):
        return Finding(
            LANGUAGE, "warn", "xllamacpp, which runs models, isn't installed", "pip install xllamacpp"
        )
    if not found:
        action = f"lectorium tutor install {catalogue.SMOLLM2.name}"
        return Finding(LANGUAGE, "warn", "no language model is installed", action)
    if set(found) == {catalogue.SMOLLM2.served_name}:
        message = f"{', '.join(found)} only, which knows little"
        return Finding(LANGUAGE, "warn", message, f"lectorium tutor install {catalogue.QWEN.name}")
    return Finding(LANGUAGE, "ok", ", ".join(found))


def embedder(_: Home) -> Finding:
    """Without it, knowledge is searched by words only."""
    try:
        weights = catalogue.embedder_weights()
    except StackError as error:
        return Finding(EMBEDDING, "warn", error.happened, error.action)
    missing = [name for name in NEEDED if not _is_there(name)]
    if missing:
        return Finding(EMBEDDING, "warn", f"{', '.join(missing)} missing", f"pip install {' '.join(missing)}")
    return Finding(EMBEDDING, "ok", f"{catalogue.EMBEDDER} in {weights}")


def _is_there(name: str) -> bool:
    """Without importing it: that takes seconds."""
    return importlib.util.find_spec(name) is not None
