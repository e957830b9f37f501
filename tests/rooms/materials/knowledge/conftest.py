from tests.support.fixtures import *  # noqa: F403 - the fixtures are what this file offers
from tests.support.models import model_server, models  # noqa: F401
from tests.support.work import *  # noqa: F403
