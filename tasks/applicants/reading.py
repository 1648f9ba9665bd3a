"""What somebody of the public typed, read field by field; every fault is named at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.refusals import Invalid, Problem
from tasks import texts

_EMAIL = re.compile(
    r"[^\s@<>,;:\"\\]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
_PHONE = re.compile(r"\+?\d{8,15}")
_OLDEST = date(1900, 1, 1)


@dataclass(slots=True)
class Reading:
    """A form being read: what was given, and what is wrong with it so far."""

    given: Mapping[str, object]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, key: str, where: str, **values: str | int) -> None:
        """Note a fault of a field."""
        self.problems.append(Problem(key, where, values))

    def done(self, key: str = "form.invalid") -> None:
        """Raises Invalid when anything was wrong."""
        if self.problems:
            raise Invalid(key, *self.problems)

    def line(self, name: str, most: int, *, required: bool = True) -> str:
        """One line of text; empty where it is wrong."""
        try:
            return texts.line(self.given.get(name, ""), name, most, required=required)
        except Invalid as refused:
            self.problems += refused.problems
            return ""

    def choice(self, name: str, options: Collection[str], *, required: bool = True) -> str:
        """One of the choices offered; empty where it is wrong, or where nothing was chosen and nothing must be."""
        chosen = self.given.get(name, "")
        if chosen in options:
            return str(chosen)
        if required or chosen not in ("", None):
            self.wrong("form.choose_one" if chosen in ("", None) else "form.choice", name)
        return ""

    def ticked(self, name: str, key: str = "form.tick") -> bool:
        """A box that has to be ticked."""
        if self.given.get(name) != "true":
            self.wrong(key, name)
            return False
        return True

    def email(self, name: str = "email") -> str:
        """An e-mail address in lower case; empty where it is wrong."""
        text = self.line(name, 190).lower()
        if text and not _EMAIL.fullmatch(text):
            self.wrong("form.email", name)
            return ""
        return text

    def phone(self, name: str, *, required: bool = True) -> str:
        """A telephone number as its digits, with the plus sign if it had one; empty where it is wrong."""
        text = re.sub(r"[\s().-]", "", self.line(name, 30, required=required))
        if text and not _PHONE.fullmatch(text):
            self.wrong("form.phone", name)
            return ""
        return text

    def past_day(self, name: str, today: date) -> date | None:
        """A day of the past, typed as `name`.day, .month and .year; None where it is wrong."""
        parts = [str(self.given.get(f"{name}.{part}", "")).strip() for part in ("year", "month", "day")]
        if not all(parts):
            self.wrong("form.day_incomplete", name)
            return None
        if not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
            self.wrong("form.day", name)
            return None
        try:
            return self._past(name, date(*(int(part) for part in parts)), today)
        except ValueError:
            self.wrong("form.day", name)
            return None

    def past_date(self, name: str, today: date) -> date | None:
        """A day of the past as a browser's date field sends it; None where it is empty or wrong."""
        text = str(self.given.get(name, "") or "").strip()
        try:
            return self._past(name, date.fromisoformat(text), today) if text else None
        except ValueError:
            self.wrong("form.day", name)
            return None

    def _past(self, name: str, found: date, today: date) -> date | None:
        if not _OLDEST <= found <= today:
            self.wrong("form.day_range", name)
            return None
        return found
