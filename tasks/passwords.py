"""Passwords: what is accepted, how they are kept (argon2id), and how one is made up."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.refusals import Problem

SHORTEST = 12
LONGEST = 256  # argon2 reads all of it: a megabyte of password is an attack, not a password
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on paper

_hasher = PasswordHasher()  # RFC 9106, low-memory profile
_NOBODY = _hasher.hash(secrets.token_hex(16))


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
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one hashed; takes as long when there is no such person (None)."""
    if len(password) > LONGEST:
        password = ""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)
