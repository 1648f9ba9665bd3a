"""Finds the heading of the flow table in a grid: which column is which, and where the rows begin."""

from __future__ import annotations

from dataclasses import dataclass

from processes.intake.paper import Box, Cell, Grid, joined
from processes.intake.vocabulary import Kind, column_kind, plain

_NEAR = 4.0
_DEEPEST = 190.0  # points: a heading with upright words is hardly higher
_ENOUGH = 3  # columns known by name, where the kegiatan's is not
_LOWER = 30.0  # how far below the kegiatan cell another heading may begin
_LEAVES = (Kind.REQUIREMENTS, Kind.TIME, Kind.OUTPUT)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; several of kind ACTORS, each with the pelaksana's label."""

    kind: Kind
    label: str
    x0: float
    x1: float

    def holds(self, x: float) -> bool:
        """Whether an x lies in it."""
        return self.x0 <= x < self.x1


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading: its columns from the left and its band."""

    columns: tuple[Column, ...]
    top: float
    bottom: float

    def of(self, kind: Kind) -> tuple[Column, ...]:
        """The columns of a kind."""
        return tuple(column for column in self.columns if column.kind is kind)


def find_heading(grid: Grid) -> Heading | None:
    """The first heading of a flow table in a grid: a kegiatan column beside two others that belong to it."""
    named = [(cell, kind) for cell in grid.cells if (kind := column_kind(cell.text))]
    for cell, kind in named:
        if kind is Kind.ACTIVITY:
            near = _neighbours(cell, named)
            kinds = {other for _, other in near}
            if len(kinds - {Kind.ACTIVITY, Kind.NUMBER}) >= 2:
                return _heading(grid, cell, near)
    return _strangely_named(grid, named)


def _strangely_named(grid: Grid, named: list[tuple[Cell, Kind]]) -> Heading | None:
    """A heading whose kegiatan column has a name of its own: it stands right of the numbers."""
    for number in (cell for cell, kind in named if kind is Kind.NUMBER):
        for cell in grid.cells:
            beside = abs(cell.box.x0 - number.box.x1) <= _NEAR and abs(cell.box.top - number.box.top) <= _NEAR
            if not (beside and cell.text and column_kind(cell.text) is None):
                continue
            near = _neighbours(cell, [*named, (cell, Kind.ACTIVITY)])
            if len({kind for _, kind in near} & {Kind.ACTORS, Kind.QUALITY, *_LEAVES}) >= _ENOUGH:
                return _heading(grid, cell, near)
    return None


def _neighbours(activity: Cell, named: list[tuple[Cell, Kind]]) -> list[tuple[Cell, Kind]]:
    """The first cell of each place that belongs to the heading the kegiatan cell stands in."""
    near: list[tuple[Cell, Kind]] = []
    for cell, kind in sorted(named, key=lambda one: one[0].box.top):
        box = cell.box
        level = box.top >= activity.box.top - 40 and box.top <= activity.box.bottom + _LOWER
        beside = box is activity.box or not (
            box.x0 < activity.box.x1 - _NEAR and box.x1 > activity.box.x0 + _NEAR
        )
        repeated = any(
            _below(box, one.box) and (kind is other or other not in (Kind.ACTORS, Kind.QUALITY))
            for one, other in near
        )
        under = kind is Kind.ACTIVITY and box is not activity.box
        if level and beside and not repeated and not under:
            near.append((cell, kind))
    return near


def _below(box: Box, upper: Box) -> bool:
    return box.top >= upper.bottom - _NEAR and box.across(upper) > 0.5


def _heading(grid: Grid, activity: Cell, near: list[tuple[Cell, Kind]]) -> Heading:
    top = min(cell.box.top for cell, _ in near)
    bottom = max(cell.box.bottom for cell, kind in near)
    groups = [cell for cell, kind in near if kind in (Kind.ACTORS, Kind.QUALITY)]
    if all(cell.box.bottom <= activity.box.bottom + _NEAR for cell, _ in near):
        bottom = activity.box.bottom
    bottom = _over_leaves(grid, groups, bottom)
    bottom = min(bottom, top + _DEEPEST)
    band = [cell for cell in grid.cells if cell.box.top >= top - _NEAR and cell.box.bottom <= bottom + _NEAR]
    kinds = {cell.box: kind for cell, kind in near}
    leaves = [cell for cell in band if not _has_under(cell, band)]
    columns = sorted((_column(cell, kinds, band, near) for cell in leaves), key=lambda one: one.x0)
    return Heading(_settled(tuple(columns), near), top, bottom)


def _over_leaves(grid: Grid, groups: list[Cell], bottom: float) -> float:
    """The heading's end when the cells under "Pelaksana" or "Mutu Baku" reach below the kegiatan cell."""
    for group in groups:
        under = [
            cell.box.bottom
            for cell in grid.cells
            if abs(cell.box.top - group.box.bottom) <= _NEAR
            and group.box.across(cell.box) > 0.9
            and cell.text
        ]
        if group.box.bottom >= bottom - _NEAR and under and len(under) >= 2:
            bottom = max(bottom, min(under))
    return bottom


def _has_under(cell: Cell, band: list[Cell]) -> bool:
    """Whether another cell of the heading stands right below."""
    return any(
        other.box.top >= cell.box.bottom - _NEAR and cell.box.across(other.box) > 0.6 and other.text.strip()
        for other in band
        if other is not cell
    )


def _column(cell: Cell, kinds: dict[Box, Kind], band: list[Cell], near: list[tuple[Cell, Kind]]) -> Column:
    kind = kinds.get(cell.box)
    label = cell.text
    if kind is None or kind is Kind.ACTORS:
        over = [
            other
            for other in band
            if other.box.bottom <= cell.box.top + _NEAR and other.box.across(cell.box) > 0.6
        ]
        kind = _inherited(over, kinds) or kind
        if kind is None:
            kind = _by_place(cell, near)
        if kind is Kind.ACTORS and not label:
            label = next(
                (other.text for other in reversed(over) if other.text and other.box not in kinds), ""
            )
    return Column(kind, label, cell.box.x0, cell.box.x1)


def _inherited(over: list[Cell], kinds: dict[Box, Kind]) -> Kind | None:
    found = [kinds[cell.box] for cell in over if cell.box in kinds]
    return next((kind for kind in reversed(found) if kind is not Kind.QUALITY), found[-1] if found else None)


def _by_place(cell: Cell, near: list[tuple[Cell, Kind]]) -> Kind:
    """A cell with a strange heading: left of the kegiatan a number, before the mutu baku a pelaksana."""
    x = cell.box.center[0]
    start = next(one.box.x0 for one, kind in near if kind is Kind.ACTIVITY)
    quality = [one.box.x0 for one, kind in near if kind in (*_LEAVES, Kind.QUALITY, Kind.REMARK)]
    if x < start:
        return Kind.NUMBER
    return Kind.ACTORS if not quality or x < min(quality) else Kind.QUALITY


def _settled(columns: tuple[Column, ...], near: list[tuple[Cell, Kind]]) -> tuple[Column, ...]:
    """Columns under "Mutu Baku" without a name of their own take the missing kinds in the form's order."""
    missing = [kind for kind in (*_LEAVES, Kind.REMARK) if all(column.kind is not kind for column in columns)]
    settled = []
    for column in columns:
        kind = column.kind
        if kind is Kind.QUALITY:
            kind = column_kind(column.label) or (missing.pop(0) if missing else Kind.REMARK)
        settled.append(Column(kind, joined([column.label]), column.x0, column.x1))
    return tuple(settled)


def is_numbered_row(cells: list[Cell]) -> bool:
    """Whether a row only numbers the columns: "1 | 2 | 3", "(1) | (2)"."""
    texts = [plain(cell.text).strip("()[] ") for cell in cells if cell.text.strip()]
    return len(texts) >= 3 and all(text.isdecimal() and len(text) <= 2 for text in texts)
