"""Names of tasks: each is kept once, and none is told before it is committed."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from engine import definitions, task_names
from engine.database import Database
from engine.schema import task_names as table
from tests.tasks.small_processes import timed


def test_a_name_is_kept_once(db: Database) -> None:
    for _ in range(2):
        with db.begin() as tx:
            first, again, other = (task_names.number_of(tx, name) for name in ("Terima", "Terima", "Periksa"))
            assert first == again != other
            assert task_names.names_of(tx, (first, other, 99)) == {first: "Terima", other: "Periksa"}
    with db.read() as tx:
        assert tx.conn.execute(select(func.count()).select_from(table)).scalar_one() == 2


def test_publishing_an_sop_makes_its_names_known(db: Database) -> None:
    with db.begin() as tx:
        made = definitions.deploy(tx, timed())
    with db.read() as tx:
        kept = set(tx.conn.execute(select(table.c.name)).scalars())
    assert {activity.title for activity in made.diagram.activities.values()} == kept


def test_a_name_that_was_rolled_back_is_not_remembered(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.begin() as tx:
        assert task_names.number_of(tx, "Terima") == task_names.number_of(tx, "Terima")
        raise ZeroDivisionError
    with db.begin() as tx:
        other, number = task_names.number_of(tx, "Periksa"), task_names.number_of(tx, "Terima")
        assert task_names.names_of(tx, (other, number)) == {other: "Periksa", number: "Terima"}
