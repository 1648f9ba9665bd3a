"""Names of tasks, each kept once: an SOP has a dozen, and its cases repeat them without end."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from engine.database import Tx
from engine.prepared import Prepared
from engine.schema import task_names as table

_FIND = Prepared(select(table.c.id).where(table.c.name == bindparam("wanted")))


def make_known(tx: Tx, names: Iterable[str]) -> None:
    """Keep the names an SOP gives its tasks, so that opening one finds them and two never wait for each other."""
    rows = [{"name": name} for name in sorted(set(names))]
    if rows:
        tx.memo["task_names"] = "new"
        tx.conn.execute(tx.insert(table).on_conflict_do_nothing(), rows)


def number_of(tx: Tx, name: str) -> int:
    """The row number of a name; one that is not known yet is kept."""
    known: dict[str, int] = tx.kept.setdefault("task_names", {})
    number = known.get(name)
    if number is None:
        found = _FIND.row(tx.conn, {"wanted": name})
        if found is None:
            make_known(tx, (name,))
            found = _FIND.row(tx.conn, {"wanted": name})
            assert found is not None
        number = int(found[0])
        if "task_names" not in tx.memo:  # what this very transaction made known may yet be rolled back
            if len(known) >= _MOST_KEPT:
                known.clear()
            known[name] = number
    return number


def names_of(tx: Tx, numbers: Iterable[int]) -> dict[int, str]:
    """The names in these rows."""
    query = select(table.c.id, table.c.name).where(table.c.id.in_(sorted(set(numbers))))
    return {int(number): str(name) for number, name in tx.conn.execute(query)}


_MOST_KEPT = 1_000
