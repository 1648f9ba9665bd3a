"""Bringing the facts up to date, some cases per transaction; any number of workers may be at it, or be killed at it.

Facts are computed in a reading transaction and written in a short one of its own, which claims the state's row: were
they computed while another worker wrote, the claim fails and nothing of them is written. Marks are read in the same
snapshot as the rows they stand for, so a case that moves on meanwhile is behind its mark and comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, delete, func, insert, select

from engine.database import SYSTEM, Tx
from engine.schema import case_facts, fact_marks, instances, step_facts
from tasks.facts import dirty, rollups, state
from tasks.facts.computing import FORMAT, Facts, facts_of
from tasks.facts.state import State
from tasks.faults import STORAGE_FAULTS
from tasks.site import Site

_BATCH = 100  # cases per transaction
_TURN = 500  # cases a worker brings in before it looks at its other duties

Row = dict[str, Any]
Tell = Callable[[int, int], None]
"""Hears how many cases are in, and of how many."""


@dataclass(slots=True)
class Turn:
    """What a turn did: how many cases it brought in, whether more wait, and what failed."""

    cases: int = 0
    more: bool = False
    faults: list[Exception] = field(default_factory=list)


def quiet(done: int, total: int) -> None:
    """Tells nobody how far it is."""


def keep(site: Site) -> list[Exception]:
    """A worker's duty: bring in what changed, a bounded number of cases at a time."""
    return refresh(site).faults


def refresh(site: Site, most: int = _TURN, margin: timedelta | None = None) -> Turn:
    """Bring in at most `most` cases the facts are behind. `margin`: see `state.horizon`."""
    with site.db.begin(SYSTEM) as tx:  # on SQLite it waits for who writes
        horizon = state.horizon(tx, margin)
    with site.db.snapshot(SYSTEM) as tx:
        seen = state.read(tx)
        found = dirty.find(tx, seen, horizon, most) if seen and seen.format == FORMAT else None
    if seen is None or found is None:
        with site.db.begin(SYSTEM) as tx:
            state.begin(tx)
        return Turn(more=True)
    turn, here = Turn(more=True), seen
    for start in range(0, len(found.cases), _BATCH):
        after = _bring(site, here, found.cases[start : start + _BATCH], turn)
        if after is None:
            return turn
        here = after
    turn.more = len(found.cases) >= most or not found.filled or found.upto < horizon
    # Where nothing happens, that time went on is written now and then.
    if turn.more or turn.cases or found.filled != seen.filled or found.upto - seen.upto >= dirty.SWEEP_EVERY:
        with site.db.begin(SYSTEM) as tx:
            state.claim(tx, here, upto=found.upto, swept=found.swept, filled=found.filled)
    return turn


def refresh_all(site: Site, tell: Tell = quiet) -> Turn:
    """Turn after turn until nothing waits; `tell` hears how many cases are in, and of how many."""
    whole = Turn(more=True)
    while whole.more:
        turn = refresh(site)
        whole = Turn(whole.cases + turn.cases, turn.more, whole.faults + turn.faults)
        with site.db.read(SYSTEM) as tx:
            tell(*counted(tx))
    return whole


def rebuild(site: Site, tell: Tell = quiet) -> Turn:
    """Throw the facts away and fill them anew; pages say so until they are in."""
    with site.db.begin(SYSTEM) as tx:
        state.begin(tx)
    return refresh_all(site, tell)


def counted(tx: Tx) -> tuple[int, int]:
    """How many cases have a mark, and how many cases there are."""
    marks = tx.conn.execute(select(func.count()).select_from(fact_marks)).scalar_one()
    return marks, tx.conn.execute(select(func.count()).select_from(instances)).scalar_one()


def _bring(site: Site, here: State, cases: Sequence[int], turn: Turn) -> State | None:
    """Compute and write the facts of some cases; None when another worker has written since the state was read."""
    with site.db.snapshot(SYSTEM) as tx:
        if state.read(tx) != here:
            return None
        ends = dirty.ends(tx, cases)
        made = _made(tx, cases, turn)
        steps, kept = _stored(tx, step_facts, "task_id", cases), _stored(tx, case_facts, "instance_id", cases)
    with site.db.begin(SYSTEM) as tx:
        after = state.claim(tx, here)
        if after is None:
            return None
        _put(tx, case_facts, kept, {case: facts.case for case, facts in made.items()})
        wanted = {task: row for facts in made.values() for task, row in facts.steps.items()}
        known = {task: row for task, row in steps.items() if row["instance_id"] in made}
        rollups.change(tx, *_put(tx, step_facts, known, wanted))
        tx.conn.execute(delete(fact_marks).where(fact_marks.c.instance_id.in_(cases)))
        marks = {case: ends[case] if case in made else dirty.failed(ends[case]) for case in cases}
        tx.conn.execute(
            insert(fact_marks), [{"instance_id": case, "seq": seq} for case, seq in marks.items()]
        )
    turn.cases += len(cases)
    return after


def _made(tx: Tx, cases: Sequence[int], turn: Turn) -> dict[int, Facts]:
    """The facts of the cases; one that they cannot be made of keeps those it had until something happens in it."""
    try:
        return facts_of(tx, cases)
    except STORAGE_FAULTS:
        raise
    except Exception as fault:  # noqa: BLE001 - one broken case never keeps the others waiting
        if len(cases) == 1:
            turn.faults.append(fault)
            return {}
        return {case: facts for one in cases for case, facts in _made(tx, [one], turn).items()}


def _stored(tx: Tx, table: Table, key: str, cases: Sequence[int]) -> dict[int, Row]:
    rows = tx.conn.execute(select(table).where(table.c.instance_id.in_(cases))).mappings()
    return {row[key]: dict(row) for row in rows}


def _put(tx: Tx, table: Table, known: dict[int, Row], wanted: dict[int, Row]) -> tuple[list[Row], list[Row]]:
    """Make the known rows the wanted ones; returns those that went and those that came, changed ones in both."""
    (key,) = table.primary_key.columns
    gone = [row for number, row in known.items() if wanted.get(number) != row]
    come = [row for number, row in wanted.items() if known.get(number) != row]
    if gone:
        tx.conn.execute(delete(table).where(key.in_([row[key.name] for row in gone])))
    if come:
        tx.conn.execute(insert(table), come)
    return gone, come
