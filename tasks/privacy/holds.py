"""Legal holds: cases whose data nobody erases while a dispute, an inquiry or a court needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from engine import audit, instances
from engine.database import Actor, Tx
from engine.refusals import Conflict, NotFound
from engine.schema import holds as table
from engine.schema import instances as cases_table
from tasks import rights, roles, texts
from tasks.reports.scope import FIRST_PAGE, Listing, Page, require_page
from tasks.site import Site

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold on a case; `lifted_at` once it is over."""

    id: int
    instance_id: int
    business_key: str
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None
    lifted_by: str | None
    lifted_why: str | None


def require_officer(actor: Actor) -> None:
    """Only the data protection officer decides what is kept, erased and handed out. Raises Forbidden."""
    rights.require_role(actor, roles.DATA_PROTECTION)


def place(site: Site, actor: Actor, number: object, reason: object) -> int:
    """Hold a case of the office by its number. Raises Forbidden, NotFound, Invalid, Conflict when it is held."""
    require_officer(actor)
    key, why = texts.line(number, "number", 64), texts.line(reason, "reason", _LONGEST)
    with site.db.begin(actor) as tx:
        case = instances.hold(tx, case_by_number(tx, key))
        row = {
            "office": case.office,
            "instance_id": case.id,
            "reason": why,
            "placed_at": tx.now,
            "placed_by": actor.login,
        }
        made = tx.insert(table).values(**row).on_conflict_do_nothing().returning(table.c.id)
        hold = tx.conn.execute(made).scalar()
        if hold is None:
            raise Conflict("privacy.held")
        audit.append(tx, f"instance:{case.id}", "hold.placed", f"hold:{hold}", {"hold": hold}, reason=why)
        return int(hold)


def lift(site: Site, actor: Actor, hold_id: int, reason: object) -> None:
    """Let a held case go again. Raises Forbidden, NotFound, Invalid, Conflict when it is not held any more."""
    require_officer(actor)
    why = texts.line(reason, "reason", _LONGEST)
    with site.db.begin(actor) as tx:
        found = select(table.c.instance_id).where(table.c.id == hold_id, table.c.office == actor.office)
        case = tx.conn.execute(found).scalar_one_or_none()
        if case is None:
            raise NotFound("privacy.no_hold")
        instances.hold(tx, case)
        standing = (table.c.id == hold_id) & table.c.lifted_at.is_(None)
        lifted = {"lifted_at": tx.now, "lifted_by": actor.login, "lifted_why": why}
        if tx.conn.execute(update(table).where(standing).values(**lifted)).rowcount != 1:
            raise Conflict("privacy.not_held")
        audit.append(tx, f"instance:{case}", "hold.lifted", f"hold:{hold_id}", {"hold": hold_id}, reason=why)


def listed(site: Site, actor: Actor, page: Page = FIRST_PAGE) -> Listing[Hold]:
    """The holds of the office, standing ones first. Raises Forbidden."""
    require_officer(actor)
    require_page(page)
    columns = [table.c[name] for name in Hold.__slots__ if name != "business_key"]
    columns.insert(2, cases_table.c.business_key)
    with site.db.read(actor) as tx:
        query = select(*columns).join(cases_table).where(table.c.office == actor.office)
        total = tx.conn.execute(select(func.count()).select_from(query.subquery())).scalar_one()
        query = query.order_by(table.c.lifted_at.is_not(None), table.c.id.desc())
        rows = tx.conn.execute(query.limit(page.limit).offset(page.start))
        return Listing(tuple(Hold(*row) for row in rows), page, total)


def is_held(tx: Tx, instance_id: int) -> bool:
    """Whether a case stands under a hold."""
    standing = select(table.c.id).where(table.c.instance_id == instance_id, table.c.lifted_at.is_(None))
    return tx.conn.execute(standing.limit(1)).first() is not None


def case_by_number(tx: Tx, key: str) -> int:
    """The case of the acting person's office with this number. Raises NotFound."""
    query = select(cases_table.c.id).where(
        cases_table.c.business_key == key.strip(), cases_table.c.office == tx.actor.office
    )
    found = tx.conn.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("instance.unknown")
    return int(found)
