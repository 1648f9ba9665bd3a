"""Questions of one's own in people's words: dimensions, measures, the values of a dimension, a cell's figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from babel.dates import get_day_names

from tasks import people
from tasks.asking.dimensions import NONE, STEPS, YES
from tasks.asking.pivot import ALL, OTHERS
from tasks.asking.question import Question
from tasks.asking.step_names import StepName, step_names
from tasks.asking.tallies import Value
from web.pages.grouping import priority_name
from web.pages.sop_names import short, sop_name
from web.pages.words import end_name, state_badge, type_name
from web.shell.formatting import day, number, percent, short_month, span
from web.shell.i18n import chosen, gettext, mark
from web.shell.identity import actor, site
from web.shell.office import office_words, role_name

DIMENSIONS = {
    "sop": mark("SOP"),
    "version": mark("SOP version"),
    "step": mark("Step"),
    "role": mark("Role"),
    "person": mark("Person"),
    "office": mark("Office"),
    "type": mark("Application type"),
    "priority": mark("Priority group"),
    "outcome": mark("Outcome"),
    "late": mark("Late"),
    "repeated": mark("Repeated"),
    "standard": mark("Kind of standard"),
    "status": mark("State"),
    "breached": mark("Any deadline passed"),
    "returned": mark("Sent back to the applicant"),
    "year": mark("Year"),
    "quarter": mark("Quarter"),
    "month": mark("Month"),
    "week": mark("Week"),
    "weekday": mark("Weekday"),
    "day": mark("Day"),
    "hour": mark("Hour"),
}
MEASURES = {
    "count": mark("Count"),
    "cases": mark("Requests concerned"),
    "late": mark("Share late"),
    "repeats": mark("Repetitions"),
    "breached": mark("Share with a passed deadline"),
    "breaches": mark("Passed deadlines"),
    "returns": mark("Times sent back"),
    "pauses": mark("Pauses"),
    "median": mark("Median"),
    "p75": mark("75th percentile"),
    "p90": mark("90th percentile"),
    "p95": mark("95th percentile"),
    "max": mark("Longest"),
    "mean": mark("Mean"),
    "sum": mark("Sum"),
}
LENGTHS = {
    "lead": mark("Opened to completed"),
    "queue": mark("Queue"),
    "touch": mark("Work"),
    "paused": mark("Paused"),
    "judged": mark("Judged time"),
    "gross": mark("Gross time"),
    "net": mark("Net time"),
    "part_queue": mark("Part: queue"),
    "part_touch": mark("Part: work"),
    "part_applicant": mark("Part: waiting for the applicant"),
    "part_closed_office": mark("Part: office closed"),
    "part_travel": mark("Part: travel"),
    "part_outage": mark("Part: outage"),
    "part_examination": mark("Part: further examination"),
    "nth": mark("Which completion of the step"),
    "steps": mark("Completed steps"),
    "breaches": mark("Passed deadlines"),
    "returns": mark("Times sent back"),
    "pauses": mark("Pauses"),
}
STANDARDS = {
    "service": mark("service minutes"),
    "working_days": mark("working days"),
    "working_time": mark("working time"),
    "elapsed": mark("elapsed time"),
    "none": mark("no standard"),
}
PRESETS = {
    "late_by_month": mark("Which step is late most, by month?"),
    "load": mark("Who carries the load, by weekday?"),
    "slowest": mark("Which ten steps take longest for the slowest tenth?"),
    "waiting": mark("How long does work lie before it is begun, by week?"),
    "rush": mark("At which hours of which weekdays is work completed?"),
    "repeats": mark("Which steps are done again, by type?"),
    "whole": mark("How long does a whole request take, by month and type?"),
    "returned": mark("Which types are sent back to the applicant?"),
    "breached": mark("What share of requests passed a deadline, by month?"),
    "applicant": mark("How long do we wait for applicants, by type and month?"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called, read once for a page: people by login, steps by key."""

    people: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, StepName] = field(default_factory=dict)


def names(keys: Mapping[str, Iterable[str]]) -> Names:
    """What these keys by dimension are called."""
    with site().db.read(actor()) as tx:
        return Names(people.shown_names(tx, keys.get("person", ())), step_names(tx, keys.get("step", ())))


def key_name(dimension: str, key: str, known: Names) -> str:
    """A value of a dimension in words."""
    if not dimension or (key in _SPECIAL and key != "total"):
        return gettext(_SPECIAL.get(key, key))
    if dimension in _TIMES:
        return _TIMES[dimension](key)
    if dimension in ("late", "repeated", "breached", "returned"):
        return gettext("yes") if key == YES else gettext("no")
    if dimension in ("version", "outcome", "step"):
        return _of_sop(dimension, key, known)
    plain: dict[str, Callable[[], str]] = {
        "sop": lambda: short(sop_name(key)),
        "role": lambda: role_name(key),
        "person": lambda: known.people.get(key, key),
        "type": lambda: type_name(key),
        "priority": lambda: priority_name(key),
        "status": lambda: state_badge(key)[0],
        "standard": lambda: gettext(STANDARDS[key]) if key in STANDARDS else key,
    }
    return plain[dimension]() if dimension in plain else key


_SPECIAL = {NONE: mark("none"), OTHERS: mark("Others"), ALL: mark("All"), "total": mark("Total")}


def _of_sop(dimension: str, key: str, known: Names) -> str:
    sop, _, rest = key.partition("/")
    name = short(sop_name(sop))
    if dimension == "outcome":
        return end_name(rest, sop)
    if dimension == "version":
        return gettext("%(sop)s, version %(version)s", sop=name, version=rest)
    step = known.steps.get(key)
    said = office_words(step.name) if step else rest
    numbered = f"{step.number}. {said}" if step and step.number else said
    several = len({one.partition("/")[0] for one in known.steps}) > 1
    return f"{numbered} ({name})" if several else numbered


def _month(key: str) -> str:
    return short_month(date.fromisoformat(f"{key}-01"))


def _week(key: str) -> str:
    year, _, week = key.partition("-W")
    return gettext("week %(week)s/%(year)s", week=int(week), year=year)


def _weekday(key: str) -> str:
    return str(get_day_names("abbreviated", locale=chosen())[int(key) - 1])


def _quarter(key: str) -> str:
    year, _, quarter = key.partition("-Q")
    return gettext("quarter %(quarter)s/%(year)s", quarter=quarter, year=year)


def _hour(key: str) -> str:
    return f"{key}{'.' if chosen() == 'id' else ':'}00"


_TIMES: Mapping[str, Callable[[str], str]] = {
    "year": str,
    "quarter": _quarter,
    "month": _month,
    "week": _week,
    "weekday": _weekday,
    "day": lambda key: day(date.fromisoformat(key)),
    "hour": _hour,
}


def figure(value: Value | None, shown_as: str) -> str:
    """A cell's figure: a number, a percentage, a length."""
    if value is None or value.number is None:
        return "–"
    if shown_as == "share":
        return percent(value.number)
    if shown_as == "length":
        return span(timedelta(microseconds=value.number))
    return number(value.number)


def short_figure(value: Value, shown_as: str) -> str:
    """A cell's figure where there is little room: a length in one unit, "2,5 jam"; the table beside it says more."""
    if shown_as != "length" or value.number is None:
        return figure(value, shown_as)
    minutes = value.number / 60e6
    if minutes < 1:
        return gettext("%(number)s sec", number=number(value.number / 1e6))
    if minutes < 60:
        return gettext("%(number)s min", number=number(minutes))
    if minutes < 48 * 60:
        return gettext("%(number)s hr", number=number(minutes / 60, 1))
    return gettext("%(number)s days", number=number(minutes / 1440, 1))


def subject_name(about: str) -> str:
    """What is counted."""
    return gettext("Steps completed") if about == STEPS else gettext("Requests begun")


def dimension_name(dimension: str) -> str:
    """A dimension in words."""
    return gettext(DIMENSIONS[dimension])


def length_name(asked: Question) -> str:
    """The length a question is about, else the whole one."""
    return gettext(LENGTHS[asked.of or ("lead" if asked.about == STEPS else "gross")])


def measure_name(measure: str, of: str) -> str:
    """A measure in words: "Median: Work"."""
    said = gettext(MEASURES[measure])
    return f"{said}: {gettext(LENGTHS[of])}" if of else said
