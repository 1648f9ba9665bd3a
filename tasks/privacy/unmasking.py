"""Uncovering one case's personal data: to one auditor, for a purpose and a reason, for as long as the setting says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update

from engine import audit, instances, settings
from engine.database import Actor, Tx
from engine.refusals import Conflict, Forbidden, Invalid, Problem
from engine.schema import attachments, bills, complaints, tasks
from engine.schema import instances as cases_table
from engine.schema import unmaskings as table
from tasks import rights, roles, texts
from tasks.privacy.covering import covers
from tasks.reports.scope import FIRST_PAGE, Listing, Page, require_page
from tasks.site import Site

CHAIN = "reads"
_LONGEST_REASON = 500
_SHORTEST_REASON = 10
_TOKEN = "token:"


@dataclass(frozen=True, slots=True)
class Unmasking:
    """One case opened to one person; `covered_at` where it was covered again before it expired."""

    id: int
    instance_id: int
    business_key: str
    person: str
    purpose: str
    reason: str
    opened_at: datetime
    expires_at: datetime
    covered_at: datetime | None


def may_uncover(actor: Actor) -> bool:
    """Whether somebody may ask for it: auditors of an office; no inspector on a visit, and no program."""
    return (
        covers(actor)
        and actor.has(roles.AUDITOR)
        and not actor.has(roles.INSPECTOR)
        and not actor.login.startswith(_TOKEN)
    )


def open_(site: Site, actor: Actor, instance_id: int, purpose: object, reason: object) -> None:
    """Uncover a case for its auditor; one that is open already stays so for its time.

    Raises NotFound (also for another office's case), Forbidden, Invalid for a purpose that is not of the setting and
    for a reason too short to say anything.
    """
    with site.db.begin(actor) as tx:
        case = instances.read(tx, instance_id)
        rights.require_case(actor, case.office)
        if not may_uncover(actor):
            raise Forbidden("privacy.no_uncovering")
        code, why = _asked(tx, purpose, reason)
        lasts = timedelta(minutes=settings.value(tx, "privacy.unmask_minutes"))
        row = {
            "office": case.office,
            "instance_id": instance_id,
            "person": actor.login,
            "purpose": code,
            "reason": why,
            "opened_at": tx.now,
            "expires_at": tx.now + lasts,
        }
        number = tx.conn.execute(table.insert().values(**row).returning(table.c.id)).scalar_one()
        details = {"case": instance_id, "purpose": code, "expires_at": row["expires_at"]}
        audit.append(tx, CHAIN, "data.uncovered", f"unmasking:{number}", details, reason=why)


def cover(site: Site, actor: Actor, instance_id: int) -> None:
    """Cover a case again before its time. Raises NotFound, Conflict when it is not open."""
    with site.db.begin(actor) as tx:
        rights.require_case_of(tx, instance_id)
        mine = (table.c.person == actor.login) & (table.c.instance_id == instance_id)
        live = table.c.covered_at.is_(None) & (table.c.expires_at > tx.now)
        if tx.conn.execute(update(table).where(mine, live).values(covered_at=tx.now)).rowcount == 0:
            raise Conflict("privacy.covered_already")
        audit.append(tx, CHAIN, "data.covered", f"instance:{instance_id}", {"case": instance_id})


def current(tx: Tx, instance_id: int) -> Unmasking | None:
    """The acting person's look behind the mask of a case that is open now, the one that lasts longest."""
    c = table.c
    query = _query().where(
        c.person == tx.actor.login,
        c.instance_id == instance_id,
        c.covered_at.is_(None),
        c.expires_at > tx.now,
    )
    row = tx.conn.execute(query.order_by(c.expires_at.desc()).limit(1)).one_or_none()
    return Unmasking(*row) if row else None


def listed(site: Site, actor: Actor, page: Page = FIRST_PAGE) -> Listing[Unmasking]:
    """Every look of the office, newest first, for those who watch over it. Raises Forbidden."""
    rights.require_role(actor, roles.AUDITOR, roles.SUPERVISOR, roles.DATA_PROTECTION)
    require_page(page)
    with site.db.read(actor) as tx:
        query = _query().where(table.c.office == actor.office)
        total = tx.conn.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        rows = tx.conn.execute(query.order_by(table.c.id.desc()).limit(page.limit).offset(page.start))
        return Listing(tuple(Unmasking(*row) for row in rows), page, total)


def purposes(tx: Tx) -> list[tuple[str, str]]:
    """The office's catalogue of purposes: code and words."""
    return [(row["code"], row["label"]) for row in settings.value(tx, "privacy.purposes")]


_THINGS = {"task_id": tasks, "attachment_id": attachments, "bill_id": bills, "complaint_id": complaints}


def case_of(tx: Tx, thing: str, number: int) -> int | None:
    """The case that a page is about, by the name and number in its address; None for a page about none."""
    if thing == "instance_id":
        return number
    if thing not in _THINGS:
        return None
    found = select(_THINGS[thing].c.instance_id).where(_THINGS[thing].c.id == number)
    return tx.conn.execute(found).scalar_one_or_none()


def note_page(site: Site, actor: Actor, page: str, instance_id: int) -> None:
    """Put into the trail that a page of an uncovered case was read; nothing when it is covered."""
    with site.db.read(actor) as tx:
        look = current(tx, instance_id)
    if look is None:
        return
    with site.db.begin(actor) as tx:
        details = {"case": instance_id, "page": page, "unmasking": look.id}
        audit.append(tx, CHAIN, "data.read", f"instance:{instance_id}", details)


# Fields of the form; a case's page holds the form for its evidence pack too, which asks a purpose of its own.
PURPOSE, REASON = "uncover.purpose", "uncover.reason"


def _asked(tx: Tx, purpose: object, reason: object) -> tuple[str, str]:
    problems: list[Problem] = []
    if purpose not in dict(purposes(tx)):
        problems.append(Problem("form.choice", PURPOSE))
    why = ""
    try:
        why = texts.line(reason, REASON, _LONGEST_REASON)
    except Invalid as wrong:
        problems += wrong.problems
    else:
        if len(why) < _SHORTEST_REASON:
            problems.append(Problem("privacy.reason_short", REASON, {"limit": _SHORTEST_REASON}))
    if problems:
        raise Invalid("form.invalid", *problems)
    return str(purpose), why


def _query() -> Select[Any]:
    c = table.c
    columns = (c.id, c.instance_id, cases_table.c.business_key, c.person, c.purpose, c.reason)
    return select(*columns, c.opened_at, c.expires_at, c.covered_at).join(
        cases_table, cases_table.c.id == c.instance_id
    )
