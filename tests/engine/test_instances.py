"""Instances: pinned, held, stored whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import calendars, definitions, instances, schema
from engine.clock import VirtualClock
from engine.database import Actor, Database, Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.refusals import Conflict, NotFound
from engine.spiff import TokenGone
from tests.tasks.small_processes import timed

STAFF = Actor("petugas1", roles=frozenset({"petugas"}))


@pytest.fixture
def definition(db: Database) -> Definition:
    with db.begin(STAFF) as tx:
        calendars.seed(tx, STAFF.office)
        return definitions.deploy(tx, timed())


def start(tx: Tx, definition: Definition, key: str = "K-1") -> Instance:
    return instances.start(tx, definition, key, "Siti", "", {"nama": "Siti"})[0]


def waits(tx: Tx) -> list[tuple[Any, ...]]:
    columns = schema.waits.c.element, schema.waits.c.how
    return [tuple(row) for row in tx.conn.execute(select(*columns).order_by(schema.waits.c.id))]


def test_a_case_starts_and_is_found(db: Database, definition: Definition, clock: VirtualClock) -> None:
    with db.begin(STAFF) as tx:
        made = start(tx, definition)
    with db.read(STAFF) as tx:
        read = instances.read(tx, made.id)
        assert read == instances.find(tx, "K-1") == made
        assert (read.status, read.revision, read.started_by) == ("active", 1, "petugas1")
        assert read.next_due == clock() + timedelta(hours=1)
        snapshot = instances.look(tx, read, definition.spec)
        assert [token.element for token in snapshot.tokens if token.type == "userTask"] == ["a"]
        with pytest.raises(NotFound):
            instances.read(tx, 99)
        with pytest.raises(NotFound):
            instances.find(tx, "K-9")
    with pytest.raises(NotFound), db.begin(STAFF) as tx:
        instances.hold(tx, 99)


def test_a_business_key_is_taken_once(db: Database, definition: Definition) -> None:
    with db.begin(STAFF) as tx:
        start(tx, definition)
    with pytest.raises(Conflict, match=r"instance\.business_key_taken"), db.begin(STAFF) as tx:
        start(tx, definition)
    with db.begin(STAFF) as tx:
        start(tx, definition, "K-2")


def test_a_token_is_completed_once_and_a_case_ends(db: Database, definition: Definition) -> None:
    with db.begin(STAFF) as tx:
        made = start(tx, definition)
        (token,) = [t.id for t in instances.look(tx, made, definition.spec).tokens if t.type == "userTask"]
    with db.begin(STAFF) as tx:
        held = instances.hold(tx, made.id)
        ended, move = instances.complete(tx, held, definition.spec, token, {"x": 1}, {})
        assert move.finished and (ended.status, ended.revision, ended.next_due) == ("completed", 2, None)
        with pytest.raises(Conflict, match=r"instance\.moved"):
            instances.store(tx, held, move)  # somebody moved it in between
        with pytest.raises(TokenGone):
            instances.complete(tx, ended, definition.spec, token, {}, {})
        with pytest.raises(Conflict, match=r"instance\.ended"):
            instances.require_active(ended)
    with db.read(STAFF) as tx:
        assert instances.read(tx, made.id) == ended


def test_timers_fire_when_due(db: Database, definition: Definition, clock: VirtualClock) -> None:
    with db.begin(STAFF) as tx:
        made = start(tx, definition)
        assert instances.fire_due_timers(tx, made, definition.spec) == (made, None)
    clock.move(timedelta(hours=1))
    with db.begin(STAFF) as tx:
        assert instances.due_ids(tx, 10) == (made.id,)
        moved, move = instances.fire_due_timers(tx, instances.hold(tx, made.id), definition.spec)
        assert move is not None and [token.element for token in move.opened] == ["b"]
        assert moved.next_due is None and instances.due_ids(tx, 10) == ()


def test_a_message_that_nothing_waits_for_is_refused(db: Database, definition: Definition) -> None:
    with db.begin(STAFF) as tx:
        made = start(tx, definition)
        with pytest.raises(Conflict, match=r"message\.not_awaited"):
            instances.deliver(tx, made, definition, "lain", {})
        moved, move = instances.deliver(tx, made, definition, "kabar", {"isi": 1})
        assert [token.element for token in move.opened] == ["c"] and moved.revision == 2


def test_a_canceled_case_waits_for_nothing(db: Database, definition: Definition, clock: VirtualClock) -> None:
    with db.begin(STAFF) as tx:
        made = start(tx, definition)
        ended = instances.cancel(tx, made)
        assert (ended.status, ended.outcome, ended.next_due) == ("canceled", "canceled", None)
        assert {how for _, how in waits(tx)} <= {"canceled"}
        with pytest.raises(Conflict):
            instances.cancel(tx, ended)
    clock.move(timedelta(days=9))
    with db.read(STAFF) as tx:
        assert instances.due_ids(tx, 10) == ()


def test_a_transaction_that_breaks_leaves_no_move(db: Database, definition: Definition) -> None:
    with db.begin(STAFF) as tx:
        made = start(tx, definition)
    with pytest.raises(ZeroDivisionError), db.begin(STAFF) as tx:
        instances.deliver(tx, instances.hold(tx, made.id), definition, "kabar", {})
        raise ZeroDivisionError
    with db.read(STAFF) as tx:
        assert instances.read(tx, made.id) == made


def test_a_held_case_is_passed_over_by_workers(postgres_db: Database) -> None:
    with postgres_db.begin(STAFF) as tx:
        calendars.seed(tx, STAFF.office)
        made = start(tx, definitions.deploy(tx, timed()))
    with postgres_db.begin(STAFF) as one, postgres_db.begin(STAFF) as two:
        instances.hold(one, made.id)
        assert instances.hold_if_free(two, made.id) is None
    with postgres_db.begin(STAFF) as tx:
        assert instances.hold_if_free(tx, made.id) == made
