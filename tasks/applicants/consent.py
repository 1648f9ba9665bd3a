"""The texts people agree to: versioned files, shown in full, named in what they signed."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

PRIVACY = (
    "data-pribadi"  # asked when an account is made (UU 27/2022 Ps 20-22: consent is explicit and recorded)
)
TERMS = "syarat"  # asked with each application (SOP M-Paspor, step 4)

_CURRENT = {PRIVACY: "2026-1", TERMS: "2026-1"}


def current(kind: str) -> str:
    """The version in force."""
    return _CURRENT[kind]


@cache
def paragraphs(kind: str, version: str, locale: str) -> tuple[str, ...]:
    """A text's paragraphs; a line that begins with "- " is an item, one that begins with "# " a heading.

    Raises KeyError for a text, version or language there is none of.
    """
    return tuple(part.strip() for part in _text(kind, version, locale).split("\n") if part.strip())


@cache
def digest(kind: str, version: str) -> str:
    """SHA-256 of the Indonesian text, for the audit trail: which words exactly were agreed to."""
    return hashlib.sha256(_text(kind, version, "id").encode()).hexdigest()


def _text(kind: str, version: str, locale: str) -> str:
    if kind not in _CURRENT:
        raise KeyError(kind)
    file = files("tasks.applicants") / "consents" / f"{kind}-{version}.{locale}.txt"
    if not file.is_file():
        raise KeyError(f"{kind}-{version}.{locale}")
    return file.read_text(encoding="utf-8")
