"""Passwords: what is accepted, how they are kept (argon2id), and how one is made up."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.refusals import Problem

SHORTEST = 12
LONGEST = 256  # argon2 reads all of it: a megabyte of password is an attack, not a password
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on paper

hasher = PasswordHasher()
"""RFC 9106, low-memory profile. Tests put a cheaper one here: hundreds of sign-ins, not hundreds of seconds."""


def problems(password: str, login: str) -> list[Problem]:
    """What is wrong with a chosen password; empty when nothing is."""
    if len(password) < SHORTEST:
        return [Problem("password.too_short", "password", {"shortest": SHORTEST})]
    if len(password) > LONGEST:
        return [Problem("password.too_long", "password", {"longest": LONGEST})]
    if login and login in password.lower():
        return [Problem("password.contains_login", "password")]
    if len(set(password)) < 5:
        return [Problem("password.too_plain", "password")]
    return []


def generate() -> str:
    """A password of 16 random characters in groups of four (79 bits), easy to read out and type."""
    letters = [secrets.choice(_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one hashed; takes as long when there is no such person (None)."""
    if len(password) > LONGEST:
        password = ""
    try:
        return hasher.verify(stored or _nobody(hasher), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(stored)


@cache
def _nobody(with_: PasswordHasher) -> str:
    """A hash nobody's password has, as costly to check as the real ones."""
    return with_.hash(secrets.token_hex(16))
