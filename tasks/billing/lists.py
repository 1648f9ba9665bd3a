"""Lists for the office: bills by code, number or name, and payments that wait to be settled."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from engine.database import Actor
from engine.schema import bills as table
from engine.schema import instances as cases_table
from tasks import rights
from tasks.billing import bills, payments
from tasks.billing.bills import Bill
from tasks.billing.payments import Kept
from tasks.privacy import covering
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Line:
    """A bill with its case's number and name."""

    bill: Bill
    business_key: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """Bills, newest first; `after` is the cursor of the next page, None on the last."""

    lines: tuple[Line, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A payment nobody has settled, and the case of the bill it named (None: no such code)."""

    payment: Kept
    line: Line | None


def search(
    site: Site, actor: Actor, word: str = "", state: str = "", after: int | None = None, most: int = 25
) -> Page:
    """Bills of the office whose code, case number or applicant's name holds the word. Raises Forbidden."""
    rights.require_case(actor)
    b, c = table.c, cases_table.c
    query = select(b.id, c.business_key, c.title).join(cases_table, c.id == b.instance_id)
    query = query.where(c.office == actor.office).order_by(b.id.desc()).limit(most + 1)
    if word := word.strip():
        text = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        named = () if covering.covers(actor) else (c.title,)
        columns = (b.code, c.business_key, b.ntpn, *named)
        query = query.where(or_(*(column.ilike(f"%{text}%", escape="\\") for column in columns)))
    if state in bills.STATES:
        query = query.where(b.state == state)
    if after:
        query = query.where(b.id < after)
    with site.db.read(actor) as tx:
        lines = tuple(
            Line(bills.read(tx, number), key, covering.listed(tx, title))
            for number, key, title in tx.conn.execute(query)
        )
    return Page(lines[:most], lines[most - 1].bill.id if len(lines) > most else None)


def unmatched(site: Site, actor: Actor) -> tuple[Unmatched, ...]:
    """Payments of the office that were not accepted and that nobody has settled, oldest first. Raises Forbidden."""
    rights.require_case(actor)
    with site.db.read(actor) as tx:
        found = payments.unsettled(tx, actor.office)
        lines: dict[int, Line] = {}
        for number in {one.bill_id for one in found if one.bill_id}:
            query = select(cases_table.c.business_key, cases_table.c.title).join(
                table, table.c.instance_id == cases_table.c.id
            )
            key, title = tx.conn.execute(query.where(table.c.id == number)).one()
            lines[number] = Line(bills.read(tx, number), key, covering.listed(tx, title))
    return tuple(Unmatched(one, lines.get(one.bill_id or 0)) for one in found)
