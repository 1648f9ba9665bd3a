"""Writing a message into the outbox, in the transaction of the change it tells of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from engine.database import Tx
from engine.schema import instances
from engine.schema import outbox as table
from tasks.outbox.kinds import check

WAITING, SENT, FAILED = "waiting", "sent", "failed"
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\]{1,64}@[^\s@<>,;:\"\\]{1,190}")


def write(
    tx: Tx,
    kind: str,
    recipient: str,
    values: Mapping[str, Any],
    *,
    key: str,
    locale: str = "id",
    instance_id: int | None = None,
) -> bool:
    """Write a message of this kind to be sent after the commit; whether it is new.

    The same `key` is written once, whoever writes it and how often. A person without an address (empty `recipient`)
    gets nothing. `values` are those of `kinds.KINDS`; identity numbers typed into one are covered.
    Raises LookupError or ValueError when kind, values or address are none: faults of the caller, not of a person.
    """
    check(kind, values)
    if not recipient:
        return False
    if not is_address(recipient):
        raise ValueError("the recipient is no address")
    row = {
        "office": _office(tx, instance_id),
        "key": key,
        "kind": kind,
        "recipient": recipient,
        "locale": locale,
        "details": {name: _plain(value) for name, value in values.items() if value not in (None, "", [])},
        "instance_id": instance_id,
        "state": WAITING,
        "attempts": 0,
        "created_at": tx.now,
        "due_at": tx.now,
        "fault": "",
    }
    new = tx.insert(table).values(**row).on_conflict_do_nothing(index_elements=["key"])
    return tx.conn.execute(new.returning(table.c.id)).first() is not None


def is_address(text: str) -> bool:
    """Whether a text can stand as one recipient of a mail; never says that anybody reads there."""
    return _ADDRESS.fullmatch(text) is not None


def _office(tx: Tx, instance_id: int | None) -> Any:
    if instance_id is None:
        return tx.actor.office
    return select(instances.c.office).where(instances.c.id == instance_id).scalar_subquery()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant carries its zone")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return _NIK.sub("•" * 16, value)
    return value if isinstance(value, int) else value.isoformat()
