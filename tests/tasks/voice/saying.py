"""What tests say in a survey and in a complaint, and cases that have been served."""

from __future__ import annotations

from typing import Any

from engine.database import Database
from engine.schema import instances
from tests.tasks.rows import a_case

COMPLAINT = {
    "name": "Budi Santoso",
    "contact": "budi@contoh.id",
    "receipt": "",
    "text": "Menunggu dua jam tanpa penjelasan.",
}


def scores(*given: int, **more: Any) -> dict[str, Any]:
    """A survey's form: nine scores, or the same one nine times."""
    values = given if len(given) == 9 else given * 9
    return {**{f"u{number}": str(value) for number, value in enumerate(values, 1)}, **more}


def served(db: Database, key: str, **changes: Any) -> int:
    """A case whose service has ended; returns its row number."""
    with db.begin() as tx:
        values = {"status": "completed", "settled_at": tx.now, "outcome": "END_SELESAI", **changes}
        return a_case(tx, key, **values)


def withdraw(db: Database, instance_id: int) -> None:
    """The case was canceled."""
    with db.begin() as tx:
        tx.conn.execute(instances.update().where(instances.c.id == instance_id).values(status="canceled"))
