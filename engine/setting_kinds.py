"""The kinds of settings, and which values each takes."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import YearsMonths, parse_duration

_LONGEST_TEXT = 500
_HOURS = re.compile(r"((?:[01]\d|2[0-3])\.[0-5]\d)-((?:[01]\d|2[0-3])\.[0-5]\d)")


def fits(kind: str, new: Any) -> bool:
    """Whether a value is one of this kind; raises KeyError for a kind there is none of."""
    checks = {
        "text": lambda: isinstance(new, str) and len(new) <= _LONGEST_TEXT and "\x00" not in new,
        "zone": lambda: isinstance(new, str) and _is_zone(new),
        "integer": lambda: isinstance(new, int) and not isinstance(new, bool) and new > 0,
        "boolean": lambda: isinstance(new, bool),
        "duration": lambda: isinstance(new, str) and _is_positive_duration(new),
        "choices": lambda: bool(new) and _is_choices(new),
        "names": lambda: _is_choices(new),
        "hours": lambda: isinstance(new, str) and _is_hours(new),
        "sheet": lambda: new in ("a4", "f4"),
        "digits": lambda: isinstance(new, str) and re.fullmatch("[0-9]{1,6}", new) is not None,
    }
    return checks[kind]()


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _is_hours(text: str) -> bool:
    """From one time of the day to a later one: "07.30-10.00"."""
    found = _HOURS.fullmatch(text)
    return found is not None and found[1] < found[2]


def _is_positive_duration(text: str) -> bool:
    duration = parse_duration(text)
    if duration is None:
        return False
    return duration.months > 0 if isinstance(duration, YearsMonths) else duration.total_seconds() > 0


def _is_choices(new: Any) -> bool:
    if not isinstance(new, list):
        return False
    rows = [row for row in new if isinstance(row, dict) and set(row) == {"code", "label"}]
    texts = all(isinstance(t, str) and 0 < len(t) <= _LONGEST_TEXT for row in rows for t in row.values())
    return texts and len(rows) == len(new) and len({row["code"] for row in rows}) == len(rows)
