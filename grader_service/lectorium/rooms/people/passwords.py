"""Passwords: argon2id with the library's current parameters (RFC 9106, low-memory profile)."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

_HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_OF_CHANCE = PasswordHasher(time_cost=1, memory_cost=512, parallelism=1)
"""For what chance made: nobody goes through 59 bits, however fast, and a roster makes thousands at once."""
_CHEAP = "$argon2id$v=19$m=512,"
"""How a hash of the latter begins."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_password(password: str, *, by_chance: bool = False) -> str:
    """The salted hash to store; takes some 50 ms by design.

    Of a password that :func:`generate_password` has made it takes a fraction of one; it is made anew, as any
    other, when it is used first.
    """
    return (_OF_CHANCE if by_chance else _HASHER).hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one; what is refused costs the same time, whatever the account has."""
    if _is(stored or _nobody(), password):
        return stored is not None
    if stored is not None and stored.startswith(_CHEAP):
        _is(_nobody(), password)
    return False


def needs_rehash(stored: str) -> bool:
    """Whether the stored hash was made with older parameters."""
    return _HASHER.check_needs_rehash(stored)


def generate_password() -> str:
    """A password of 12 characters without look-alikes (59 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def _is(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_hex(16))
