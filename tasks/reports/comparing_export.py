"""A comparison as a table to take away: one row per step, both sides and their difference with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from engine.database import Actor, Tx
from tasks.reports import scope as scopes
from tasks.reports.comparing import Change, Compared, SideStep, compared, require
from tasks.reports.exports import Export
from tasks.reports.scope import ReportFilter
from tasks.site import Site

_CHOICE = ("office", "start", "end", "version", "category", "priority")
_FIGURES = ("mean", "median", "p75", "p90", "p95", "longest")
_OF_SIDE = (
    *("standard", "completed", "open_at_end"),
    *(f"held_{figure}_seconds" for figure in _FIGURES),
    *("late", "breach_rate", "rate_low", "rate_high"),
)
_CHANGES = (
    *("median_rise_seconds", "median_low_seconds", "median_high_seconds", "median_verdict"),
    *("rate_rise", "rate_rise_low", "rate_rise_high", "rate_verdict"),
)
COLUMNS = (
    *("element", "number", "name"),
    *(f"{side}_{column}" for side in ("a", "b") for column in (*_CHOICE, *_OF_SIDE)),
    *_CHANGES,
)


def comparison(site: Site, actor: Actor, a: ReportFilter, b: ReportFilter) -> Export:
    """Both sides step by step. That they are taken out is put into the trail. Raises Forbidden, Invalid."""
    require(actor, a, b)
    with site.db.begin(actor) as tx:
        against = {name: getattr(a, name) for name in _CHOICE}
        scopes.note_reading(tx, "report.exported", "compare", b, against=against)
    return Export("compare", COLUMNS, lambda tx: _rows(tx, a, b))


def _rows(tx: Tx, a: ReportFilter, b: ReportFilter) -> Iterator[tuple[Any, ...]]:
    chosen = [tuple(getattr(side, name) for name in _CHOICE) for side in (a, b)]
    for one in compared(tx, a, b).steps:
        yield (
            *(one.element, one.number, one.name),
            *(*chosen[0], *_side(one.a), *chosen[1], *_side(one.b)),
            *_changes(one),
        )


def _side(side: SideStep | None) -> tuple[Any, ...]:
    if side is None:
        return (None,) * len(_OF_SIDE)
    times = [getattr(side.held, figure) if side.held else None for figure in _FIGURES]
    limited = side.kind != "none" and side.completed
    rates = (side.late, side.rate, *side.likely) if limited else (None,) * 4
    return side.standard, side.completed, side.open, *times, *rates


def _changes(one: Compared) -> tuple[Any, ...]:
    return (*_change(one.median, lengths=True), *_change(one.share, lengths=False))


def _change(change: Change | None, *, lengths: bool) -> tuple[Any, ...]:
    if change is None:
        return (None,) * 4
    values = (change.rise, change.low, change.high)
    shown = [timedelta(microseconds=value) if lengths and value is not None else value for value in values]
    return *shown, str(change.verdict)
