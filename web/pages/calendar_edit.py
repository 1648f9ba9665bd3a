"""Changes to the working calendar before they are published: small steps kept in the form, applied to its JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import orjson
from werkzeug.datastructures import MultiDict

from engine.office_calendar import OfficeCalendar
from engine.office_calendar_json import WEEKDAYS, from_json, to_json
from engine.office_calendar_seed import proposal
from engine.refusals import Invalid, Problem
from web.shell.numbers import whole_number

Step = dict[str, Any]
"""One change, plain JSON: {"do": name, …}; the names are the keys of `_APPLY`."""

_SPAN = re.compile(r"([0-2]?[0-9])[.:]([0-5][0-9])\s*(?:-|–|sampai|s\.?d\.?)\s*([0-2]?[0-9])[.:]([0-5][0-9])")
_GAPS = re.compile(r"[\s,;]*(?:dan\b)?[\s,;]*")
_MOST_STEPS = 400
_PATHS = (
    (re.compile(r"week\.(\w+)"), "week.{}"),
    (re.compile(r"periods\.\d+\.week\.(\w+)"), "period.{}"),
    (re.compile(r"periods\.\d+\.(name|first|last|decree)"), "period.{}"),
    (re.compile(r"holidays\.[^.]+\.(name|kind|decree)"), "holiday.{}"),
    (re.compile(r"exceptions\.[^.]+\.(hours|reason)"), "exception.{}"),
    (re.compile(r"(holidays|exceptions)\.[^.]+$"), "{}.day"),
    (re.compile(r"(week|basis)$"), "{}"),
)


def steps_of(posted: str) -> list[Step]:
    """The steps kept in a form's hidden field. Raises Invalid for what no page of ours has written."""
    try:
        steps = orjson.loads(posted or "[]")
    except orjson.JSONDecodeError as error:
        raise Invalid("calendar.steps_unfit") from error
    fit = isinstance(steps, list) and all(isinstance(s, dict) and s.get("do") in _APPLY for s in steps)
    if not fit or len(steps) > _MOST_STEPS:
        raise Invalid("calendar.steps_unfit")
    return list(steps)


def hidden(steps: list[Step]) -> str:
    """The steps as the text of a hidden field."""
    return orjson.dumps(steps).decode()


def applied(calendar: OfficeCalendar, steps: list[Step]) -> OfficeCalendar:
    """The calendar after the steps. Raises Invalid, its problems at the form's fields."""
    content = to_json(calendar)
    try:
        for step in steps:
            _APPLY[step["do"]](content, step)
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("calendar.steps_unfit") from error
    try:
        return from_json(content)
    except Invalid as refusal:
        raise Invalid(
            refusal.key, *(Problem(p.key, _field(p.where), p.values) for p in refusal.problems)
        ) from refusal


def step_from(form: MultiDict[str, str]) -> Step:
    """The step a form asks for by its field "do". Raises Invalid at the fields."""
    reader: Callable[[MultiDict[str, str]], Step] | None = _READ.get(form.get("do", ""))
    if reader is None:
        raise Invalid("calendar.steps_unfit")
    return reader(form)


def hours_from(text: str, where: str) -> list[list[str]]:
    """Hours as people write them: "07.30-12.00, 13.00-16.00"; empty or "tutup" is closed. Raises Invalid."""
    rest = text.strip().lower()
    if rest in ("", "-", "–", "tutup", "closed", "libur"):
        return []
    spans = []
    while rest:
        found = _SPAN.match(rest)
        if found is None:
            raise Invalid("calendar.invalid", Problem("calendar.hours_unread", where))
        spans.append([f"{int(found[1]):02}:{found[2]}", f"{int(found[3]):02}:{found[4]}"])
        rest = rest[found.end() :]
        rest = rest[gap.end() :] if (gap := _GAPS.match(rest)) else rest
    return spans


def _holiday(form: MultiDict[str, str]) -> Step:
    return {
        "do": "holiday",
        "day": _day(form, "holiday.day"),
        "name": _needed(form, "holiday.name"),
        "kind": form.get("holiday.kind", ""),
        "decree": form.get("holiday.decree", "").strip(),
    }


def _exception(form: MultiDict[str, str]) -> Step:
    hours = hours_from(form.get("exception.hours", ""), "exception.hours")
    return {
        "do": "exception",
        "day": _day(form, "exception.day"),
        "hours": hours,
        "reason": _needed(form, "exception.reason"),
    }


def _week(form: MultiDict[str, str]) -> Step:
    return {"do": "week", "week": _days(form, "week"), "basis": form.get("basis", "").strip()}


def _period(form: MultiDict[str, str]) -> Step:
    return {
        "do": "period",
        "name": _needed(form, "period.name"),
        "first": _day(form, "period.first"),
        "last": _day(form, "period.last"),
        "decree": form.get("period.decree", "").strip(),
        "week": _days(form, "period"),
    }


def _remove(form: MultiDict[str, str]) -> Step:
    what, _, name = form.get("remove", "").partition(":")
    if what not in ("holidays", "exceptions", "periods") or not name:
        raise Invalid("calendar.steps_unfit")
    return {"do": "remove", "what": what, "name": name}


def _year(kind: str) -> Any:
    def read(form: MultiDict[str, str]) -> Step:
        year = whole_number(form.get("year", "").strip())
        if year is None or not 2000 <= year <= 2100:
            raise Invalid("calendar.invalid", Problem("calendar.year_unfit", "year"))
        return {"do": kind, "year": year}

    return read


_READ = {
    "holiday": _holiday,
    "exception": _exception,
    "week": _week,
    "period": _period,
    "remove": _remove,
    "propose": _year("propose"),
    "decreed": _year("decreed"),
}


def _put_holiday(content: dict[str, Any], step: Step) -> None:
    content["holidays"][step["day"]] = {"name": step["name"], "kind": step["kind"], "decree": step["decree"]}


def _put_exception(content: dict[str, Any], step: Step) -> None:
    content["exceptions"][step["day"]] = {"hours": step["hours"], "reason": step["reason"]}


def _put_week(content: dict[str, Any], step: Step) -> None:
    content["week"] = step["week"]
    content["basis"] = step["basis"]


def _put_period(content: dict[str, Any], step: Step) -> None:
    kept = [period for period in content["periods"] if period["first"] != step["first"]]
    content["periods"] = [*kept, {key: step[key] for key in ("name", "first", "last", "decree", "week")}]


def _take_away(content: dict[str, Any], step: Step) -> None:
    if step["what"] == "periods":
        content["periods"] = [period for period in content["periods"] if period["first"] != step["name"]]
    else:
        content[step["what"]].pop(step["name"], None)


def _propose(content: dict[str, Any], step: Step) -> None:
    """Days the library knows for the year, where the calendar says nothing; without decree, to be checked."""
    for day, holiday in proposal(int(step["year"])).items():
        entry = {"name": holiday.name, "kind": str(holiday.kind), "decree": ""}
        content["holidays"].setdefault(day.isoformat(), entry)


def _decree(content: dict[str, Any], step: Step) -> None:
    content["decreed_years"] = sorted({*content["decreed_years"], int(step["year"])})


_APPLY = {
    "holiday": _put_holiday,
    "exception": _put_exception,
    "week": _put_week,
    "period": _put_period,
    "remove": _take_away,
    "propose": _propose,
    "decreed": _decree,
}


def _needed(form: Mapping[str, str], name: str) -> str:
    text = form.get(name, "").strip()
    if not text:
        raise Invalid("calendar.invalid", Problem("calendar.missing", name))
    return text


def _day(form: Mapping[str, str], name: str) -> str:
    try:
        return date.fromisoformat(form.get(name, "")).isoformat()
    except ValueError as error:
        raise Invalid("calendar.invalid", Problem("calendar.not_a_date", name)) from error


def _days(form: Mapping[str, str], prefix: str) -> dict[str, list[list[str]]]:
    return {day: hours_from(form.get(f"{prefix}.{day}", ""), f"{prefix}.{day}") for day in WEEKDAYS}


def _field(path: str) -> str:
    """The form field a path of the calendar's JSON was typed into."""
    for pattern, field in _PATHS:
        if found := pattern.match(path):
            return (
                field.format(*found.groups())
                .replace("holidays.day", "holiday.day")
                .replace("exceptions.day", "exception.day")
            )
    return path
