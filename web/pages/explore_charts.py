"""A pivot as a chart of our own: bars, lines over time, a heat grid; every number said as the table says it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tasks.asking.dimensions import DIMENSIONS
from tasks.asking.measures import MEASURES
from tasks.asking.pivot import OTHERS, Pivot
from tasks.asking.tallies import Value
from web.pages.explore_words import figure, short_figure

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _GROUND = 720.0, 260.0, 64.0, 708.0, 18.0, 222.0
_MOST_LINES = 7
_MOST_TICKS = 6
_LEVELS = 5
_CELL, _CELL_HEIGHT, _LABEL, _HEAD = 74, 30, 220, 26  # a heat grid's; lengths of the paper it is drawn on

Naming = Callable[[str, str], str]


def chart(found: Pivot, name: Naming) -> dict[str, Any] | None:
    """What the chart macros draw of a pivot; None where there is nothing to draw or no chart is wanted."""
    kind = found.asked.chart or _fitting(found)
    if kind == "none" or not found.cells:
        return None
    if kind == "lines":
        return _lines(found, name)
    if kind == "heat" and found.asked.columns:
        return _heat(found, name)
    return _bars(found, name)


def _fitting(found: Pivot) -> str:
    down = DIMENSIONS[found.asked.rows]
    across = DIMENSIONS.get(found.asked.columns)
    if across is None:
        return "lines" if down.of_day and down.name != "weekday" else "bars"
    if len(found.rows) <= _MOST_LINES and across.of_day and across.name != "weekday":
        return "lines"
    if len(found.columns) <= _MOST_LINES and down.of_day and down.name != "weekday":
        return "lines"
    return "heat"


def _said(found: Pivot, value: Value | None) -> str:
    return figure(value, MEASURES[found.asked.measure].shown_as)


def _bars(found: Pivot, name: Naming) -> dict[str, Any]:
    rows = [
        {"label": name(found.asked.rows, key), "value": value.number or 0, "text": _said(found, value)}
        for key in found.rows
        if (value := found.of_row.get(key))
    ]
    return {"kind": "bars", "rows": rows}


def _lines(found: Pivot, name: Naming) -> dict[str, Any]:
    """A line per key of one side over the keys of the other: of that in time, else of the columns."""
    down = DIMENSIONS[found.asked.rows]
    turned = not found.asked.columns or (down.ordered and not DIMENSIONS[found.asked.columns].of_day)
    along, series = (found.rows, found.columns) if turned else (found.columns, found.rows)
    sides = (found.asked.rows, found.asked.columns) if turned else (found.asked.columns, found.asked.rows)
    along = tuple(key for key in along if key != OTHERS)
    shown = series[:_MOST_LINES]

    def value(key: str, place: str) -> Value | None:
        return found.cells.get((place, key) if turned else (key, place))

    known = [
        one.number
        for key in shown
        for place in along
        if (one := value(key, place)) and one.number is not None
    ]
    top = max(known, default=0) or 1
    step = (_RIGHT - _LEFT) / max(1, len(along) - 1)

    def point(key: str, number: int, place: str) -> dict[str, Any] | None:
        one = value(key, place)
        if one is None or one.number is None:
            return None
        y = _GROUND - one.number / top * (_GROUND - _TOP)
        label = name(sides[0], place)
        series_name = name(sides[1], key) if sides[1] else ""
        said = (
            f"{series_name} · {label}: {_said(found, one)}"
            if series_name
            else f"{label}: {_said(found, one)}"
        )
        return {"x": round(_LEFT + number * step, 1), "y": round(y, 1), "text": said}

    lines = [
        {
            "name": name(sides[1], key) if sides[1] else "",
            "pieces": _pieces([point(key, number, place) for number, place in enumerate(along)]),
        }
        for key in shown
    ]
    every = -(-len(along) // _MOST_TICKS)
    ticks = [
        {"x": round(_LEFT + number * step, 1), "label": name(sides[0], place)}
        for number, place in enumerate(along)
        if number % every == 0
    ]
    return {
        "kind": "lines",
        "lines": lines,
        "ticks": ticks,
        "top": _said(found, Value(top, 1)),
        "left_out": len(series) - len(shown),
    }


def _pieces(points: list[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """Runs of points without a gap: a missing figure is no line through nothing."""
    runs: list[list[dict[str, Any]]] = [[]]
    for one in points:
        if one is None:
            runs.append([])
        else:
            runs[-1].append(one)
    return [{"points": run, "line": " ".join(f"{one['x']},{one['y']}" for one in run)} for run in runs if run]


def _heat(found: Pivot, name: Naming) -> dict[str, Any]:
    """A grid of the cells, each shaded by its share of the largest and labelled with its figure."""
    numbers = [value.number for value in found.cells.values() if value.number is not None]
    top = max(numbers, default=0) or 1
    rows = []
    for number, row in enumerate(found.rows):
        cells = [
            {
                "x": _LABEL + place * _CELL,
                "level": level(value.number, top),
                "text": _said(found, value),
                "short": short_figure(value, MEASURES[found.asked.measure].shown_as),
                "column": name(found.asked.columns, column),
            }
            for place, column in enumerate(found.columns)
            if (value := found.cells.get((row, column))) and value.number is not None
        ]
        rows.append(
            {"y": _HEAD + number * _CELL_HEIGHT, "label": name(found.asked.rows, row), "cells": cells}
        )
    heads = [
        {"x": _LABEL + place * _CELL + _CELL // 2, "label": name(found.asked.columns, column)}
        for place, column in enumerate(found.columns)
    ]
    return {
        "kind": "heat",
        "rows": rows,
        "heads": heads,
        "width": _LABEL + len(found.columns) * _CELL,
        "height": _HEAD + len(found.rows) * _CELL_HEIGHT,
        "levels": _LEVELS,
    }


def level(number: float, top: float) -> int:
    """How strongly a cell is shaded, 0 (nothing) to the most."""
    return min(_LEVELS, int(number / top * _LEVELS) + 1) if number > 0 else 0
