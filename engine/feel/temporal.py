"""Dates, times, instants and durations: read from ISO 8601 text, written back, and their parts.

The text forms are those of DMN 1.5 §10.3.2.3.4-8 (XML Schema, plus `@Zone/Name`). Years run from 1 to 9999
and seconds have six decimals: what Python's datetime holds. Anything beyond is refused, not bent.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.values import Value, YearsMonths

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9:]+|@[A-Za-z0-9_+/-]+)?")
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_MONTHS = re.compile(r"(-)?P(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?")
_SECONDS = re.compile(
    r"(-)?P(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    r"(T(?:([0-9]{1,12})H)?(?:([0-9]{1,12})M)?(?:([0-9]{1,14})(?:\.([0-9]{1,9}))?S)?)?"
)
MAX_OFFSET = dt.timedelta(hours=14)
MAX_MONTHS = 12 * 999_999_999
DAY = dt.timedelta(days=1)


def parse_duration(text: str) -> dt.timedelta | YearsMonths | None:
    """An ISO 8601 duration: days, hours, minutes, seconds (or weeks) as timedelta, years and months apart.

    P1M is a YearsMonths, PT1M a timedelta of one minute. None for anything else, among them a mixture of
    both kinds (P1M2D), for how long a month is depends on when it begins.
    """
    match = _MONTHS.fullmatch(text)
    if match and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = _SECONDS.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        return None
    try:
        span = dt.timedelta(
            weeks=int(match[2] or 0),
            days=int(match[3] or 0),
            hours=int(match[5] or 0),
            minutes=int(match[6] or 0),
            seconds=int(match[7] or 0),
            microseconds=_micro(match[8]),
        )
        return -span if match[1] else span
    except OverflowError:
        return None


def _micro(digits: str | None) -> int:
    return int((digits or "")[:6].ljust(6, "0"))


def parse_date(text: str) -> dt.date | None:
    """YYYY-MM-DD."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    return make_date(int(match[1]), int(match[2]), int(match[3]))


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """A date of these parts, None when there is no such day."""
    try:
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def parse_time(text: str) -> dt.time | None:
    """hh:mm:ss with optional fraction and optional Z, offset, or @Zone/Name."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    zone: dt.tzinfo | None = None
    if match[5]:
        zone = parse_zone(match[5])
        if zone is None:
            return None
    try:
        return dt.time(int(match[1]), int(match[2]), int(match[3]), _micro(match[4]), zone)
    except ValueError:
        return None


def parse_datetime(text: str) -> dt.datetime | None:
    """A date, "T" and a time; a date alone is its midnight."""
    day, separator, rest = text.partition("T")
    date = parse_date(day)
    if date is None:
        return None
    if not separator:
        return dt.datetime.combine(date, dt.time())
    time = parse_time(rest)
    return None if time is None else dt.datetime.combine(date, time)


def parse_temporal(text: str) -> Value:
    """What @"..." means: whichever temporal kind the text is written in."""
    if text.lstrip("-").startswith("P"):
        return parse_duration(text)
    if "T" in text[:12]:
        return parse_datetime(text)
    return parse_time(text) if ":" in text else parse_date(text)


def parse_zone(text: str) -> dt.tzinfo | None:
    """Z, +hh:mm[:ss], or @Zone/Name of the time zone database."""
    if text == "Z":
        return dt.UTC
    if text.startswith("@"):
        return named_zone(text[1:])
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[3]) > 59 or int(match[4] or 0) > 59:
        return None
    offset = dt.timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return make_offset(-offset if match[1] == "-" else offset)


def make_offset(offset: dt.timedelta) -> dt.tzinfo | None:
    """A fixed distance from UTC, at most 14 hours either way."""
    if abs(offset) > MAX_OFFSET:
        return None
    return dt.timezone(offset) if offset else dt.UTC


@lru_cache(maxsize=256)
def named_zone(name: str) -> dt.tzinfo | None:
    """A zone of the time zone database, None when it has no such name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def add_months(date: dt.date, months: int) -> dt.date | None:
    """The same day so many months on, or the last of a shorter month; None beyond year 1 to 9999.

    A datetime stays a datetime. Source: XML Schema 1.0 appendix E, which DMN refers to.
    """
    count = date.year * 12 + date.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    return date.replace(year=year, month=month, day=min(date.day, monthrange(year, month)[1]))


def instant(value: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """A date's midnight or a datetime in UTC; what names no zone is read in the one given.

    OverflowError within a day of the first and last year.
    """
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(dt.UTC)


def offset_of(value: dt.time | dt.datetime, day: dt.date) -> dt.timedelta | None:
    """Distance from UTC; a time of a named zone has the distance it has on `day`."""
    if isinstance(value, dt.time) and value.tzinfo is not None:
        return dt.datetime.combine(day, value).utcoffset()
    return value.utcoffset()


def day_span(value: dt.time, day: dt.date, zone: dt.tzinfo) -> dt.timedelta:
    """A time of day as a span since midnight UTC; what names no zone is read in the one given."""
    placed = value if value.tzinfo else value.replace(tzinfo=zone)
    offset = offset_of(placed, day) or dt.timedelta()
    return seconds_of(value) - offset


def seconds_of(value: dt.time) -> dt.timedelta:
    """The span from midnight to a time of day, whatever its zone."""
    return dt.timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )


def temporal_text(value: Value) -> str:
    """A temporal value as the text it would be read from."""
    if isinstance(value, dt.timedelta):
        return _span_text(value)
    if isinstance(value, YearsMonths):
        return _months_text(value)
    if not isinstance(value, dt.datetime | dt.time):
        return str(value.isoformat())
    plain = value.replace(tzinfo=None).isoformat()
    if "." in plain:
        plain = plain.rstrip("0")
    return plain + _zone_text(value.tzinfo)


def _zone_text(zone: dt.tzinfo | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(None) or dt.timedelta()
    if not offset:
        return "Z"
    total = abs(int(offset.total_seconds()))
    text = f"{'-' if offset < dt.timedelta() else '+'}{total // 3600:02}:{total // 60 % 60:02}"
    return text + (f":{total % 60:02}" if total % 60 else "")


def _span_text(value: dt.timedelta) -> str:
    if not value:
        return "PT0S"
    span = abs(value)
    hours, minutes, seconds = span.seconds // 3600, span.seconds // 60 % 60, span.seconds % 60
    text = ("-P" if value < dt.timedelta() else "P") + (f"{span.days}D" if span.days else "")
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if span.microseconds:
        clock += f"{seconds}.{span.microseconds:06}".rstrip("0") + "S"
    elif seconds:
        clock += f"{seconds}S"
    return text + (f"T{clock}" if clock else "")


def _months_text(value: YearsMonths) -> str:
    years, months = divmod(abs(value.months), 12)
    if not value.months:
        return "P0M"
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-P" if value.months < 0 else "P") + text


def span_seconds(value: dt.timedelta) -> Decimal:
    """A span in seconds, exactly."""
    return Decimal(value // dt.timedelta(microseconds=1)) / 1_000_000


def span_from(seconds: Decimal) -> dt.timedelta:
    """A span of so many seconds, cut to microseconds; OverflowError beyond what a timedelta holds."""
    if seconds.adjusted() > 15:
        raise OverflowError
    return dt.timedelta(microseconds=int(seconds * 1_000_000))


_ZERO = dt.timedelta()


def property_of(value: Value, key: str, day: dt.date) -> Value:
    """A part of a temporal value, such as `year` or `time offset`; KeyError when the kind has no such part."""
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        sign = -1 if value.months < 0 else 1
        return Decimal(sign * {"years": years, "months": months}[key])
    if isinstance(value, dt.timedelta):
        span, sign = abs(value), -1 if value < _ZERO else 1
        clock = {"hours": span.seconds // 3600, "minutes": span.seconds // 60 % 60, "days": span.days}
        if key == "seconds":
            return sign * (Decimal(span.seconds % 60) + Decimal(span.microseconds) / 1_000_000)
        return Decimal(sign * clock[key])
    if isinstance(value, dt.date):
        if key == "weekday":
            return Decimal(value.isoweekday())
        if key in ("year", "month", "day"):
            return Decimal(getattr(value, key))
    if isinstance(value, dt.time | dt.datetime):
        return _clock_part(value, key, day)
    raise KeyError(key)


def _clock_part(value: dt.time | dt.datetime, key: str, day: dt.date) -> Value:
    if key in ("hour", "minute"):
        return Decimal(getattr(value, key))
    if key == "second":
        return Decimal(value.second) + Decimal(value.microsecond) / 1_000_000
    if key == "time offset":
        return offset_of(value, day)
    if key == "timezone":
        return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
    raise KeyError(key)
