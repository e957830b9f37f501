from tests.support.quizzes import *  # noqa: F403 - the fixtures are what this file offers
