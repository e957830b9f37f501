"""The service, running for real once per test session."""

from tests.server.fixtures import *  # noqa: F403 # fixtures are found by being here
from tests.support.models import *  # noqa: F403
