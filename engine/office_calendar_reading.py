"""Reading untrusted JSON values one by one while collecting every problem, so that all are named at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from zoneinfo import available_timezones

from engine.refusals import Invalid, Problem

_Choice = TypeVar("_Choice", bound=StrEnum)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1990, 2200)
_LONGEST_TEXT = 300
_MOST_ITEMS = 5000
_zones = cache(available_timezones)  # it reads the disk each time


class Reading:
    """Problems found so far; each method reads one value and gives a harmless one where it is wrong."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def wrong(self, key: str, where: str) -> None:
        """Note a problem at a field's path."""
        self._problems.append(Problem(key, where))

    def finish(self) -> None:
        """Raise Invalid("calendar.invalid") with every problem, if there is one."""
        if self._problems:
            raise Invalid("calendar.invalid", *self._problems)

    def mapping(self, value: object, where: str) -> Mapping[str, Any]:
        """An object with text keys."""
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            self.wrong("calendar.not_an_object", where)
            return {}
        if len(value) > _MOST_ITEMS:
            self.wrong("calendar.too_many", where)
            return {}
        return value

    def sequence(self, value: object, where: str) -> Sequence[Any]:
        """A list."""
        if not isinstance(value, list | tuple):
            self.wrong("calendar.not_a_list", where)
            return ()
        if len(value) > _MOST_ITEMS:
            self.wrong("calendar.too_many", where)
            return ()
        return value

    def text(self, value: object, where: str, *, needed: bool = False) -> str:
        """A text of reasonable length without control characters; stripped."""
        if not isinstance(value, str):
            self.wrong("calendar.not_a_text" if value is not None else "calendar.missing", where)
            return ""
        if len(value) > _LONGEST_TEXT:
            self.wrong("calendar.text_too_long", where)
        elif any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in value):
            self.wrong("calendar.text_unfit", where)
        elif needed and not value.strip():
            self.wrong("calendar.missing", where)
        return value.strip()

    def whole(self, value: object, where: str) -> int:
        """A whole number, not negative."""
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
            self.wrong("calendar.not_a_number", where)
            return 0
        return value

    def year(self, value: object, where: str) -> int:
        """A year that a calendar may speak of."""
        year = self.whole(value, where)
        if year and year not in _YEARS:
            self.wrong("calendar.year_unfit", where)
        return year

    def day(self, value: object, where: str) -> date:
        """A date written YYYY-MM-DD."""
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                day = date.fromisoformat(value)
                if day.year in _YEARS:
                    return day
        except ValueError:
            pass
        self.wrong("calendar.not_a_date", where)
        return date.min

    def clock(self, value: object, where: str, *, closing: bool = False) -> time | None:
        """A wall time written HH:MM; for a closing time also 24:00, read as 00:00."""
        if closing and value == "24:00":
            return time.min
        if isinstance(value, str) and (match := _CLOCK.fullmatch(value)):
            return time(int(match[1]), int(match[2]))
        self.wrong("calendar.not_a_time", where)
        return None

    def zone(self, value: object, where: str) -> str:
        """A zone name of the IANA database."""
        if isinstance(value, str) and value in _zones():
            return value
        self.wrong("calendar.zone_unknown", where)
        return "UTC"

    def choice(self, kind: type[_Choice], value: object, where: str) -> _Choice:
        """A member of an enumeration by its value."""
        if isinstance(value, str) and value in {str(member) for member in kind}:
            return kind(value)
        self.wrong("calendar.choice_unknown", where)
        return next(iter(kind))
