from lectorium.sandbox.contract import *
from lectorium.sandbox.local.zygotes import Zygote
def run(zygote: Zygote, job: NotebookJob) -> NotebookOutcome: raise NotImplementedError
