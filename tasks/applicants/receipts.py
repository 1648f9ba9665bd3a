"""Receipt codes: what a proof's QR code holds, easy to read out and type, hard to guess."""

from __future__ import annotations

import secrets

_ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY2346789"  # nothing that looks like something else on paper
_LENGTH = 10  # 48 bits, and the birth date beside it


def fresh() -> str:
    """A new code, as it is stored: ten letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def spoken(code: str) -> str:
    """The code as people read it: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def read(typed: str) -> str:
    """What was typed as it would be stored: capitals, without the dash and spaces."""
    return "".join(sign for sign in typed.upper()[:80] if sign.isascii() and sign.isalnum())[:40]
