"""What a case keeps once it has ended: of its data only what no task's form says already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select

from engine import spiff
from engine.database import Tx
from engine.instances import ACTIVE, COMPLETED, Instance
from engine.prepared import ROW, Prepared, update_of
from engine.refusals import Conflict
from engine.schema import instances as table
from engine.schema import tasks

_FORMS = Prepared(
    select(tasks.c.element, tasks.c.variables)
    .where(tasks.c.instance_id == bindparam("case"), tasks.c.variables.is_not(None))
    .order_by(tasks.c.completed_at, tasks.c.id)
)

_SMALL = 300  # bytes; of a smaller state too little would go to be worth the statement


def lighten(tx: Tx, instance: Instance) -> Instance:
    """Take out of an ended case's state the answers that stand in its tasks, word for word, where it is large."""
    if instance.status != COMPLETED or len(instance.state) < _SMALL:
        return instance
    state = spiff.lighten(instance.state, _last_forms(tx, instance.id))
    update_of(table, ("state",)).run(tx.conn, {"state": state, ROW: instance.id})
    return replace(instance, state=state)


def data_of(tx: Tx, instance: Instance) -> dict[str, Any]:
    """All data of a case, running or ended."""
    forms = _last_forms(tx, instance.id) if instance.status == COMPLETED else {}
    return spiff.whole_data(instance.state, forms)


def forget(tx: Tx, instance: Instance) -> None:
    """Erase an ended case's data from its state, and the salt of its fingerprints: nobody can try values any more.

    The caller holds the case, and erases what its tasks' forms say. Raises Conflict(`privacy.case_runs`) while it runs.
    """
    if instance.status == ACTIVE:
        raise Conflict("privacy.case_runs")
    values = {"state": spiff.forget(instance.state), "salt": None, ROW: instance.id}
    update_of(table, ("state", "salt")).run(tx.conn, values)


def _last_forms(tx: Tx, instance_id: int) -> Mapping[str, Any]:
    """The form submitted last for each element, as the case's data has it."""
    found: dict[str, Any] = {}
    for element, given in _FORMS.rows(tx.conn, {"case": instance_id}):
        found[element] = given
    return found
