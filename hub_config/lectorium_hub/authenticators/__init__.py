"""Signing in: with a password against our own accounts, or through the school's own sign-in."""

from lectorium_hub.authenticators.external import ExternalAuthenticator
from lectorium_hub.authenticators.people import PeopleAuthenticator

__all__ = ["ExternalAuthenticator", "PeopleAuthenticator"]
