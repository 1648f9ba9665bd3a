"""A message is written with the change it tells of, once per key, and carries no identity number."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from engine import schema
from engine.database import Database
from tasks import outbox
from tests.support.office import OPERATOR

BILL: dict[str, Any] = {
    "name": "Siti Aminah",
    "number": "MD-2026-000001",
    "billing_code": "820260409000001",
    "amount": 350_000,
    "expires_at": datetime.fromisoformat("2026-04-09T12:00:00+08:00"),
    "arrival_on": date(2026, 4, 13),
    "place": None,
}


def rows(db: Database) -> list[Any]:
    with db.read() as tx:
        return list(tx.conn.execute(select(schema.outbox)))


def test_a_message_is_written_once_per_key(db: Database) -> None:
    with db.begin(OPERATOR) as tx:
        first = outbox.write(tx, "submitted_bill", "siti@example.id", BILL, key="bill:1")
        again = outbox.write(tx, "submitted_bill", "siti@example.id", BILL, key="bill:1", locale="en")
    (row,) = rows(db)
    assert (first, again, row.locale, row.state, row.office) == (True, False, "id", "waiting", "batulicin")
    assert row.due_at == row.created_at
    assert row.details["expires_at"] == "2026-04-09T04:00:00+00:00"
    assert row.details["arrival_on"] == "2026-04-13"
    assert "place" not in row.details


def test_a_change_that_is_taken_back_tells_nobody(db: Database) -> None:
    def refused() -> None:
        with db.begin(OPERATOR) as tx:
            outbox.write(tx, "welcome", "siti@example.id", {"name": "Siti"}, key="welcome:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refused()
    assert rows(db) == []


def test_who_has_no_address_gets_nothing(db: Database) -> None:
    with db.begin(OPERATOR) as tx:
        assert not outbox.write(tx, "welcome", "", {"name": "Siti"}, key="welcome:1")
    assert rows(db) == []


def test_an_identity_number_never_gets_into_a_message(db: Database) -> None:
    with db.begin(OPERATOR) as tx:
        values = {"name": "Siti 6310014101900001", "number": "MD-1", "items": ["KK 6310014101900002"]}
        outbox.write(tx, "missing_documents", "siti@example.id", values, key="missing:1")
    assert "63100141" not in str(rows(db)[0].details)


@pytest.mark.parametrize(
    ("kind", "recipient", "values"),
    [
        ("greeting", "siti@example.id", {}),
        ("welcome", "siti@example.id", {}),
        ("welcome", "siti@example.id", {"name": "Siti", "nik": "1"}),
        ("welcome", "siti@example.id\nBcc: all@example.id", {"name": "Siti"}),
        ("welcome", "siti", {"name": "Siti"}),
        ("otp", "siti@example.id", {"code": "123456", "expires_at": datetime(2026, 4, 9)}),  # noqa: DTZ001
    ],
)
def test_what_no_kind_knows_is_a_fault_of_ours(
    db: Database, kind: str, recipient: str, values: dict[str, Any]
) -> None:
    with db.begin(OPERATOR) as tx, pytest.raises((LookupError, ValueError)):
        outbox.write(tx, kind, recipient, values, key="k")
