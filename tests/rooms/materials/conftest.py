from tests.support.work import *  # noqa: F403
