"""The Inventaris Permasalahan: the letter that lists exactly what an applicant's file still lacks (SOP step 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, or_, select

from engine import instances, settings
from engine.database import Actor, Tx
from engine.feel import YearsMonths, parse_duration
from engine.feel.temporal import add_months
from engine.instances import Instance
from engine.refusals import NotFound
from engine.schema import instances as cases
from engine.schema import shortfalls, tasks, waits
from tasks import checklist, people, rights
from tasks.gate import DOCUMENTS
from tasks.privacy import covering
from tasks.site import Site

_LIMIT = "limit.batas_kelengkapan"
_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The office as it signs."""

    unit: str
    office: str
    address: str
    city: str


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One thing missing: its checklist code (or "salah_satu:<group>"), what is wrong, and the officer's note.

    `verdict` is tidak_ada or tidak_sesuai.
    """

    item: str
    label: str
    verdict: str
    note: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What the letter says. Dates are days in the office's zone.

    `issued_on` is the day the applicant was told (step 3 done), or today while it is being prepared
    (`issued` False). `limit_on` is the last day to complete the file, after which the request counts as
    withdrawn; while preparing, the day it would be if handed over today.
    """

    instance_id: int
    task_id: int
    number: str
    letterhead: Letterhead
    business_key: str
    applicant: str
    application_type: str
    items: tuple[LetterItem, ...]
    issued_on: date
    issued: bool
    limit_on: date | None
    officer: str


def inventory(site: Site, actor: Actor, instance_id: int) -> Letter:
    """The letter of a case's latest failed completeness gate. Raises NotFound when none failed, Forbidden."""
    with site.db.read(actor) as tx:
        return of_case(tx, instance_id)


def of_case(tx: Tx, instance_id: int) -> Letter:
    """As `inventory`, in a transaction that is open."""
    instance = instances.read(tx, instance_id)
    rights.require_case(tx.actor, instance.office)
    gate = _latest_gate(tx, instance_id)
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    wait = _wait_after(tx, instance_id, gate.completed_at)
    told_at = wait.opened_at if wait else tx.now
    limit_at = _limit_at(tx, instance, wait, told_at, zone)
    return Letter(
        instance_id=instance_id,
        task_id=gate.id,
        number=_number(tx, instance, gate, zone),
        letterhead=_letterhead(tx),
        business_key=instance.business_key,
        applicant=covering.name(tx, instance_id, instance.title),
        application_type=_type_label(instance.category),
        items=_items(tx, instance, gate.id),
        issued_on=told_at.astimezone(zone).date(),
        issued=wait is not None,
        limit_on=limit_at.astimezone(zone).date() if limit_at else None,
        officer=people.shown_names(tx, [gate.completed_by]).get(gate.completed_by, gate.completed_by),
    )


def _gates(*columns: Any) -> Select[Any]:
    """Completed gates that sent the file back to the applicant for what it lacks."""
    asked = select(shortfalls.c.task_id).where(shortfalls.c.task_id == tasks.c.id, shortfalls.c.asked)
    return select(*columns).where(asked.exists(), tasks.c.completed_at.is_not(None))


def _latest_gate(tx: Tx, instance_id: int) -> Row[Any]:
    query = _gates(tasks.c.id, tasks.c.completed_at, tasks.c.completed_by)
    query = query.where(tasks.c.instance_id == instance_id)
    newest = query.order_by(tasks.c.completed_at.desc(), tasks.c.id.desc()).limit(1)
    row = tx.conn.execute(newest).one_or_none()
    if row is None:
        raise NotFound("letter.none")
    return row


def _number(tx: Tx, instance: Instance, gate: Row[Any], zone: ZoneInfo) -> str:
    """Running number of the office in the year of the gate; later letters never change it."""
    local = gate.completed_at.astimezone(zone)
    new_year = datetime(local.year, 1, 1, tzinfo=zone).astimezone(UTC)
    same_instant = tasks.c.completed_at == gate.completed_at
    earlier = (
        _gates(func.count())
        .join(cases, cases.c.id == tasks.c.instance_id)
        .where(
            cases.c.office == instance.office,
            tasks.c.completed_at >= new_year,
            or_(tasks.c.completed_at < gate.completed_at, same_instant & (tasks.c.id <= gate.id)),
        )
    )
    running = tx.conn.execute(earlier).scalar_one()
    prefix = settings.value(tx, "office.key_prefix")
    return f"{running:03}/IP/{prefix}/{_MONTHS[local.month - 1]}/{local.year}"


def _wait_after(tx: Tx, instance_id: int, gate_at: datetime) -> Row[*tuple[Any, ...]] | None:
    """The wait for the applicant's documents that the gate led to, when step 3 is done."""
    query = (
        select(waits.c.token, waits.c.opened_at, waits.c.closed_at)
        .where(waits.c.instance_id == instance_id, waits.c.message == DOCUMENTS, waits.c.opened_at >= gate_at)
        .order_by(waits.c.opened_at, waits.c.id)
        .limit(1)
    )
    return tx.conn.execute(query).one_or_none()


def _limit_at(
    tx: Tx, instance: Instance, wait: Row[Any] | None, told_at: datetime, zone: ZoneInfo
) -> datetime | None:
    """The timer that runs on the wait; without one, what the office's setting would give."""
    if wait is not None and wait.closed_at is None:
        spec = instances.definition_of(tx, instance).spec
        due = [timer.at for timer in instances.look(tx, instance, spec).timers if timer.token == wait.token]
        if due:
            return min(due)
    return _later(told_at.astimezone(zone), settings.value(tx, _LIMIT))


def _later(start: datetime, duration: str) -> datetime | None:
    span = parse_duration(duration)
    if isinstance(span, YearsMonths):
        day = add_months(start.date(), span.months)
        return datetime.combine(day, start.timetz()) if day else None
    return start + (span or timedelta(0))


def _items(tx: Tx, instance: Instance, task_id: int) -> tuple[LetterItem, ...]:
    """What is missing, in the order of the checklist."""
    query = select(shortfalls.c.item, shortfalls.c.label, shortfalls.c.verdict, shortfalls.c.note)
    rows = tx.conn.execute(query.where(shortfalls.c.task_id == task_id)).all()
    places = _places(instance.category, instances.definition_of(tx, instance).key)
    ordered = sorted(rows, key=lambda row: (places.get(row.item, len(places)), row.label))
    return tuple(
        LetterItem(row.item, row.label, row.verdict, covering.said(tx, instance.id, row.note))
        for row in ordered
    )


def _places(category: str, sop_id: str) -> dict[str, int]:
    listed = checklist.items(category, sop_id) if category in checklist.codes() else ()
    found: dict[str, int] = {}
    for place, item in enumerate(listed):
        found[item.code] = place
        if item.group:
            found.setdefault(f"salah_satu:{item.group}", place)
    return found


def _letterhead(tx: Tx) -> Letterhead:
    return Letterhead(*(settings.value(tx, f"office.{name}") for name in ("unit", "name", "address", "city")))


def _type_label(code: str) -> str:
    labels = {known.code: known.label for known in checklist.application_types()}
    return labels.get(code, code)
