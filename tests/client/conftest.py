"""The client against the service as it runs."""

import pytest

from lectorium_client import Client
from tests.client.fixtures import *  # noqa: F403 # fixtures are found by being here
from tests.client.fixtures import As


@pytest.fixture
def teacher(client_of: As) -> Client:
    return client_of("teacher")


@pytest.fixture
def student(client_of: As) -> Client:
    return client_of("student1")
