"""What every column of every table holds: whose data it is, and of which class of records (register.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

CASE, ACCOUNT, OFFICER, OFFICE = "case", "account", "officer", "office"
"""Whose rows a table holds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table: whose rows, by which column they are found, the record class, and its columns by kind."""

    table: str
    of: str
    by: str
    record: str
    subject: tuple[str, ...]
    free: tuple[str, ...]
    officer: tuple[str, ...]
    secret: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is classified."""
        return (*self.subject, *self.free, *self.officer, *self.secret, *self.plain)

    @property
    def handed_out(self) -> tuple[str, ...]:
        """What a copy of one person's data holds: all but secrets and who of the office did it."""
        return (*self.plain, *self.subject, *self.free)

    @property
    def personal(self) -> bool:
        """Whether it may hold data of the person a case or account is about."""
        return bool(self.subject or self.free) and self.of in (CASE, ACCOUNT)


@cache
def entries() -> Mapping[str, Entry]:
    """Every table by name."""
    found = yaml.safe_load((files("tasks.privacy") / "register.yaml").read_text(encoding="utf-8"))
    return {name: _entry(name, row) for name, row in found.items()}


def _entry(name: str, row: Mapping[str, str]) -> Entry:
    kinds = {
        kind: tuple(row.get(kind, "").split()) for kind in ("subject", "free", "officer", "secret", "plain")
    }
    return Entry(name, row["of"], row.get("by", ""), row.get("class", ""), **kinds)
