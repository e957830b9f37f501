"""nbgrader's autograde, as a lane: one process that stays, through nbgrader's own Python API.

So it pays for one import and one start-up in all, as a server that grades with it would; its command
line pays for both with each call.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from bench.engine.answering import Answer, serve

STUDENT = "student"


def make_api(root: str) -> Any:
    """nbgrader's API on a course folder."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = root
    config.CourseDirectory.course_id = "course"
    config.Execute.timeout = 120
    return NbGraderAPI(CourseDirectory(config=config), config=config, log_level=logging.ERROR)


def serve_course(root: str) -> None:
    """Answer ``{"prepare": name}`` and ``{"notebook": name}``: assignments of one notebook each."""
    api = make_api(root)

    def work(question: Answer) -> Answer:
        begin = time.perf_counter()
        if "prepare" in question:
            done = api.generate_assignment(question["prepare"], force=True, create=True)
        else:
            done = api.autograde(question["notebook"], STUDENT, force=True, create=True)
        if not done["success"]:
            raise RuntimeError(done.get("error") or done.get("log"))
        return {"seconds": time.perf_counter() - begin}

    serve(work)


if __name__ == "__main__":
    serve_course(sys.argv[1])
