"""A scenario made from a real case: what was decided and when stays, who it was about does not.

Names, numbers, texts and files become neutral values of the same form, dates of birth the first day of their year.
Times are kept as working time from one act to the next, so that nights and holidays fall where the calendar has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from engine import calendars, ended, instances, office_time, settings
from engine.database import Actor, Tx
from engine.instances import Instance
from engine.office_calendar import OfficeCalendar
from engine.refusals import Invalid, Problem
from engine.schema import instances as cases
from engine.schema import pauses, tasks, waits
from processes.diagram import Diagram, FormField
from tasks import billing, rights
from tasks.form_files import FILE
from tasks.forms import CHOICE, GATE, REMARK, RESULTS, SECOND
from tasks.roles import PROCESS_OWNER
from tasks.sandbox import commands, office, running, samples, scenarios
from tasks.sandbox.commands import SAMPLE, Command
from tasks.sandbox.scenarios import Draft
from tasks.site import Site
from tasks.states import COMPLETED

_MINUTE = timedelta(minutes=1)
_KEPT = ("enum", "boolean", "long", "number")  # types that are decisions rather than texts
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class _Act:
    """Something somebody did in the real case."""

    at: datetime
    command: Command


def make(site: Site, actor: Actor, key: str, number: object, name: str) -> int:
    """Keep a scenario of the case with this business key; its number. The version in force is expected to repeat it.

    Raises Forbidden, NotFound for a case of another office, Invalid for one of another SOP.
    """
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        instance = _case(tx, key, number)
        base = office.prepare(tx, key, None)
        begins, found = _commands(tx, instance)
    result = running.way_of(base, begins, found)
    draft = Draft(name, "", scenarios.CASE, begins, result.did, result.ways)
    return scenarios.add(site, actor, key, draft)


def _case(tx: Tx, key: str, number: object) -> Instance:
    wanted = number.strip()[:_LONGEST] if isinstance(number, str) else ""
    found = tx.conn.execute(select(cases.c.id).where(cases.c.business_key == wanted)).scalar()
    instance = None if found is None else instances.read(tx, found)
    if instance is None or instance.office != tx.actor.office:
        raise Invalid("form.invalid", Problem("scenario.case_unknown", "case"))
    if instances.definition_of(tx, instance).key != key:
        raise Invalid("form.invalid", Problem("scenario.other_sop", "case"))
    return instance


def _commands(tx: Tx, instance: Instance) -> tuple[datetime, tuple[Command, ...]]:
    """What was done in a case, on the clock of a play that begins in its first minute."""
    diagram = instances.definition_of(tx, instance).diagram
    calendar = calendars.current(tx, instance.office)
    begins = instance.started_at.replace(second=0, microsecond=0)
    data = ended.data_of(tx, instance)
    given = neutral(diagram.start_fields, data, begins)
    acts = sorted(_acts(tx, instance, diagram, data), key=lambda act: act.at)
    found, now = [Command(commands.START, diagram.key, given=given)], begins
    for act in (*acts, _Act(_last(instance, acts, begins), Command(commands.CLOCK, "0"))):
        moved = _moved(calendar, now, act.at)
        if moved is not None:
            found.append(Command(commands.CLOCK, moved[0]))
            now = moved[1]
        if act.command.do != commands.CLOCK:
            found.append(act.command)
    return begins, tuple(found)


def _moved(calendar: OfficeCalendar, now: datetime, at: datetime) -> tuple[str, datetime] | None:
    """Where the clock goes from one act to the next, and where it then stands; None for less than a minute."""
    if at - now < _MINUTE:
        return None
    if office_time.is_open(calendar, now) and office_time.is_open(calendar, at):
        working = office_time.between(calendar, now, at) // _MINUTE
        return f"w{working}", office_time.add(calendar, now, working * _MINUTE)
    minutes = (at - now) // _MINUTE
    return str(minutes), now + minutes * _MINUTE


def _last(instance: Instance, acts: list[_Act], begins: datetime) -> datetime:
    """The last instant that counts: timers may have ended the case after the last act."""
    known = (instance.ended_at, instance.settled_at, acts[-1].at if acts else begins)
    return max(at for at in known if at is not None)


def _acts(tx: Tx, instance: Instance, diagram: Diagram, data: Mapping[str, Any]) -> Iterator[_Act]:
    elements: dict[int, str] = {}
    for row in tx.conn.execute(select(tasks).where(tasks.c.instance_id == instance.id)):
        elements[row.id] = row.element
        if row.started_at is not None and row.started_at != row.completed_at:
            yield _Act(row.started_at, Command(commands.BEGIN, row.element))
        if row.state == COMPLETED:
            given = _form(diagram, row.element, row.lane or "", row.variables or {}, instance.started_at)
            yield _Act(row.completed_at, Command(commands.COMPLETE, row.element, 1, given))
    for row in tx.conn.execute(select(waits).where(waits.c.instance_id == instance.id)):
        if row.how == "completed" and row.message:
            known = data.get(row.element)
            given = _message(diagram, row, known if isinstance(known, Mapping) else {}, instance.started_at)
            yield _Act(row.closed_at, Command(commands.MESSAGE, row.message, 1, given))
    yield from _pauses(tx, instance, elements)


def _pauses(tx: Tx, instance: Instance, elements: Mapping[int, str]) -> Iterator[_Act]:
    known = {row["code"] for row in settings.value(tx, "reasons.pause")}
    own = (pauses.c.instance_id == instance.id, pauses.c.task_id.is_not(None), pauses.c.outage_id.is_(None))
    for row in tx.conn.execute(select(pauses).where(*own, pauses.c.reason.in_(known))):
        element = elements.get(row.task_id, "")
        yield _Act(row.started_at, Command(commands.PAUSE, element, 1, {"reason": row.reason}))
        if row.ended_at is not None:
            yield _Act(row.ended_at, Command(commands.RESUME, element))


def _form(
    diagram: Diagram, element: str, lane: str, given: Mapping[str, Any], since: datetime
) -> dict[str, Any]:
    activity = diagram.activities.get(element)
    found = neutral(activity.form_fields if activity else (), given, since)
    if GATE in given:
        found[GATE] = {code: {"nilai": said["nilai"]} for code, said in given[GATE].items()}
    if CHOICE in given:
        found[CHOICE] = given[CHOICE]
    if SECOND in given:
        found[SECOND] = office.officer(lane, 2)
    if given.get(REMARK):
        found[REMARK] = samples.TEXT
    if given.get(RESULTS):
        found[RESULTS] = dict.fromkeys(given[RESULTS], samples.TEXT)
    return found


def _message(diagram: Diagram, row: Row[Any], given: Mapping[str, Any], since: datetime) -> dict[str, Any]:
    """What came with a message; when it happened in the world stays, as limits may count from there."""
    found = _form(diagram, row.element, "", given, since)
    if given.get("ntpn"):
        found["ntpn"] = "0A1B2C3D4E5F6G7H"
    if row.occurred_at is not None and row.closed_at - row.occurred_at >= _MINUTE:
        name = "dibayar_pada" if row.message in billing.MESSAGES else "terjadi_pada"
        found[name] = max(row.occurred_at, since).isoformat(timespec="minutes")
    return found


def neutral(fields: Iterable[FormField], given: Mapping[str, Any], since: datetime) -> dict[str, Any]:
    """The answers to fields without anything that tells who it was; what has no field is left out."""
    return {
        field.id: _neutral(field, given[field.id], since)
        for field in fields
        if given.get(field.id) is not None
    }


def _neutral(field: FormField, answer: Any, since: datetime) -> Any:
    if field.type in _KEPT:
        return answer
    if field.type == FILE:
        return SAMPLE
    if field.type == "date":
        return _day(str(answer), since.date())
    if field.type == "datetime":
        return since.astimezone(UTC).isoformat(timespec="minutes")
    return _numeral(field, str(answer)) or samples.value(field, since)


def _numeral(field: FormField, text: str) -> str:
    """A number of the same length and marks, for a text without letters: codes are asked for their form. Else ""."""
    if not any(map(str.isdigit, text)) or any(map(str.isalpha, text)):
        return ""
    own = f"{sum(field.id.encode()) % 100:02}"  # two codes of a case are to differ
    zeros = "".join("0" if sign.isdigit() else sign for sign in text)
    found = zeros[:-2] + own if zeros.endswith("00") else zeros
    return found if samples.fits(field, found) else ""


def _day(text: str, since: date) -> str:
    """A day before the case tells who somebody is: the first of its year stays of it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return since.isoformat()
    return (day if day >= since else day.replace(month=1, day=1)).isoformat()
