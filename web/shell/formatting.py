"""Times, spans and numbers as people of the office read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from flask import Flask

from web.shell.i18n import chosen, gettext, ngettext
from web.shell.identity import site
from web.shell.office import setting, zone

_MINUTE = timedelta(minutes=1)
_NOTHING = "–"


def moment(at: datetime | None) -> str:
    """An instant in full: "9 April 2026 10.42 WITA"."""
    return _NOTHING if at is None else f"{_pattern(at, 'd MMMM y', 'HH')} {setting('office.zone_label')}"


def short_moment(at: datetime | None) -> str:
    """An instant for tables: "9 Apr 10.42", with the year when it is not this one."""
    if at is None:
        return _NOTHING
    same_year = at.astimezone(zone()).year == now().astimezone(zone()).year
    return _pattern(at, "d MMM" if same_year else "d MMM y", "HH")


def clock_time(at: datetime | None) -> str:
    """The time of day: "10.42 WITA"."""
    if at is None:
        return _NOTHING
    return f"{_pattern(at, '', 'HH').strip()} {setting('office.zone_label')}"


def wall_time(at: datetime | None) -> str:
    """The time of day where the zone stands beside it: "10.42"."""
    return _NOTHING if at is None else _pattern(at, "", "HH").strip()


def day(at: datetime | date | None) -> str:
    """A date in full: "9 April 2026"."""
    if at is None:
        return _NOTHING
    local = at.astimezone(zone()).date() if isinstance(at, datetime) else at
    return str(format_date(local, "d MMMM y", locale=chosen()))


def weekday(at: datetime | date | None) -> str:
    """A date with its weekday: "Kamis, 9 April 2026"."""
    if at is None:
        return _NOTHING
    local = at.astimezone(zone()).date() if isinstance(at, datetime) else at
    return str(format_date(local, "EEEE, d MMMM y", locale=chosen()))


def month(day: date | None) -> str:
    """The month of a day: "April 2026"."""
    return _NOTHING if day is None else str(format_date(day, "MMMM y", locale=chosen()))


def short_month(first: date) -> str:
    """A month for tables and charts: "Apr 2026"."""
    return str(format_date(first, "MMM y", locale=chosen()))


def machine(at: datetime | None) -> str:
    """An instant for a <time datetime> attribute, in the office's offset."""
    return "" if at is None else at.astimezone(zone()).isoformat(timespec="seconds")


def span(length: timedelta | None) -> str:
    """A length of time in its two largest units: "1 jam 20 menit"; from two days on in days of 24 hours."""
    if length is None:
        return _NOTHING
    minutes = int(abs(length) / _MINUTE)
    if minutes == 0:
        return gettext("less than a minute")
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if hours >= 48 else (0, hours)
    parts = [ngettext("%(num)d day", "%(num)d days", days)] if days else []
    parts += [ngettext("%(num)d hour", "%(num)d hours", hours)] if hours else []
    parts += [ngettext("%(num)d minute", "%(num)d minutes", minutes)] if minutes and not days else []
    return " ".join(parts)


def until(due: datetime | None) -> str:
    """How long is left, or by how much it is late: "12 menit lagi", "terlambat 12 menit"."""
    if due is None:
        return _NOTHING
    left = due - now()
    if left < timedelta(0):
        return gettext("late by %(span)s", span=span(left))
    return gettext("%(span)s left", span=span(left))


def since(at: datetime | None) -> str:
    """How long ago: "5 menit lalu"."""
    return _NOTHING if at is None else gettext("%(span)s ago", span=span(now() - at))


def is_past(due: datetime | None) -> bool:
    """Whether an instant has passed."""
    return due is not None and due < now()


def masked(identity: str | None) -> str:
    """An identity number with all but the first four and last two digits covered: "6310••••••••••01"."""
    if not identity:
        return _NOTHING
    if len(identity) < 8:
        return "•" * len(identity)
    return identity[:4] + "•" * (len(identity) - 6) + identity[-2:]


def number(value: float | None, digits: int = 0) -> str:
    """A number with the language's separators: "1.234,5"."""
    if value is None:
        return _NOTHING
    return str(format_decimal(round(value, digits), locale=chosen()))


def decimals(value: Decimal | None) -> str:
    """A figure with two decimals: "3,40"."""
    return _NOTHING if value is None else str(format_decimal(value, "#,##0.00", locale=chosen()))


def percent(share: float | None) -> str:
    """A share of 1 as a percentage with one digit: "12,5%"."""
    return _NOTHING if share is None else format_percent(share, "0.#%", locale=chosen())


def rupiah(amount: int | None) -> str:
    """Money: "Rp650.000"."""
    return _NOTHING if amount is None else "Rp" + format_decimal(amount, locale="id")


def file_size(size: int) -> str:
    """A file's size: "395 KB"."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))} KB"
    return f"{number(size / 1_000_000, 1)} MB"


def device(agent: str) -> str:
    """A browser and its system in two words, from what it says about itself: "Chrome, Android"."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    words = [next((name for mark, name in known if mark in agent), "") for known in (browsers, systems)]
    return ", ".join(word for word in words if word) or gettext("unknown device")


def now() -> datetime:
    """The present instant by the installation's clock (virtual in tests)."""
    return site().db.clock()


FILTERS = (
    moment,
    short_moment,
    clock_time,
    day,
    weekday,
    wall_time,
    month,
    short_month,
    machine,
    span,
    until,
    since,
    masked,
    number,
    decimals,
    percent,
    rupiah,
    file_size,
    device,
)


def install(app: Flask) -> None:
    """Make every function of this page a template filter under its own name, and `past` a test."""
    app.jinja_env.filters.update({filter_.__name__: filter_ for filter_ in FILTERS})
    app.jinja_env.tests["past"] = is_past
    app.jinja_env.globals["now"] = now


def _pattern(at: datetime, day_pattern: str, hours: str) -> str:
    separator = "." if chosen() == "id" else ":"
    local = at.astimezone(zone()).replace(tzinfo=None, second=0, microsecond=0, fold=0)
    return _minute(local, f"{day_pattern} {hours}{separator}mm", chosen())


# A list shows the same minutes again each time it is looked at, and Babel reads the pattern anew for each.
@lru_cache(maxsize=4096)
def _minute(local: datetime, pattern: str, locale: str) -> str:
    return str(format_datetime(local, pattern, locale=locale))
