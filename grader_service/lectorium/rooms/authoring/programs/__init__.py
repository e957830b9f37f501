"""Program problems, without a database: from JSON or a notebook to a frozen version, and back from a
student.
"""

from lectorium.rooms.authoring.programs.freeze import (
    freeze_program,
    freeze_program_notebook,
    inspect_program,
    inspect_program_notebook,
)
from lectorium.rooms.authoring.programs.notebook import authored_notebook, spec_from_notebook
from lectorium.rooms.authoring.programs.solution import check_program, program_limits
from lectorium.rooms.authoring.programs.spec import ProgramSpec, TestSpec, program_spec
from lectorium.rooms.authoring.programs.submit import SolutionMissing, extract_solution, without_magic

__all__ = [
    "ProgramSpec",
    "SolutionMissing",
    "TestSpec",
    "authored_notebook",
    "check_program",
    "extract_solution",
    "freeze_program",
    "freeze_program_notebook",
    "inspect_program",
    "inspect_program_notebook",
    "program_limits",
    "program_spec",
    "spec_from_notebook",
    "without_magic",
]
