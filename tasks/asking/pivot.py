"""The pivot: facts divided by two dimensions, with their totals, the rows one asks for and the others as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from engine.database import Actor, Tx
from engine.refusals import Invalid, Problem
from engine.schema import case_facts
from tasks.asking import ordering, reading
from tasks.asking.conditions import bounds, columns, table_of, where
from tasks.asking.dimensions import DIMENSIONS
from tasks.asking.question import Question
from tasks.asking.step_names import StepName, step_names
from tasks.asking.tallies import Tally, Value, tally_of
from tasks.facts import state
from tasks.site import Site

OTHERS = ""
"""The key of the row or column that holds what is not shown by itself; no value has it."""

MOST_ROWS, MOST_COLUMNS = 400, 62
MOST_FACTS = 1_000_000
"""Of more, figures that need every value are refused: about 200 MB and some seconds."""

_Cells = Mapping[tuple[str, str], Any]


@dataclass(frozen=True, slots=True)
class Pivot:
    """The answer: keys of rows and columns in order, a value per cell, row, column and in all.

    A question without columns has the one column "all"; a cell nobody fills is missing. `facts` counts what the
    question is about, `running` the cases of the period's end that were open then, `as_of` how far the facts are;
    `hidden` says how many rows and columns stand in the others; `steps` names the steps among the keys.
    """

    asked: Question
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Value]
    of_row: Mapping[str, Value]
    of_column: Mapping[str, Value]
    whole: Value
    facts: int
    running: int
    as_of: datetime | None
    hidden: tuple[int, int]
    steps: Mapping[str, StepName]


ALL = "all"


def answer(site: Site, actor: Actor, asked: Question) -> Pivot:
    """Answer a question over the facts. Raises Forbidden, Invalid where it is of too many for its measure."""
    reading.require(actor, asked)
    with site.db.snapshot(actor) as tx:
        return pivot(tx, asked)


def pivot(tx: Tx, asked: Question) -> Pivot:
    """The question's answer, every figure exact."""
    tally = tally_of(asked.measure)
    found, facts = _gathered(tx, asked, tally)
    rows, across = _margin(found, 0, tally), _margin(found, 1, tally)
    steps = step_names(tx, rows if asked.rows == "step" else across if asked.columns == "step" else ())
    shown_rows = ordering.shown(
        asked.rows, _values(rows, tally), steps, ordering.Wish(asked.order, asked.top or MOST_ROWS)
    )
    shown_columns: tuple[str, ...] = (ALL,)
    if asked.columns:
        wish = ordering.Wish("name", MOST_COLUMNS)
        shown_columns = ordering.shown(asked.columns, _values(across, tally), steps, wish)
    cells = _folded(found, set(shown_rows), set(shown_columns), tally)
    return Pivot(
        asked=asked,
        rows=_with_others(shown_rows, len(rows)),
        columns=_with_others(shown_columns, len(across)),
        cells={place: tally.value(one) for place, one in cells.items()},
        of_row=_values(_margin(cells, 0, tally), tally),
        of_column=_values(_margin(cells, 1, tally), tally),
        whole=tally.value(_joined(list(rows.values()), tally)) if rows else Value(None, 0),
        facts=facts,
        running=_running(tx, asked),
        as_of=state.as_of(tx),
        hidden=(len(rows) - len(shown_rows), len(across) - len(shown_columns)),
        steps=steps,
    )


def _gathered(tx: Tx, asked: Question, tally: Tally) -> tuple[dict[tuple[str, str], Any], int]:
    """The tally of each pair of keys, and how many facts there are."""
    if tally.remembers:
        _require_few(tx, asked)
    down, across = DIMENSIONS[asked.rows], DIMENSIONS.get(asked.columns)
    groups = columns(tx, asked, down) + (columns(tx, asked, across) if across else ())
    query = select(*groups, func.count(), *tally.columns(asked)).where(*where(tx, asked))
    query = query.select_from(table_of(asked.about)).group_by(*groups)
    many, width = len(down.columns), len(groups)
    pieces: dict[tuple[str, str], list[Any]] = defaultdict(list)
    facts = 0
    row_key, column_key = _kept(down.key), _kept(across.key) if across else None
    for row in tx.conn.execute(query):
        facts += row[width]
        place = row_key(row[:many]), column_key(row[many:width]) if column_key else ALL
        pieces[place].append(tally.read(*row[width + 1 :]))
    return {place: _joined(found, tally) for place, found in pieces.items()}, facts


def _require_few(tx: Tx, asked: Question) -> None:
    """Percentiles and distinct cases are made of every value, in memory."""
    query = select(func.count()).select_from(table_of(asked.about)).where(*where(tx, asked))
    if tx.conn.execute(query).scalar_one() > MOST_FACTS:
        raise Invalid("ask.invalid", Problem("ask.too_many", "measure", {"most": MOST_FACTS}))


def _kept(key: Callable[..., str]) -> Callable[[tuple[Any, ...]], str]:
    """The key of values, each worked out once: days come again and again."""
    known: dict[tuple[Any, ...], str] = {}

    def of(values: tuple[Any, ...]) -> str:
        values = tuple(values)
        found = known.get(values)
        if found is None:
            found = known[values] = key(*values)
        return found

    return of


def _joined(found: list[Any], tally: Tally) -> Any:
    return found[0] if len(found) == 1 else tally.join(found)


def _margin(cells: _Cells, side: int, tally: Tally) -> dict[str, Any]:
    pieces: dict[str, list[Any]] = defaultdict(list)
    for place, one in cells.items():
        pieces[place[side]].append(one)
    return {key: _joined(found, tally) for key, found in pieces.items()}


def _folded(found: _Cells, rows: set[str], across: set[str], tally: Tally) -> dict[tuple[str, str], Any]:
    """The cells, those of keys not shown put together as the others."""
    pieces: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for (row, column), one in found.items():
        place = row if row in rows else OTHERS, column if column in across else OTHERS
        pieces[place].append(one)
    return {place: _joined(several, tally) for place, several in pieces.items()}


def _with_others(shown: tuple[str, ...], all_keys: int) -> tuple[str, ...]:
    return (*shown, OTHERS) if all_keys > len(shown) else shown


def _values(margin: Mapping[str, Any], tally: Tally) -> dict[str, Value]:
    return {key: tally.value(one) for key, one in margin.items()}


def _running(tx: Tx, asked: Question) -> int:
    """How many cases of the offices and SOPs asked about were open at the end of the period."""
    _, end = bounds(tx, asked)
    c = case_facts.c
    open_then = [c.started_at < end, or_(c.ended_at.is_(None), c.ended_at >= end)]
    if not reading.everywhere(tx.actor):
        open_then.append(c.office == tx.actor.office)
    for name, column in (
        ("sop", c.sop),
        ("type", c.category),
        ("priority", c.priority),
        ("office", c.office),
    ):
        if keys := asked.keep.get(name):
            open_then.append(column.in_(["" if key == "-" else key for key in keys]))
    return int(tx.conn.execute(select(func.count()).where(*open_then)).scalar_one())
