"""What a server's refusals mean to whoever asked."""

from __future__ import annotations

import httpx2
import openai

from lectorium.llm.contract import ContextTooLong, ModelBusy, ModelRefused, ModelUnavailable

FAILURES = (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError)
"""All that the SDK and what lies below it raise."""

# How llama.cpp, the hosted ones and vLLM say it.
TOO_LONG = ("exceed_context_size", "context_length_exceeded", "maximum context length", "context size")
SHOWN = 300


def translated(error: Exception, endpoint: str) -> ModelUnavailable:
    """The error of ours for one of `FAILURES`."""
    reason = f"{endpoint}: {type(error).__name__}: {str(error)[:SHOWN]}"
    if isinstance(error, openai.APITimeoutError | openai.RateLimitError | httpx2.TimeoutException):
        return ModelBusy(reason)
    if isinstance(error, openai.APIStatusError):
        return _for_status(error, reason)
    return ModelUnavailable(reason)


def _for_status(error: openai.APIStatusError, reason: str) -> ModelUnavailable:
    if error.status_code in {400, 413, 422} and any(words in str(error) for words in TOO_LONG):
        return ContextTooLong(reason)
    if error.status_code < 500:
        return ModelRefused(reason)
    return ModelUnavailable(reason)
