"""A case that has come to a step which needs a system, and the calls it opened."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine import schema
from tests.support.office import Office

INTERVIEW, ADJUDICATION = "wawancara_verifikasi_cekal", "periksa_bms_ajudikasi"


def calls(office: Office, **wanted: Any) -> list[Any]:
    """Rows of calls, oldest first."""
    query = select(schema.system_calls).order_by(schema.system_calls.c.id)
    for name, value in wanted.items():
        query = query.where(schema.system_calls.c[name] == value)
    with office.site.db.read() as tx:
        return list(tx.conn.execute(query))


def at_step(office: Office, element: str = INTERVIEW) -> int:
    """A case whose open task needs a system."""
    case = office.start().instance
    office.until(case, element)
    return case
