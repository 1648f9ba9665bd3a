"""What was in force for a step that is over: the version it was done under, and what its element is called now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from engine import instances, pinned
from engine.database import Tx
from engine.definitions import Definition
from engine.instances import Instance
from engine.schema import moved_cases, moves

MOVED = "moved"


def definition_of(tx: Tx, instance: Instance, definition_id: int | None) -> Definition:
    """The version a row of a case (a task, a wait) belongs to; `definition_id` as the row has it."""
    if definition_id is None:
        return instances.definition_of(tx, instance)
    return pinned.definition(tx, definition_id, None)


def names_of(tx: Tx, instance_id: int, element: str) -> tuple[str, ...]:
    """An element of the version a case is on, and what it was called in those the case was moved from."""
    found = [element]
    for row in reversed(moves_of(tx, instance_id)):
        found += [old for old, new in row.mapping.items() if new in found and old not in found]
    return tuple(found)


def name_now(tx: Tx, instance_id: int, element: str) -> str | None:
    """What an element of an earlier version is called in the version a case is on; None where it has no counterpart."""
    found: str | None = element
    for row in moves_of(tx, instance_id):
        found = row.mapping.get(found, found) if found else None
    return found


def moves_of(tx: Tx, instance_id: int) -> list[Row[Any]]:
    """The jobs that moved a case, and when (`at`), the first of them first; read once per transaction."""
    key = ("moves of", instance_id)
    if key not in tx.memo:
        tx.memo[key] = _read(tx, instance_id)
    found: list[Row[Any]] = tx.memo[key]
    return found


def forget(tx: Tx, instance_id: int) -> None:
    """To be called when a case has been moved."""
    tx.memo.pop(("moves of", instance_id), None)


def _read(tx: Tx, instance_id: int) -> list[Row[Any]]:
    m = moved_cases.c
    query = (
        select(moves, m.at, m.reasons)
        .join(moved_cases, m.move_id == moves.c.id)
        .where(m.instance_id == instance_id, m.state == MOVED)
    )
    return list(tx.conn.execute(query.order_by(m.at, moves.c.id)).all())
