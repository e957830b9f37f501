from tests.support.regrading import *  # noqa: F403 - the fixtures are what this file offers
