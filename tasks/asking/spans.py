"""Lengths of time as people type them, "2 jam 30 menit" or 150, and as an address keeps them."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

_SECONDS = {
    1: ("detik", "dtk", "s", "sec", "secs", "second", "seconds"),
    60: ("menit", "mnt", "m", "min", "mins", "minute", "minutes"),
    3600: ("jam", "j", "h", "hr", "hrs", "hour", "hours"),
    86400: ("hari", "day", "days"),
    604800: ("minggu", "week", "weeks"),
}
_UNITS = {name: seconds for seconds, names in _SECONDS.items() for name in names}
_PART = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([a-z]*)")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")
_LONGEST = timedelta(days=3660)
_LONGEST_TEXT = 60
_WRITTEN = ((86400, "hari"), (3600, "jam"), (60, "menit"), (1, "detik"))


def read(text: str) -> timedelta:
    """The length a text names: "2 jam 30 menit", "2:30", "1,5 jam", or minutes where no unit stands.

    A day is 24 hours, not a working day. Raises ValueError for anything else and for more than ten years.
    """
    plain = text.strip().lower()
    if not plain or len(plain) > _LONGEST_TEXT:
        raise ValueError("no length of time")
    if clock := _CLOCK.fullmatch(plain):
        return _checked(timedelta(hours=int(clock[1]), minutes=int(clock[2])))
    parts = _PART.findall(plain)
    if _PART.sub("", plain).replace(" ", "") or not parts:
        raise ValueError("no length of time")
    if len(parts) > 1 and not all(unit for _, unit in parts):
        raise ValueError("a number without its unit")
    return _checked(sum((_one(number, unit) for number, unit in parts), timedelta()))


def write(length: timedelta) -> str:
    """The length as an address keeps it, which `read` takes back to the second: "2 jam 30 menit"."""
    left, said = round(length.total_seconds()), []
    for seconds, name in _WRITTEN:
        count, left = divmod(left, seconds)
        if count:
            said.append(f"{count} {name}")
    return " ".join(said) or "0 menit"


def _one(number: str, unit: str) -> timedelta:
    if unit and unit not in _UNITS:
        raise ValueError("no unit of time")
    seconds = Decimal(number.replace(",", ".")) * _UNITS.get(unit, 60)
    return timedelta(seconds=float(seconds)) if seconds <= _LONGEST.total_seconds() else _LONGEST * 2


def _checked(length: timedelta) -> timedelta:
    if length > _LONGEST:
        raise ValueError("too long")
    return length
