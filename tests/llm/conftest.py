"""The real gateway, and SmolLM2 behind it."""

from tests.support.models import model_server, models

__all__ = ["model_server", "models"]
