from tests.support.work import sandbox

__all__ = ["sandbox"]
