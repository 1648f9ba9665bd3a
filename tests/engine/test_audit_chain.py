"""Records are appended inside the change's transaction, and no race can fork a chain."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import audit, schema
from engine.audit.chain import append_many
from engine.audit.checkpoint import pack, unpack
from engine.audit.encoding import GENESIS
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.refusals import Conflict, Invalid

PETUGAS = Actor("petugas1")


def test_a_record_says_who_when_and_what(db: Database, clock: VirtualClock) -> None:
    device = datetime(2026, 4, 8, 23, 59, tzinfo=UTC)
    actor = Actor("petugas2", on_behalf="petugas1", device_at=device)
    with db.begin(actor) as tx:
        first = audit.append(tx, "instance:1", "task.completed", "task:7", {"b": 1, "a": "é"}, "karena")
        second = audit.append(tx, "instance:1", "task.opened", "task:8")
    assert (first.record.seq, second.record.seq) == (1, 2)
    assert (first.prev, second.prev) == (GENESIS, first.hash)
    with db.read() as tx:
        row = tx.conn.execute(select(schema.audit).order_by(schema.audit.c.seq).limit(1)).one()
        assert audit.verify(tx).sound
    assert (row.actor, row.on_behalf, row.at, row.device_at) == ("petugas2", "petugas1", clock(), device)
    assert (row.details, row.reason, bytes(row.hash)) == ('{"a":"é","b":1}', "karena", first.hash)


def test_a_refused_change_leaves_no_record(db: Database) -> None:
    with db.begin() as tx:
        audit.append(tx, "people", "role.given", "person:petugas1")
    with pytest.raises(Conflict), db.begin() as tx:
        audit.append(tx, "people", "role.given", "person:petugas2")
        raise Conflict("person.changed")
    with db.begin() as tx:
        assert audit.append(tx, "people", "role.given", "person:petugas3").record.seq == 2
        assert audit.verify(tx).sound


def test_a_savepoint_rolled_back_takes_its_records_back(db: Database) -> None:
    with db.begin() as tx:
        audit.append(tx, "people", "one", "x")
        savepoint = tx.conn.begin_nested()
        audit.append(tx, "people", "two", "x")
        savepoint.rollback()
        assert audit.append(tx, "people", "three", "x").record.seq == 2
        assert audit.verify(tx).sound


def test_several_records_are_one_insert(db: Database) -> None:
    with db.begin(PETUGAS) as tx:
        entries = append_many(tx, "instance:1", [audit.Draft("a", str(n)) for n in range(100)])
        assert [entry.record.seq for entry in entries] == list(range(1, 101))
        assert append_many(tx, "instance:1", []) == ()
        assert audit.verify(tx).sound


def test_text_the_database_cannot_keep_is_refused(db: Database) -> None:
    with db.begin() as tx:
        with pytest.raises(Invalid):
            audit.append(tx, "people", "x", "y", reason="a\0b")
        audit.append(tx, "people", "x", "y", {"typed": "a\0b"})
        assert audit.verify(tx).sound


def _race(db: Database, chain: str, writers: int, rounds: int) -> list[BaseException]:
    failed: list[BaseException] = []
    start = threading.Barrier(writers)

    def write(name: str) -> None:
        try:
            start.wait()
            for number in range(rounds):
                with db.begin(Actor(name)) as tx:
                    audit.append(tx, chain, "raced", f"{name}:{number}")
        except Conflict as fault:
            failed.append(fault)

    threads = [threading.Thread(target=write, args=(f"p{n}",)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_writers_on_one_shared_chain_take_turns(db: Database) -> None:
    assert _race(db, "people", writers=4, rounds=10) == []
    with db.read() as tx:
        assert tx.conn.execute(select(func.count()).select_from(schema.audit)).scalar() == 40
        assert audit.verify(tx).sound


def test_an_instance_chain_written_without_its_lock_conflicts_and_never_forks(postgres_db: Database) -> None:
    _race(postgres_db, "instance:1", writers=4, rounds=10)
    with postgres_db.read() as tx:
        assert audit.verify(tx).sound


def test_a_checkpoint_during_writes_leaves_the_busy_chain_for_the_next(
    postgres_db: Database, tmp_path: Path
) -> None:
    folders = tmp_path / "keys", tmp_path / "checkpoints"
    with postgres_db.begin() as writer:
        audit.append(writer, "people", "x", "y")
        with postgres_db.begin() as other:
            audit.append(other, "settings", "x", "y")
        with postgres_db.begin() as tx:
            first = audit.checkpoint(tx, *folders)
    with postgres_db.begin() as tx:
        second = audit.checkpoint(tx, *folders)
        third = audit.checkpoint(tx, *folders)
    assert [made.heads_count for made in (first, second, third)] == [2, 1, 0]
    with postgres_db.read() as tx:
        assert audit.verify(tx, folders[1]).sound


def test_keys_are_for_their_owner_alone(db: Database, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    with db.begin() as tx:
        audit.checkpoint(tx, keys, tmp_path / "checkpoints")
        audit.rotate(tx, keys)
    assert [oct(path.stat().st_mode & 0o777) for path in sorted(keys.iterdir())] == ["0o600", "0o600"]
    assert oct(keys.stat().st_mode & 0o777) == "0o700"


def test_the_list_of_heads_is_packed_and_unpacked() -> None:
    pairs = [(1, 1), (2, 127), (300, 128), (70_000, 5), (70_001, 1_000_000)]
    assert list(unpack(pack(iter(pairs)))) == pairs
    assert list(unpack(pack(iter(pairs))[:-1])) == pairs[:-1]


def test_many_moved_chains_make_several_checkpoints(
    db: Database, tmp_path: Path, clock: VirtualClock
) -> None:
    with db.begin() as tx:
        for number in range(7):
            audit.append(tx, f"instance:{number}", "instance.started", f"instance:{number}")
    clock.move(timedelta(minutes=15))
    with db.begin() as tx:
        last = audit.checkpoint(tx, tmp_path / "keys", tmp_path / "checkpoints", most=3)
    assert (last.id, last.heads_count, last.at) == (3, 2, clock())
    with db.read() as tx:
        assert audit.verify(tx, tmp_path / "checkpoints").sound
