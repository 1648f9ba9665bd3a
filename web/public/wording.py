"""Words of the public pages for codes, days and answers: filters of their templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from babel.dates import format_date
from flask import Flask

from tasks.applicants import receipts
from tasks.slots import Day
from web.public import asking, step_words, tracked_words
from web.shell.formatting import clock_time, moment, now
from web.shell.i18n import N_, chosen, gettext
from web.shell.office import zone

_CLOSED = {
    "past": N_("past"),
    "too_soon": N_("too soon"),
    "too_far": N_("not opened yet"),
    "closed": N_("office closed"),
    "no_seats": N_("no service"),
    "full": N_("full"),
}
_FEES = {
    "paspor": N_("Passport"),
    "denda": N_("Fine"),
    "percepatan": N_("Express service"),
}


def install(app: Flask) -> None:
    """Make the functions below filters under their own names."""
    filters = (
        said,
        label_of,
        page_name,
        by_month,
        short_day,
        why_closed,
        fee_name,
        pay_before,
    )
    app.jinja_env.filters.update({filter_.__name__: filter_ for filter_ in filters})
    app.jinja_env.filters.update(step=step_words.step, end=step_words.end, receipt=receipts.spoken)
    app.jinja_env.filters.update(
        counted=tracked_words.counted, standstill=tracked_words.standstill, to_bring=tracked_words.to_bring
    )


def said(value: str, field: str) -> str:
    """An answer in words."""
    if field == "masa_berlaku":
        return gettext("%(years)s years", years=value)
    return asking.said(field, value)


def label_of(field: str) -> str:
    """The question an answer belongs to; empty for what is not shown again."""
    found = asking.LABELS.get(field)
    return str(found) if found else ""


def page_name(page: str) -> str:
    """A page of the wizard in a word or two."""
    return str(asking.PAGES[page].short)


def by_month(days: Iterable[Day]) -> list[tuple[str, list[Day]]]:
    """Days by month ("April 2026"), in order."""
    named = groupby(days, key=lambda one: str(format_date(one.day, "LLLL y", locale=chosen())))
    return [(month, list(its)) for month, its in named]


def short_day(day: date) -> str:
    """A day in a list: "Senin, 13 April"."""
    return str(format_date(day, "EEEE, d MMMM", locale=chosen()))


def why_closed(day: Day) -> str:
    """Why a day cannot be chosen; the name of the holiday where it is one."""
    if day.why_closed == "closed" and day.label:
        return gettext("closed: %(holiday)s", holiday=day.label)
    return str(_CLOSED.get(day.why_closed, day.why_closed))


def pay_before(at: datetime | None) -> str:
    """Until when a bill can be paid: the time of day today, else the whole moment."""
    if at is None:
        return moment(at)
    today = now().astimezone(zone()).date()
    return clock_time(at) if at.astimezone(zone()).date() == today else moment(at)


def fee_name(kind: str) -> str:
    """A line of a bill in words."""
    return str(_FEES.get(kind, kind))
