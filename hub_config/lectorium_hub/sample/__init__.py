"""The sample course: a school to try, and a class brought to life."""

from lectorium_hub.sample.install import Login, install
from lectorium_hub.sample.populate import populate

__all__ = ["Login", "install", "populate"]
