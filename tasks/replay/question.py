"""What a replay asks: which cases, which version against the one each ran on, and which working hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from re import split

from engine import calendars, definitions
from engine.database import Tx
from engine.office_calendar import OfficeCalendar
from engine.office_calendar_json import WEEKDAYS, from_json, hours_json, to_json
from engine.refusals import Invalid, Problem
from processes.cells import BadCell
from processes.diagram import Diagram
from processes.findings import BadXml
from processes.reader import read_bpmn
from tasks import sop_drafts


@dataclass(frozen=True, slots=True)
class Question:
    """Cases of an SOP that began in [start, end); `version` None is the acting person's draft.

    `calendar` is a version of the office's calendar, None the one each case ran on. `hours` are opening hours by
    weekday ("monday": "07:30-12:00 13:00-16:00", empty: closed) put in place of that calendar's (of the newest,
    where none is named); no entry leaves the day as it is.
    """

    key: str
    start: datetime
    end: datetime
    version: int | None
    calendar: int | None = None
    hours: Mapping[str, str] | None = None


def against(tx: Tx, question: Question) -> Diagram:
    """The version asked about. Raises NotFound, Invalid for a draft too faulty to be read."""
    if question.version is not None:
        return definitions.numbered(tx, question.key, question.version).diagram
    try:
        return read_bpmn(sop_drafts.mine(tx, question.key).xml)
    except (BadXml, BadCell) as unreadable:
        raise Invalid("draft.unreadable") from unreadable


def working_hours(tx: Tx, office: str, question: Question) -> OfficeCalendar | None:
    """The calendar asked for; None leaves every case its own. Raises NotFound, Invalid naming the day's field."""
    if question.calendar is None and not question.hours:
        return None
    found = (
        calendars.current(tx, office)
        if question.calendar is None
        else calendars.at_version(tx, office, question.calendar)
    )
    return with_hours(found, question.hours or {})


def with_hours(calendar: OfficeCalendar, hours: Mapping[str, str]) -> OfficeCalendar:
    """A calendar with other opening hours on some weekdays; special periods keep theirs. Raises Invalid."""
    content = to_json(replace(calendar, version=0))
    for day, text in hours.items():
        if day in WEEKDAYS:
            content["week"][day] = _spans(day, text)
    try:
        return from_json(content)
    except Invalid as wrong:
        raise Invalid("replay.hours", *(_renamed(one) for one in wrong.problems)) from wrong


def week_text(calendar: OfficeCalendar) -> dict[str, str]:
    """Opening hours by weekday as they are typed."""
    return {
        name: " ".join("-".join(pair) for pair in hours_json(hours))
        for name, hours in zip(WEEKDAYS, calendar.week, strict=True)
    }


def _spans(day: str, text: str) -> list[list[str]]:
    words = [word for word in split(r"[\s,;]+", text.strip()) if word]
    pairs = [word.replace(".", ":").split("-") for word in words]
    if any(len(pair) != 2 for pair in pairs) or any(a == b for a, b in pairwise(words)):
        raise Invalid("replay.hours", Problem("replay.hours_of_day", f"hours.{day}"))
    return pairs


def _renamed(problem: Problem) -> Problem:
    parts = problem.where.split(".")
    return Problem(problem.key, f"hours.{parts[1]}" if len(parts) > 1 else problem.where, problem.values)
