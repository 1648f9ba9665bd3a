"""Which cases the facts are behind: their chain in the trail has moved past the mark, or they run and time went on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from engine.audit import INSTANCE
from engine.database import Tx
from engine.schema import audit, audit_heads, case_facts, fact_marks, instances
from tasks.facts.state import State

MEASURE_AGAIN = timedelta(hours=1)
"""How old the length of a case that runs may be, where nothing happens in it."""

SWEEP_EVERY = timedelta(seconds=10)
_LINES = 20_000  # of the trail at a time
_SWEPT, _FILLED = 200, 500  # cases looked at one by one at a time, once filled and before
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Found:
    """Cases to bring in, and what may be said of the state once they are in."""

    cases: tuple[int, ...]
    upto: datetime
    swept: int
    filled: bool


def find(tx: Tx, state: State, horizon: datetime, most: int) -> Found:
    """At most `most` cases the facts are behind; with more of them the state stays where it is."""
    upto, moved = _moved(tx, state, horizon)
    due = not state.filled or horizon - state.upto >= SWEEP_EVERY
    swept, passed = _passed(tx, state) if due else (state.swept, [])
    cases = dict.fromkeys((*moved, *passed))
    if state.filled and len(cases) < most:
        cases |= dict.fromkeys(_running(tx, most - len(cases)))
    if len(cases) > most:
        return Found(tuple(cases)[:most], state.upto, state.swept, state.filled)
    return Found(tuple(cases), max(upto, state.upto), swept, state.filled or swept == 0)


def behind(tx: Tx, cases: Sequence[int]) -> dict[int, int]:
    """Of these cases those whose mark is not where their chain ends, each with the number of its last line."""
    found: dict[int, int] = {}
    for some in _batches(cases):
        last = ends(tx, some)
        query = select(fact_marks.c.instance_id, fact_marks.c.seq).where(fact_marks.c.instance_id.in_(some))
        marks = dict(tx.conn.execute(query).all())
        found |= {
            case: last[case] for case in some if marks.get(case) not in (last[case], failed(last[case]))
        }
    return found


def failed(seq: int) -> int:
    """The mark of a case whose facts could not be made at this line: kept until another follows."""
    return -1 - seq


def ends(tx: Tx, cases: Sequence[int]) -> dict[int, int]:
    """The number of the last line in each case's chain; 0 where there is none."""
    chains = {f"{INSTANCE}{case}": case for case in cases}
    query = select(audit_heads.c.chain, audit_heads.c.seq).where(audit_heads.c.chain.in_(chains))
    return {**dict.fromkeys(cases, 0), **{chains[chain]: seq for chain, seq in tx.conn.execute(query)}}


def _moved(tx: Tx, state: State, horizon: datetime) -> tuple[datetime, list[int]]:
    """Up to when the trail was looked at, and the cases behind that have a line since the state's instant.

    Lines after the horizon are looked at too: they are in early, and are looked at again.
    """
    since = audit.c.at >= state.upto
    ordered = select(audit.c.at).where(since).order_by(audit.c.at)
    edge = tx.conn.execute(ordered.limit(1).offset(_LINES)).scalar()
    lines = select(audit.c.head_id).where(since)
    if edge is not None:
        lines = lines.where(audit.c.at <= edge)  # all lines of that instant: one command may write many
    query = select(audit_heads.c.chain).where(audit_heads.c.id.in_(lines))
    chains = tx.conn.execute(query.where(audit_heads.c.chain.startswith(INSTANCE))).scalars()
    moved = sorted(int(chain.removeprefix(INSTANCE)) for chain in chains)
    return min(horizon, _next(tx, edge) or horizon), list(behind(tx, moved))


def _next(tx: Tx, edge: datetime | None) -> datetime | None:
    """The instant of the first line after one; never the same again, however many lines bear that."""
    if edge is None:
        return None
    later = select(audit.c.at).where(audit.c.at > edge).order_by(audit.c.at).limit(1)
    return tx.conn.execute(later).scalar()


def _passed(tx: Tx, state: State) -> tuple[int, list[int]]:
    """The case the sweep has come to (0: the last, it begins anew), and those behind that it passed.

    It fills the facts at first; later it finds what no line of the trail told in time, such as cases that were played
    on another clock.
    """
    most = _SWEPT if state.filled else _FILLED
    query = select(instances.c.id).where(instances.c.id > state.swept).order_by(instances.c.id).limit(most)
    cases = tx.conn.execute(query).scalars().all()
    return cases[-1] if len(cases) == most else 0, list(behind(tx, cases))


def _running(tx: Tx, most: int) -> Sequence[int]:
    c = case_facts.c
    runs = (c.settled_at.is_(None), c.ended_at.is_(None), c.as_of < tx.now - MEASURE_AGAIN)
    query = select(c.instance_id).where(*runs).order_by(c.as_of).limit(most)
    return tx.conn.execute(query).scalars().all()


def _batches(cases: Sequence[int]) -> Iterable[Sequence[int]]:
    return (cases[start : start + _AT_ONCE] for start in range(0, len(cases), _AT_ONCE))
