"""The notebooks against the service as it runs, on the demo class."""

from tests.client.fixtures import *  # noqa: F403 # fixtures are found by being here
