"""Complaints: received from anybody or entered by staff, answered by a supervisor within working days, closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select, update

from engine import audit, settings
from engine.audit.chain import head_of
from engine.database import Actor, Tx
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem
from engine.schema import applications
from engine.schema import complaints as table
from engine.schema import instances as cases
from tasks import outbox, rights, roles, texts
from tasks.site import Site
from tasks.voice import complaint_clock, tokens

OPEN, ANSWERED, CLOSED = complaint_clock.OPEN, "answered", "closed"
PORTAL, SP4N, COUNTER, LETTER = "portal", "sp4n", "counter", "letter"
ENTERED = (COUNTER, LETTER, SP4N)
LONGEST = 4000
_PREFIX = "ADU"
_LONGEST_NAME, _LONGEST_CONTACT, _LONGEST_NUMBER = 120, 200, 64
_DIGITS_OF_A_PHONE = 8
_PUBLIC = "masyarakat"
THROTTLE, WINDOW = 5, timedelta(hours=1)
"""How many complaints one address may send within the window."""


@dataclass(frozen=True, slots=True)
class Received:
    """A complaint's row, its number, and the token that shows its complainant how it stands."""

    id: int
    number: str
    token: str


def send(site: Site, form: Mapping[str, object], address: str, locale: str = "id") -> Received:
    """Receive a complaint from anybody, with or without a receipt code or request number.

    Whether the code belongs to a request is never told. Raises Invalid, and Forbidden("complaint.throttled") for
    the sixth within an hour from one address (kept as a keyed hash).
    """
    origin = tokens.keyed(site.keys, f"address:{address}").hex()
    values = {"channel": PORTAL, "reference": "", "origin": origin, "locale": locale}
    with site.db.begin(Actor(_PUBLIC)) as tx:
        return _receive(tx, site, form, values)


def enter(site: Site, actor: Actor, form: Mapping[str, object]) -> Received:
    """Enter a complaint made at the counter, by letter, or handed on by SP4N-LAPOR with its reference.

    Raises Forbidden, Invalid; a number that belongs to no request is refused here.
    """
    rights.require_case_worker(actor)
    channel = form.get("channel")
    reference = texts.line(form.get("reference", ""), "reference", _LONGEST_NUMBER, required=channel == SP4N)
    if channel not in ENTERED:
        raise Invalid("form.invalid", Problem("form.choice", "channel"))
    values = {"channel": channel, "reference": reference, "origin": "", "locale": "id"}
    with site.db.begin(actor) as tx:
        return _receive(tx, site, form, values)


def answer(site: Site, actor: Actor, complaint_id: int, text: object) -> None:
    """Answer a complaint; who left an e-mail address is told by mail. Raises Forbidden, NotFound, Invalid, Conflict."""
    _require_supervisor(actor)
    said = texts.paragraph(text, "answer", LONGEST)
    with site.db.begin(actor) as tx:
        row = _hold(tx, complaint_id)
        values = {"state": ANSWERED, "answer": said, "answered_at": tx.now, "answered_by": actor.login}
        _move(tx, row, OPEN, values)
        audit.append(
            tx, _chain(row.office), "complaint.answered", f"complaint:{row.id}", {"length": len(said)}
        )
        _tell(tx, row, "complaint_answered", {})


def close(site: Site, actor: Actor, complaint_id: int) -> None:
    """Close an answered complaint. Raises Forbidden, NotFound, Conflict."""
    _require_supervisor(actor)
    with site.db.begin(actor) as tx:
        row = _hold(tx, complaint_id)
        _move(tx, row, ANSWERED, {"state": CLOSED, "closed_at": tx.now, "closed_by": actor.login})
        audit.append(tx, _chain(row.office), "complaint.closed", f"complaint:{row.id}")


def link(site: Site, actor: Actor, complaint_id: int, number: object) -> None:
    """Say which request a complaint is about; an empty number takes the link away.

    Raises Forbidden, NotFound, Invalid for a number that belongs to no request.
    """
    rights.require_case_worker(actor)
    given = texts.line(number, "receipt", _LONGEST_NUMBER, required=False)
    with site.db.begin(actor) as tx:
        row = _hold(tx, complaint_id)
        found = _case(tx, row.office, given)
        if given and found is None:
            raise Invalid("form.invalid", Problem("complaint.no_such_case", "receipt"))
        tx.conn.execute(update(table).where(table.c.id == row.id).values(instance_id=found))
        details = {"from": row.instance_id, "to": found}
        audit.append(tx, _chain(row.office), "complaint.linked", f"complaint:{row.id}", details)


def token_of(site: Site, complaint_id: int) -> str:
    """What stands in the address where a complainant sees how the complaint stands."""
    return tokens.token(site.keys, tokens.COMPLAINT, complaint_id)


def _receive(tx: Tx, site: Site, form: Mapping[str, object], values: Mapping[str, Any]) -> Received:
    given = _checked(form)
    office = tx.actor.office
    found = _case(tx, office, given["receipt"])
    if given["receipt"] and found is None and values["channel"] != PORTAL:
        raise Invalid("form.invalid", Problem("complaint.no_such_case", "receipt"))
    number = _next_number(tx)
    _require_patience(tx, values["origin"])
    days = settings.value(tx, "complaint.days")
    version, due_at = complaint_clock.due(tx, office, tx.now, days)
    row = {
        **given,
        **values,
        "number": number,
        "office": office,
        "instance_id": found,
        "state": OPEN,
        "received_at": tx.now,
        "received_by": tx.actor.login,
        "days": days,
        "calendar_version": version,
        "due_at": due_at,
        "answer": "",
    }
    new = tx.conn.execute(table.insert().values(**row).returning(table)).one()
    details = {"channel": new.channel, "instance": found, "due_at": due_at, "length": len(new.text)}
    audit.append(tx, _numbers(number), "complaint.received", f"complaint:{new.id}", details)
    _tell(tx, new, "complaint_received", {"due_on": due_at.astimezone(_zone(tx)).date()})
    return Received(new.id, number, token_of(site, new.id))


def _checked(form: Mapping[str, object]) -> dict[str, str]:
    """Every field at once: what is wrong with one is told beside what is wrong with the others."""
    found: dict[str, str] = {}
    wrong: list[Problem] = []
    for name, most, required in (
        ("name", _LONGEST_NAME, True),
        ("contact", _LONGEST_CONTACT, True),
        ("receipt", _LONGEST_NUMBER, False),
        ("text", LONGEST, True),
    ):
        read = texts.paragraph if name == "text" else texts.line
        try:
            found[name] = read(form.get(name, ""), name, most, required=required)
        except Invalid as refusal:
            wrong += refusal.problems
    if found.get("contact") and not _reachable(found["contact"]):
        wrong.append(Problem("complaint.contact", "contact"))
    if wrong:
        raise Invalid("form.invalid", *wrong)
    return found


def _reachable(contact: str) -> bool:
    digits = sum(character.isdecimal() for character in contact)
    return outbox.is_address(contact) or ("@" not in contact and digits >= _DIGITS_OF_A_PHONE)


def _next_number(tx: Tx) -> str:
    """The year's next number: the length of its chain, whose end is locked, so that numbers have no gap."""
    stem = f"{_PREFIX}-{tx.now.astimezone(_zone(tx)).year}-"
    return f"{stem}{head_of(tx, _numbers(stem)).seq + 1:05d}"


def _numbers(number: str) -> str:
    return f"numbers:{number[: len(_PREFIX) + 6]}"


def _require_patience(tx: Tx, origin: str) -> None:
    # Asked with the numbers' chain locked: of many at once each sees those before it.
    if not origin:
        return
    since = tx.now - WINDOW
    query = select(func.count(), func.min(table.c.received_at)).where(
        table.c.origin == origin, table.c.received_at > since
    )
    sent, first = tx.conn.execute(query).one()
    if sent >= THROTTLE:
        raise Forbidden("complaint.throttled", minutes=max(1, -((since - first) // timedelta(minutes=1))))


def _case(tx: Tx, office: str, receipt: str) -> int | None:
    """The request a receipt code or request number names, in this office; None for any other."""
    if not receipt:
        return None
    code = receipt.upper().replace(" ", "")
    by_code = select(applications.c.instance_id).where(func.upper(applications.c.receipt_code) == code)
    query = select(cases.c.id).where(
        cases.c.office == office, (func.upper(cases.c.business_key) == code) | cases.c.id.in_(by_code)
    )
    found: int | None = tx.conn.execute(query.limit(1)).scalar()
    return found


def _tell(tx: Tx, row: Row[Any], kind: str, values: Mapping[str, Any]) -> None:
    """By mail where the contact is an address; nobody else is written to. Its link is made when it is sent."""
    recipient = row.contact if outbox.is_address(row.contact) else ""
    told = {"name": row.name, "number": row.number, **values}
    outbox.write(tx, kind, recipient, told, key=f"{kind}:{row.id}", locale=row.locale)


def _hold(tx: Tx, complaint_id: int) -> Row[Any]:
    query = select(table).where(table.c.id == complaint_id, table.c.office == tx.actor.office)
    row = tx.conn.execute(tx.locked(query)).one_or_none()
    if row is None:
        raise NotFound("complaint.unknown")
    return row


def _move(tx: Tx, row: Row[Any], expected: str, values: Mapping[str, Any]) -> None:
    same = (table.c.id == row.id) & (table.c.state == expected)
    if tx.conn.execute(update(table).where(same).values(**values)).rowcount != 1:
        raise Conflict("complaint.moved")


def _zone(tx: Tx) -> ZoneInfo:
    return ZoneInfo(settings.value(tx, "office.zone"))


def _chain(office: str) -> str:
    return f"complaints:{office}"


def _require_supervisor(actor: Actor) -> None:
    if not actor.has(roles.SUPERVISOR):
        raise Forbidden("complaint.supervisor_only")
