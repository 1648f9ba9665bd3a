"""Whoever tampers with the trail behind the product's back is found, and the first wrong record is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from engine import audit
from engine.audit import Fault, Wrong
from engine.audit.encoding import Record, record_hash
from engine.database import Actor, Database
from engine.office_timetable import moment

PETUGAS = Actor("petugas1", roles=frozenset({"petugas"}))
CHAIN = "instance:1"


@pytest.fixture
def trail(db: Database) -> Database:
    """A database with one chain of eight records, another of three, to be tampered with."""
    with db.begin(PETUGAS) as tx:
        for number in range(1, 9):
            audit.append(tx, CHAIN, "task.completed", f"task:{number}", {"element": f"step_{number}"})
    with db.begin() as tx:
        audit.append_many(tx, "people", [audit.Draft("sign_in.accepted", "person:petugas1")] * 3)
    return db


@contextmanager
def unguarded(db: Database) -> Iterator[Connection]:
    """A transaction of somebody who has got past the guards."""
    with db.engine.begin() as conn:
        if conn.dialect.name == "sqlite":
            names = (
                conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            )
            for name in names:
                conn.execute(text(f"DROP TRIGGER {name}"))
        else:
            conn.execute(text("SET LOCAL session_replication_role = replica"))
        yield conn


def tamper(db: Database, *statements: str, **values: Any) -> None:
    with unguarded(db) as conn:
        for statement in statements:
            conn.execute(text(statement), values)


def faults(db: Database, folder: Path | None = None) -> tuple[Fault, ...]:
    with db.read() as tx:
        return audit.verify(tx, folder).faults


AT = "head_id = (SELECT id FROM audit_heads WHERE chain = 'instance:1')"
HEAD = "UPDATE audit_heads SET"


def shift(after: int, by: int) -> tuple[str, str]:
    """Renumber the records after one; in two steps, so that no number is taken twice on the way."""
    return (
        f"UPDATE audit SET seq = -(seq + {by}) WHERE {AT} AND seq > {after}",
        f"UPDATE audit SET seq = -seq WHERE {AT} AND seq < 0",
    )


def copy(place: int, to: int) -> str:
    columns = "at, actor, on_behalf, action, subject, details, reason, device_at, prev, hash"
    return (
        f"INSERT INTO audit (head_id, seq, {columns}) "
        f"SELECT head_id, {to}, {columns} FROM audit WHERE {AT} AND seq = {place}"
    )


def test_an_untouched_trail_is_sound(trail: Database) -> None:
    with trail.read() as tx:
        report = audit.verify(tx)
    assert report.sound
    assert (report.chains, report.records) == (2, 11)


@pytest.mark.parametrize(
    ("statements", "wrong", "seq"),
    [
        pytest.param([f"UPDATE audit SET actor = 'x' WHERE {AT} AND seq = 3"], Wrong.EDITED, 3, id="actor"),
        pytest.param(
            [f"UPDATE audit SET details = '{{}}' WHERE {AT} AND seq = 1"], Wrong.EDITED, 1, id="details"
        ),
        pytest.param(
            [f"UPDATE audit SET details = details || ' ' WHERE {AT} AND seq = 8"], Wrong.EDITED, 8, id="space"
        ),
        pytest.param([f"UPDATE audit SET on_behalf = '' WHERE {AT} AND seq = 2"], Wrong.EDITED, 2, id="null"),
        pytest.param(
            [f"UPDATE audit SET device_at = at WHERE {AT} AND seq = 2"], Wrong.EDITED, 2, id="device time"
        ),
        pytest.param(
            [f"UPDATE audit SET prev = hash WHERE {AT} AND seq = 5"], Wrong.EDITED, 5, id="previous hash"
        ),
        pytest.param(
            [f"UPDATE audit SET hash = prev WHERE {AT} AND seq = 5"], Wrong.EDITED, 5, id="own hash"
        ),
        pytest.param(
            [f"{HEAD} hash = :none WHERE chain = 'instance:1'"], Wrong.EDITED, 8, id="hash of the head"
        ),
        pytest.param([f"DELETE FROM audit WHERE {AT} AND seq = 4"], Wrong.DELETED, 4, id="deleted"),
        pytest.param(
            [f"DELETE FROM audit WHERE {AT} AND seq IN (4, 6)"], Wrong.DELETED, 4, id="deleted twice"
        ),
        pytest.param([f"DELETE FROM audit WHERE {AT} AND seq = 1"], Wrong.DELETED, 1, id="first deleted"),
        pytest.param(
            [
                f"DELETE FROM audit WHERE {AT} AND seq = 4",
                *shift(4, -1),
                f"{HEAD} seq = 7 WHERE chain = 'instance:1'",
            ],
            Wrong.DELETED,
            4,
            id="deleted and renumbered",
        ),
        pytest.param(
            [
                f"UPDATE audit SET seq = -5 WHERE {AT} AND seq = 4",
                f"UPDATE audit SET seq = 4 WHERE {AT} AND seq = 5",
                f"UPDATE audit SET seq = 5 WHERE {AT} AND seq = -5",
            ],
            Wrong.REORDERED,
            4,
            id="neighbours exchanged",
        ),
        pytest.param(
            [
                f"UPDATE audit SET seq = -7 WHERE {AT} AND seq = 2",
                f"UPDATE audit SET seq = 2 WHERE {AT} AND seq = 7",
                f"UPDATE audit SET seq = 7 WHERE {AT} AND seq = -7",
            ],
            Wrong.REORDERED,
            2,
            id="far ones exchanged",
        ),
        pytest.param(
            [f"UPDATE audit SET seq = 12 WHERE {AT} AND seq = 8"], Wrong.REORDERED, 8, id="last moved"
        ),
        pytest.param([copy(8, 9)], Wrong.INSERTED, 9, id="inserted at the end"),
        pytest.param([f"DELETE FROM audit WHERE {AT} AND seq = 8"], Wrong.CUT_OFF, 8, id="cut off"),
        pytest.param([f"DELETE FROM audit WHERE {AT} AND seq > 2"], Wrong.CUT_OFF, 3, id="much cut off"),
        pytest.param([f"DELETE FROM audit WHERE {AT}"], Wrong.CUT_OFF, 1, id="all cut off"),
    ],
)
def test_the_first_wrong_record_is_named(
    trail: Database, statements: list[str], wrong: Wrong, seq: int
) -> None:
    for statement in statements:
        tamper(trail, statement, **({"none": bytes(32)} if ":none" in statement else {}))
    assert faults(trail) == (Fault(wrong, CHAIN, seq),)


def recompute(conn: Connection, seq: int, prev_of: int) -> None:
    """Give a record the hash its content asks for, as someone who knows the format would."""
    row = conn.execute(text(f"SELECT * FROM audit WHERE {AT} AND seq = {seq}")).one()
    digest = conn.execute(text(f"SELECT hash FROM audit WHERE {AT} AND seq = {prev_of}")).scalar_one()
    instant = moment(row.at) if isinstance(row.at, int) else row.at
    record = Record(
        CHAIN, seq, instant, row.actor, None, row.action, row.subject, row.details, row.reason, None
    )
    values = {"prev": bytes(digest), "hash": record_hash(record, bytes(digest))}
    conn.execute(text(f"UPDATE audit SET prev = :prev, hash = :hash WHERE {AT} AND seq = {seq}"), values)


def test_a_record_rewritten_with_its_hash_is_named(trail: Database) -> None:
    tamper(trail, f"UPDATE audit SET actor = 'x' WHERE {AT} AND seq = 3")
    with unguarded(trail) as conn:
        recompute(conn, 3, 2)
    assert faults(trail) == (Fault(Wrong.EDITED, CHAIN, 3),)


def test_the_last_record_rewritten_with_its_hash_is_named(trail: Database) -> None:
    tamper(trail, f"UPDATE audit SET actor = 'x' WHERE {AT} AND seq = 8")
    with unguarded(trail) as conn:
        recompute(conn, 8, 7)
    assert faults(trail) == (Fault(Wrong.EDITED, CHAIN, 8),)


def test_a_record_put_between_two_others_is_named(trail: Database) -> None:
    tamper(trail, *shift(4, 1), copy(4, 5), f"{HEAD} seq = 9 WHERE chain = 'instance:1'")
    with unguarded(trail) as conn:
        recompute(conn, 5, 4)
    assert faults(trail) == (Fault(Wrong.INSERTED, CHAIN, 5),)


def test_two_records_that_follow_the_same_one_are_a_fork(trail: Database) -> None:
    with unguarded(trail) as conn:
        recompute(conn, 6, 4)
    assert faults(trail) == (Fault(Wrong.FORKED, CHAIN, 6),)


def test_each_chain_is_judged_by_itself(trail: Database) -> None:
    tamper(trail, "UPDATE audit SET reason = 'x' WHERE seq = 2")
    assert faults(trail) == (Fault(Wrong.EDITED, CHAIN, 2), Fault(Wrong.EDITED, "people", 2))
    with trail.read() as tx:
        assert audit.verify(tx, chains=["people"]).faults == (Fault(Wrong.EDITED, "people", 2),)


def test_values_no_column_should_hold_are_named_too(trail: Database) -> None:
    if trail.engine.dialect.name == "sqlite":  # PostgreSQL's types let nothing of the kind in
        for column, value in (("at", "'soon'"), ("actor", "x'00ff'"), ("prev", "'text'"), ("details", "7")):
            tamper(trail, f"UPDATE audit SET {column} = {value} WHERE {AT} AND seq = 6")
            assert faults(trail) == (Fault(Wrong.EDITED, CHAIN, 6),)
    else:
        tamper(trail, f"UPDATE audit SET details = 'no json' WHERE {AT} AND seq = 6")
        assert faults(trail) == (Fault(Wrong.EDITED, CHAIN, 6),)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "UPDATE audit_checkpoints SET heads_count = 1",
        "DELETE FROM audit_checkpoints",
        "DELETE FROM audit_keys",
    ],
)
def test_the_database_refuses_to_change_what_was_written(
    db: Database, tmp_path: Path, statement: str
) -> None:
    with db.begin(PETUGAS) as tx:
        audit.append(tx, CHAIN, "task.completed", "task:1")
        audit.checkpoint(tx, tmp_path / "keys", tmp_path / "checkpoints")
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as conn:
        conn.execute(text(statement))


@pytest.fixture
def sworn(trail: Database, tmp_path: Path) -> Database:
    """The trail with a first checkpoint, more records, and a second checkpoint."""
    sign(trail, tmp_path)
    with trail.begin(PETUGAS) as tx:
        audit.append(tx, CHAIN, "task.completed", "task:9")
    sign(trail, tmp_path)
    return trail


def sign(db: Database, tmp_path: Path) -> audit.Checkpoint:
    with db.begin() as tx:
        return audit.checkpoint(tx, tmp_path / "keys", tmp_path / "checkpoints")


def test_checkpoints_and_their_files_are_sound(sworn: Database, tmp_path: Path) -> None:
    with sworn.read() as tx:
        report = audit.verify(tx, tmp_path / "checkpoints")
    assert report.sound
    assert report.checkpoints == 2


def cut(db: Database, keep: int) -> None:
    """Cut a chain's end off and set its head back, so that the chain by itself looks whole."""
    tamper(
        db,
        f"DELETE FROM audit WHERE {AT} AND seq > {keep}",
        f"UPDATE audit_heads SET seq = {keep}, hash = (SELECT hash FROM audit WHERE {AT} AND seq = {keep}) "
        "WHERE chain = 'instance:1'",
    )


def test_an_end_cut_off_with_its_head_is_known_to_the_checkpoint(sworn: Database, tmp_path: Path) -> None:
    cut(sworn, 8)
    assert faults(sworn) == (Fault(Wrong.CUT_OFF, "#1", 9, 2),)
    assert faults(sworn, tmp_path / "checkpoints") == (Fault(Wrong.CUT_OFF, CHAIN, 9, 2),)


def test_a_chain_that_is_gone_altogether_is_known_to_the_checkpoint(sworn: Database, tmp_path: Path) -> None:
    tamper(sworn, f"DELETE FROM audit WHERE {AT}", "DELETE FROM audit_heads WHERE chain = 'instance:1'")
    assert faults(sworn, tmp_path / "checkpoints") == (
        Fault(Wrong.CUT_OFF, CHAIN, 8, 1),
        Fault(Wrong.CUT_OFF, CHAIN, 9, 2),
    )


def test_a_chain_rewritten_as_a_whole_is_known_to_the_checkpoint(sworn: Database, tmp_path: Path) -> None:
    tamper(sworn, f"UPDATE audit SET actor = 'x' WHERE {AT} AND seq = 2")
    with unguarded(sworn) as conn:
        for seq in range(2, 10):
            recompute(conn, seq, seq - 1)
        conn.execute(
            text(f"{HEAD} hash = (SELECT hash FROM audit WHERE {AT} AND seq = 9) WHERE chain = 'instance:1'")
        )
    assert faults(sworn) == (
        Fault(Wrong.CHECKPOINT_MISMATCH, checkpoint=1),
        Fault(Wrong.CHECKPOINT_MISMATCH, checkpoint=2),
    )
    assert faults(sworn, tmp_path / "checkpoints") == (
        Fault(Wrong.CHECKPOINT_MISMATCH, CHAIN, 8, 1),
        Fault(Wrong.CHECKPOINT_MISMATCH, CHAIN, 9, 2),
    )


def test_a_missing_checkpoint_is_named(sworn: Database, tmp_path: Path) -> None:
    tamper(sworn, "DELETE FROM audit_checkpoints WHERE id = 1")
    assert faults(sworn)[0] == Fault(Wrong.CHECKPOINT_MISSING, checkpoint=1)


def test_a_last_checkpoint_cut_off_is_known_to_its_file(sworn: Database, tmp_path: Path) -> None:
    tamper(sworn, "DELETE FROM audit_checkpoints WHERE id = 2")
    assert faults(sworn) == ()
    assert faults(sworn, tmp_path / "checkpoints") == (Fault(Wrong.CHECKPOINT_MISSING, checkpoint=2),)


def test_a_missing_file_is_named(sworn: Database, tmp_path: Path) -> None:
    next((tmp_path / "checkpoints").glob("checkpoint-00000001-*")).unlink()
    assert faults(sworn, tmp_path / "checkpoints") == (Fault(Wrong.CHECKPOINT_MISSING, checkpoint=1),)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"statement": 1}', None])
def test_a_changed_file_is_named(sworn: Database, tmp_path: Path, content: bytes | None) -> None:
    path = next((tmp_path / "checkpoints").glob("checkpoint-00000001-*"))
    path.write_bytes(path.read_bytes().replace(b"people", b"peoplf") if content is None else content)
    assert faults(sworn, tmp_path / "checkpoints") == (Fault(Wrong.SIGNATURE_WRONG, checkpoint=1),)


def test_a_changed_statement_has_a_wrong_signature(sworn: Database) -> None:
    tamper(sworn, "UPDATE audit_checkpoints SET key_id = 'x' WHERE id = 2")
    assert faults(sworn) == (Fault(Wrong.SIGNATURE_WRONG, checkpoint=2),)


def test_a_changed_list_of_heads_does_not_match_the_root(sworn: Database) -> None:
    tamper(sworn, "UPDATE audit_checkpoints SET heads = :heads WHERE id = 2", heads=b"\x01\x08")
    assert faults(sworn) == (Fault(Wrong.CHECKPOINT_MISMATCH, checkpoint=2),)


def test_a_changed_first_checkpoint_breaks_the_second(sworn: Database) -> None:
    tamper(sworn, "UPDATE audit_checkpoints SET prev = root WHERE id = 2")
    assert faults(sworn) == (
        Fault(Wrong.CHECKPOINT_MISMATCH, checkpoint=2),
        Fault(Wrong.SIGNATURE_WRONG, checkpoint=2),
    )


def test_a_foreign_key_in_the_table_convinces_nobody(sworn: Database) -> None:
    tamper(sworn, "UPDATE audit_keys SET public_key = :other", other=bytes(32))
    assert Fault(Wrong.SIGNATURE_WRONG, "audit-keys", 1) in faults(sworn)


def test_a_new_key_is_vouched_for_by_the_old_one(sworn: Database, tmp_path: Path) -> None:
    with sworn.begin() as tx:
        new = audit.rotate(tx, tmp_path / "keys")
    assert sign(sworn, tmp_path).key_id == new.id
    assert faults(sworn, tmp_path / "checkpoints") == ()
    tamper(
        sworn, "UPDATE audit SET details = '{\"public_key\":\"00\"}' WHERE action = 'key.created' AND seq = 2"
    )
    found = faults(sworn)
    assert Fault(Wrong.SIGNATURE_WRONG, "audit-keys", 2) in found
    assert Fault(Wrong.SIGNATURE_WRONG, checkpoint=3) in found
