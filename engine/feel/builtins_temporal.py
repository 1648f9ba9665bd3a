"""Built-in functions on dates, times and durations (DMN 1.5 §10.3.4.1, §10.3.4.7, §10.3.4.8)."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from decimal import Decimal

from engine.feel.compare import same
from engine.feel.guards import Run
from engine.feel.registry import builtin
from engine.feel.temporal import (
    make_date,
    make_offset,
    named_zone,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
)
from engine.feel.values import Value, YearsMonths, whole

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("date", "from: string")
def date_from_text(run: Run, position: int, text: str) -> Value:
    """YYYY-MM-DD."""
    date = parse_date(text)
    return date if date is not None else run.warn("not_temporal", position, text=text[:60])


@builtin("date", "from: day")
def date_from_day(run: Run, position: int, value: dt.date) -> Value:
    """The day of a date and time, in its own zone."""
    return value.date() if isinstance(value, dt.datetime) else value


@builtin("date", "year: number, month: number, day: number")
def date_from_parts(run: Run, position: int, year: Decimal, month: Decimal, day: Decimal) -> Value:
    """A date of its parts."""
    parts = [whole(part) for part in (year, month, day)]
    date = make_date(*parts) if None not in parts else None  # type: ignore[arg-type]
    return date if date is not None else run.warn("no_such_date", position)


@builtin("time", "from: string")
def time_from_text(run: Run, position: int, text: str) -> Value:
    """hh:mm:ss, with a zone or without."""
    time = parse_time(text)
    return time if time is not None else run.warn("not_temporal", position, text=text[:60])


@builtin("time", "from: time")
def time_from_time(run: Run, position: int, value: dt.time) -> Value:
    """A time as it is."""
    return value


@builtin("time", "from: day")
def time_from_day(run: Run, position: int, value: dt.date) -> Value:
    """The time of a date and time with its zone; of a date, midnight UTC."""
    return value.timetz() if isinstance(value, dt.datetime) else dt.time(tzinfo=dt.UTC)


def _clock(hour: Decimal, minute: Decimal, second: Decimal, zone: dt.tzinfo | None) -> dt.time | None:
    whole_second = second.to_integral_value("ROUND_FLOOR")
    hours, minutes, seconds = whole(hour), whole(minute), whole(whole_second)
    if hours is None or minutes is None or seconds is None:
        return None
    try:
        return dt.time(hours, minutes, seconds, int((second - whole_second) * 1_000_000), zone)
    except (ValueError, OverflowError):
        return None


@builtin("time", "hour: number, minute: number, second: number")
def time_from_parts(run: Run, position: int, hour: Decimal, minute: Decimal, second: Decimal) -> Value:
    """A time of its parts, in no zone."""
    time = _clock(hour, minute, second, None)
    return time if time is not None else run.warn("no_such_time", position)


@builtin("time", "hour: number, minute: number, second: number, offset: days duration or null")
def time_with_offset(
    run: Run, position: int, hour: Decimal, minute: Decimal, second: Decimal, offset: dt.timedelta | None
) -> Value:
    """A time of its parts at a distance from UTC."""
    zone = make_offset(offset) if offset is not None else None
    time = _clock(hour, minute, second, zone) if zone is not None or offset is None else None
    return time if time is not None else run.warn("no_such_time", position)


@builtin("date and time", "from: string")
def instant_from_text(run: Run, position: int, text: str) -> Value:
    """YYYY-MM-DDThh:mm:ss, with a zone or without; a date alone is its midnight."""
    value = parse_datetime(text)
    return value if value is not None else run.warn("not_temporal", position, text=text[:60])


@builtin("date and time", "date: day, time: time")
def instant_from_date(run: Run, position: int, date: dt.date, time: dt.time) -> Value:
    """A day and a time of that day."""
    return dt.datetime.combine(date, time)


@builtin("date and time", "date: date and time, timezone: string")
def instant_in_zone(run: Run, position: int, value: dt.datetime, timezone: str) -> Value:
    """The same instant on the clocks of another zone (DMN 1.5); no zone of its own means the office's."""
    zone = named_zone(timezone)
    if zone is None:
        return run.warn("no_such_zone", position, text=timezone[:60])
    return (value if value.tzinfo else value.replace(tzinfo=run.zone)).astimezone(zone)


_PARTS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin("date and time", _PARTS)
def instant_from_parts(run: Run, position: int, *parts: Decimal) -> Value:
    """A date and time of its parts, in no zone."""
    return _instant(run, position, parts, None)


@builtin("date and time", f"{_PARTS}, offset: days duration")
def instant_with_offset(run: Run, position: int, *parts: Value) -> Value:
    """A date and time of its parts at a distance from UTC."""
    zone = make_offset(parts[6])
    return _instant(run, position, parts[:6], zone) if zone else run.warn("no_such_time", position)


@builtin("date and time", f"{_PARTS}, timezone: string")
def instant_with_zone(run: Run, position: int, *parts: Value) -> Value:
    """A date and time of its parts in a named zone."""
    zone = named_zone(parts[6])
    if zone is None:
        return run.warn("no_such_zone", position, text=parts[6][:60])
    return _instant(run, position, parts[:6], zone)


def _instant(run: Run, position: int, parts: tuple[Decimal, ...], zone: dt.tzinfo | None) -> Value:
    day = [whole(part) for part in parts[:3]]
    date = make_date(*day) if None not in day else None  # type: ignore[arg-type]
    time = _clock(parts[3], parts[4], parts[5], zone)
    if date is None or time is None:
        return run.warn("no_such_date", position)
    return dt.datetime.combine(date, time)


@builtin("duration", "from: string")
def duration(run: Run, position: int, text: str) -> Value:
    """P1Y2M or P1DT2H3M4S."""
    value = parse_duration(text)
    return value if value is not None else run.warn("not_temporal", position, text=text[:60])


@builtin("duration", "from: duration")
def duration_from_duration(run: Run, position: int, value: Value) -> Value:
    """A duration as it is."""
    return value


@builtin("years and months duration", "from: day, to: day")
def months_between(run: Run, position: int, start: dt.date, end: dt.date) -> Value:
    """Whole months from one day to another, negative when the second comes first."""
    sign = 1
    first, last = _wall(start), _wall(end)
    if last < first:
        first, last, sign = last, first, -1
    months = (last.year - first.year) * 12 + last.month - first.month
    if (last.day, last.time()) < (first.day, first.time()):
        months -= 1
    return YearsMonths(sign * months)


def _wall(value: dt.date) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return dt.datetime.combine(value, dt.time())


@builtin("now", "")
def now(run: Run, position: int) -> Value:
    """The engine's present instant, on the office's clock."""
    return run.now.astimezone(run.zone)


@builtin("today", "")
def today(run: Run, position: int) -> Value:
    """The engine's present day, in the office's zone."""
    return run.now.astimezone(run.zone).date()


@builtin("day of year", "date: day")
def day_of_year(run: Run, position: int, date: dt.date) -> Value:
    """1 to 366."""
    return Decimal(date.timetuple().tm_yday)


@builtin("day of week", "date: day")
def day_of_week(run: Run, position: int, date: dt.date) -> Value:
    """One of "Monday" to "Sunday"."""
    return DAYS[date.weekday()]


@builtin("month of year", "date: day")
def month_of_year(run: Run, position: int, date: dt.date) -> Value:
    """One of "January" to "December"."""
    return MONTHS[date.month - 1]


@builtin("week of year", "date: day")
def week_of_year(run: Run, position: int, date: dt.date) -> Value:
    """The week of ISO 8601, 1 to 53."""
    return Decimal(date.isocalendar().week)


@builtin("last day of month", "date: day")
def last_day_of_month(run: Run, position: int, date: dt.date) -> Value:
    """The date of the month's last day (as Camunda 8 has it; DMN itself lacks it)."""
    return dt.date(date.year, date.month, monthrange(date.year, date.month)[1])


@builtin("is", "value1: any, value2: any")
def is_(run: Run, position: int, value1: Value, value2: Value) -> Value:
    """Whether two values are the same element of one kind: unlike =, a zone or its absence counts."""
    if value1.__class__ is not value2.__class__:
        return False
    if isinstance(value1, dt.datetime | dt.time):
        plain = value1.replace(tzinfo=None) == value2.replace(tzinfo=None)
        return plain and _offset(run, value1) == _offset(run, value2)
    return same(run, value1, value2)


def _offset(run: Run, value: dt.datetime | dt.time) -> Value:
    if isinstance(value, dt.time) and value.tzinfo is not None:
        return dt.datetime.combine(run.now.date(), value).utcoffset()
    return value.utcoffset()
