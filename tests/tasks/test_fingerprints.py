"""What a form said stays out of the trail: its stand-in needs the case's secret, and nothing once that is erased."""

from __future__ import annotations

from itertools import product
from typing import Any

import orjson
from sqlalchemy import select, update

from engine import audit, instances
from engine.schema import audit as trail
from engine.schema import audit_heads
from engine.schema import instances as table
from tasks import cases, views
from tests.support.office import OPERATOR, Office
from tests.tasks.small_processes import deploy, stuck_after_message, stuck_at_gateway


def stand_in(office: Office, case: int, action: str) -> tuple[str, str | None]:
    """Subject and fingerprint of the case's one record of an action."""
    query = (
        select(trail.c.subject, trail.c.details)
        .join(audit_heads, audit_heads.c.id == trail.c.head_id)
        .where(audit_heads.c.chain == f"instance:{case}", trail.c.action == action)
    )
    with office.site.db.read(OPERATOR) as tx:
        ((subject, details),) = tx.conn.execute(query).all()
    return subject, orjson.loads(details)["form"]


def salt_of(office: Office, case: int) -> bytes | None:
    with office.site.db.read(OPERATOR) as tx:
        return instances.read(tx, case).salt


def guesses(subject: str, form: dict[str, Any]) -> set[str | None]:
    """What somebody who knows the trail and the form, but not the secret, can try as the salt."""
    salts = (b"", bytes(16), subject.encode(), subject.partition(":")[2].encode())
    subjects = (subject, subject.partition(":")[2], "")
    return {audit.fingerprint(salt, about, form) for salt, about in product(salts, subjects)}


def test_the_stand_in_of_a_form_needs_the_secret_of_its_case(office: Office) -> None:
    deploy(office.site.db, stuck_at_gateway())
    made: set[str | None] = set()
    for _ in range(2):
        case = cases.start(office.site, office["petugas1"], "p", {})
        salt = salt_of(office, case.instance)
        assert salt is not None and len(salt) == 16
        office.do(case.instance, nilai=7)
        subject, found = stand_in(office, case.instance, "task.completed")
        form = views.task(office.site, office["petugas1"], case.opened[0]).task.variables or {}
        assert found == audit.fingerprint(salt, subject, form)
        assert found not in guesses(subject, form)
        made.add(found)
    assert len(made) == 2


def test_a_message_has_a_stand_in_of_the_same_kind(office: Office) -> None:
    deploy(office.site.db, stuck_after_message().replace(b"P21D", b"P14D"))
    case = cases.start(office.site, office["petugas1"], "p", {})
    cases.deliver(office.site, office["petugas1"], "kabar", case.business_key, {"lahir": "1990-01-01"})
    subject, found = stand_in(office, case.instance, "message.delivered")
    assert found == audit.fingerprint(salt_of(office, case.instance), subject, {"lahir": "1990-01-01"})


def test_after_the_secret_is_erased_the_chain_is_right_and_tells_nothing(office: Office) -> None:
    deploy(office.site.db, stuck_at_gateway())
    case = cases.start(office.site, office["petugas1"], "p", {})
    with office.site.db.begin(OPERATOR) as tx:
        tx.conn.execute(update(table).where(table.c.id == case.instance).values(salt=None))
    office.do(case.instance, nilai=7)
    assert stand_in(office, case.instance, "task.completed")[1] is None
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
