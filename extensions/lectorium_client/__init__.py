"""The API from Python: for teachers, researchers, programs and tests.

>>> from lectorium_client import Client
>>> client = Client()                     # on your own Lectorium server; elsewhere Client(url, token)
>>> for klass in client.classes():
...     print(klass.name)

Every call blocks, answers with the shapes of :mod:`lectorium_wire` and raises :class:`ApiError`.
"""

from lectorium_client.client import Client
from lectorium_client.errors import (
    ApiError,
    Conflict,
    Invalid,
    NoAnswer,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Overloaded,
    PublishRefused,
)
from lectorium_client.events import Hello
from lectorium_client.paging import Pages
from lectorium_client.place import NoAddress

__all__ = [
    "ApiError",
    "Client",
    "Conflict",
    "Hello",
    "Invalid",
    "NoAddress",
    "NoAnswer",
    "NotAllowed",
    "NotFound",
    "NotSignedIn",
    "Overloaded",
    "Pages",
    "PublishRefused",
]


def __getattr__(name: str) -> object:
    """``ask`` needs IPython, which programs outside of notebooks don't."""
    if name == "ask":
        from lectorium_client.asking import ask

        return ask
    raise AttributeError(name)
