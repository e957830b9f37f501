"""Language models behind any OpenAI-compatible server, and the texts' vectors."""

from lectorium.kit.settings import Settings
from lectorium.llm.contract import (
    EMBEDDED,
    Answer,
    Ask,
    BrokenOff,
    ContextTooLong,
    Endpoints,
    Message,
    ModelBusy,
    ModelRefused,
    Models,
    ModelUnavailable,
    Piece,
    Usage,
)

__all__ = [
    "EMBEDDED",
    "Answer",
    "Ask",
    "BrokenOff",
    "ContextTooLong",
    "Endpoints",
    "Message",
    "ModelBusy",
    "ModelRefused",
    "ModelUnavailable",
    "Models",
    "Piece",
    "Usage",
    "open_models",
]


def open_models(settings: Settings) -> Models:
    """The models of these settings; nothing is connected to before it is asked."""
    # The SDK costs 0.3 s and 30 MB, which most processes don't need.
    from lectorium.llm.client import OpenAIModels
    from lectorium.llm.endpoints import endpoints_of

    return OpenAIModels(
        endpoints_of(settings),
        embedder=settings.llm_embedder,
        embedder_endpoint=settings.llm_embedder_endpoint,
        dimension=settings.llm_embedder_dimension,
        seconds=settings.llm_seconds,
    )
