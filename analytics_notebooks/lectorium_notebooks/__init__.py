"""Cohorts and figures for researchers and teachers, on what they may read through the client.

>>> from lectorium_notebooks import Cohort
>>> cohort = Cohort("Thinking in Python and Data")
>>> cohort.attempts            # also: scores, tests, stuck, first_pass
>>> cohort.columns_help()      # what every column means
>>> cohort.plot_attempts()     # also: plot_scores, plot_stuck, plot_first_pass
"""

from lectorium_notebooks.cohort import Cohort
from lectorium_notebooks.copying import copy_notebooks
from lectorium_notebooks.figures.chart import Chart
from lectorium_notebooks.snapshot import UnknownClass

__all__ = ["Chart", "Cohort", "UnknownClass", "copy_notebooks"]
