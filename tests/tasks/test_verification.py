"""A verification is recorded: who, when, up to which record, with what result; and it changes nothing it verifies."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import select, text

from engine import schema
from engine.audit import Wrong
from engine.audit.merkle import Tree
from engine.refusals import Forbidden
from tasks import verification
from tests.support.office import Office

OWN = verification.CHAIN


def rows(office: Office) -> dict[tuple[str, int], tuple[Any, ...]]:
    """Every record by chain and number."""
    with office.site.db.read() as tx:
        query = select(schema.audit_heads.c.chain, schema.audit).join(schema.audit_heads)
        return {(row.chain, row.seq): tuple(row) for row in tx.conn.execute(query)}


def root(office: Office) -> str:
    """The Merkle root over every chain's end."""
    tree = Tree()
    heads = schema.audit_heads.c
    with office.site.db.read() as tx:
        for chain, seq, digest in tx.conn.execute(
            select(heads.chain, heads.seq, heads.hash).where(heads.seq > 0).order_by(heads.id)
        ):
            tree.add(chain, seq, bytes(digest))
    return tree.root().hex()


def recorded(office: Office) -> list[tuple[str, Any]]:
    """Who verified and what was put down, oldest first."""
    audit = schema.audit.c
    query = select(audit.actor, audit.details).join(schema.audit_heads).order_by(audit.seq)
    with office.site.db.read() as tx:
        found = tx.conn.execute(query.where(schema.audit_heads.c.chain == OWN))
        return [(actor, orjson.loads(details)) for actor, details in found]


def tamper(office: Office, *statements: str) -> None:
    with office.site.db.engine.begin() as conn:
        if conn.dialect.name == "sqlite":
            conn.execute(text("DROP TRIGGER IF EXISTS audit_no_update"))
        else:
            conn.execute(text("DROP TRIGGER IF EXISTS audit_append_only ON audit"))
        for statement in statements:
            conn.execute(text(statement))


def test_a_verification_is_recorded_and_changes_nothing_it_verified(office: Office) -> None:
    office.start()
    before, ends = rows(office), root(office)
    found = verification.verify(office.site, office["auditor"])
    assert found.recorded and found.report.sound and found.report.root == ends
    assert found.report.records == len(before)
    after = rows(office)
    assert {key: after[key] for key in before} == before
    assert after.keys() - before.keys() == {(OWN, 1)}
    ((actor, said),) = recorded(office)
    assert actor == "auditor" and said["read_at"].startswith("2026-04-09T00:00:00")
    assert (said["result"], said["faults"], said["records"], said["root"]) == ("sound", 0, len(before), ends)
    again = verification.verify(office.site, office["admin"])
    assert again.report.sound and again.report.records == len(before) + 1
    assert [actor for actor, _ in recorded(office)] == ["auditor", "admin"]


def test_a_fault_is_recorded_and_stays_as_it_was_found(office: Office) -> None:
    case = office.start().instance
    chain = f"(SELECT id FROM audit_heads WHERE chain = 'instance:{case}')"
    tamper(office, f"UPDATE audit SET actor = 'orang lain' WHERE seq = 1 AND head_id = {chain}")
    before = rows(office)
    first, second = (verification.verify(office.site, office["auditor"]) for _ in range(2))
    assert first.report.faults == second.report.faults
    assert [(fault.wrong, fault.chain, fault.seq) for fault in first.report.faults] == [
        (Wrong.EDITED, f"instance:{case}", 1)
    ]
    assert {key: row for key, row in rows(office).items() if key in before} == before
    assert [said["first"] for _, said in recorded(office)] == [["edited", f"instance:{case}", 1]] * 2


def test_a_trail_that_takes_no_record_is_told_of_all_the_same(office: Office) -> None:
    assert verification.verify(office.site, office["auditor"]).recorded
    tamper(office, f"UPDATE audit_heads SET seq = 0 WHERE chain = '{OWN}'")
    found = verification.verify(office.site, office["auditor"])
    assert not found.recorded
    assert [(fault.wrong, fault.chain) for fault in found.report.faults] == [(Wrong.INSERTED, OWN)]


@pytest.mark.parametrize("login", ["petugas1", "kasi", "pemilik"])
def test_others_verify_nothing(office: Office, login: str) -> None:
    with pytest.raises(Forbidden):
        verification.verify(office.site, office[login])
    assert recorded(office) == []
