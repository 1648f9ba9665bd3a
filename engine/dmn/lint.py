"""Doubts about decision tables: rules that overlap, questions nobody answers, rules that never answer.

Only what is certain is said: cells that are more than constants count as taking anything when gaps are looked for, and
as taking nothing when one rule is held against another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.dmn.draft import Draft
from engine.dmn.evaluating import Spot
from engine.dmn.model import Place, Table
from engine.dmn.spaces import Axis, Column, TooMuch, Work, axis, sample_text
from engine.feel.values import Value

MAX_SHOWN = 5
MAX_WORK = 150_000
"""Steps spent on the tables of a file, about half a second; what would need more is left unjudged."""
_SINGLE = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


class Grid(NamedTuple):
    """A compiled table as lint looks at it.

    `ranks` has each rule's priority, smaller being higher, None when it is not known beforehand; `defaulted` whether
    the table has a default answer.
    """

    at: Place
    spot: Spot
    table: Table
    columns: tuple[Column, ...]
    ranks: tuple[tuple[int, ...] | None, ...]
    defaulted: bool


class _Space:
    """A table's axes, with the rules that take each piece of each."""

    def __init__(self, axes: Sequence[Axis], work: Work) -> None:
        self.axes = axes
        self.work = work
        self.takers = [
            [
                sum(1 << rule for rule, mask in enumerate(one.masks) if mask is None or mask >> place & 1)
                for place in range(len(one.samples))
            ]
            for one in axes
        ]

    def uncovered(self, spans: Sequence[int], alive: int) -> Iterator[tuple[int, ...]]:
        """One piece of each axis, within the spans, that none of the rules (as bits) takes; each once or more."""
        yield from self._walk(spans, alive, (), set())

    def _walk(
        self, spans: Sequence[int], alive: int, before: tuple[int, ...], covered: set[tuple[int, int]]
    ) -> Iterator[tuple[int, ...]]:
        place = len(before)
        if not alive:
            yield (*before, *(_lowest(span) for span in spans[place:]))
            return
        if place == len(spans) or (place, alive) in covered:
            return
        seen: set[int] = set()
        gap = -2
        for piece in _bits(spans[place]):
            self.work.spend()
            left = alive & self.takers[place][piece]
            # A gap that goes on in the next piece of a line is one gap; beyond that it is another.
            goes_on = gap == piece - 1 and self.axes[place].line
            gap = piece if not left else gap
            if (left not in seen) if left else not goes_on:
                seen.add(left)
                yield from self._walk(spans, left, (*before, piece), covered)
        covered.add((place, alive))


def lint_tables(grids: Sequence[Grid], draft: Draft) -> None:
    """Warn of every doubt about the tables of a model."""
    work = Work(MAX_WORK)
    for grid in grids:
        if grid.table.rules and grid.table.inputs:
            try:
                _lint(grid, draft, work)
            except TooMuch:
                draft.warn(grid.at, "too_large_to_judge", table=grid.spot.owner_name)


def _lint(grid: Grid, draft: Draft, work: Work) -> None:
    policy = grid.table.policy
    axes = [axis(column, work) for column in grid.columns]
    dead = _never(grid, axes, draft)
    if policy in ("UNIQUE", "ANY"):
        _overlaps(grid, axes, draft, work)
    work.spend(sum(len(one.samples) for one in axes) * len(grid.table.rules) // 10)
    space = _Space(axes, work)
    if policy in _SINGLE and not grid.defaulted:
        _gaps(grid, space, draft)
    if policy in ("FIRST", "PRIORITY"):
        _shadowed(grid, space, dead, draft)


def _never(grid: Grid, axes: Sequence[Axis], draft: Draft) -> set[int]:
    """Rules with a cell that nothing can pass."""
    found: set[int] = set()
    for rule in grid.table.rules:
        for one in axes:
            mask = one.masks[rule.number - 1]
            if mask is not None and not mask & (one.domain | one.null):
                found.add(rule.number - 1)
                draft.warn(
                    rule.at, "never_matches", rule=rule.number, column=one.label, table=grid.spot.owner_name
                )
                break
    return found


def _overlaps(grid: Grid, axes: Sequence[Axis], draft: Draft, work: Work) -> None:
    shown = 0
    rules = grid.table.rules
    for second in range(len(rules)):
        for first in range(second):
            work.spend()
            if shown == MAX_SHOWN:
                return
            common = _common(axes, first, second)
            if common is None or (grid.table.policy == "ANY" and not _differ(grid, first, second)):
                continue
            shown += 1
            draft.warn(
                rules[second].at,
                "overlap" if grid.table.policy == "UNIQUE" else "any_conflict",
                rule=first + 1,
                other=second + 1,
                example=_example(axes, common),
                table=grid.spot.owner_name,
            )


def _common(axes: Sequence[Axis], first: int, second: int) -> tuple[int, ...] | None:
    """A piece of each axis that both rules take, a null only where nothing else is; None when there is none."""
    pieces: list[int] = []
    for one in axes:
        masks = one.masks[first], one.masks[second]
        if masks[0] is None or masks[1] is None:
            return None
        both = masks[0] & masks[1]
        if not both & (one.domain | one.null):
            return None
        pieces.append(_lowest(both & one.domain or both & one.null))
    return tuple(pieces)


def _differ(grid: Grid, first: int, second: int) -> bool:
    """Whether two rules surely answer differently: as constants of one spelling each."""
    texts = [[cell.text for cell in grid.table.rules[rule].results] for rule in (first, second)]
    return texts[0] != texts[1] and all(_is_plain(text) for row in texts for text in row)


def _is_plain(text: str) -> bool:
    """A quoted text, a whole number, true or false."""
    quoted = len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]
    return quoted or text.isdigit() or text in ("true", "false")


def _gaps(grid: Grid, space: _Space, draft: Draft) -> None:
    if not all(one.complete for one in space.axes):
        return
    spans = [one.domain for one in space.axes]
    shown: set[tuple[int, ...]] = set()
    for gap in space.uncovered(spans, (1 << len(grid.table.rules)) - 1):
        if gap not in shown:
            shown.add(gap)
            draft.warn(grid.at, "gap", example=_example(space.axes, gap), table=grid.spot.owner_name)
        if len(shown) == MAX_SHOWN:
            return


def _shadowed(grid: Grid, space: _Space, dead: set[int], draft: Draft) -> None:
    """Rules whose every case a rule that goes before them takes."""
    for rule in grid.table.rules:
        place = rule.number - 1
        masks = [one.masks[place] for one in space.axes]
        if place in dead or None in masks:
            continue
        before = _before(grid, space.axes, place)
        pairs = zip(masks, space.axes, strict=True)
        spans = [(mask or 0) & (one.domain | one.null) for mask, one in pairs]
        if before and next(space.uncovered(spans, before), None) is None:
            draft.warn(rule.at, "unreachable", rule=rule.number, table=grid.spot.owner_name)


def _before(grid: Grid, axes: Sequence[Axis], place: int) -> int:
    """The rules, as bits, that surely go before one, and whose cells are all known."""
    found = 0
    own = grid.ranks[place]
    for other in range(len(grid.table.rules)):
        if any(one.masks[other] is None for one in axes):
            continue
        if grid.table.policy == "FIRST":
            goes_before = other < place
        else:
            rank = grid.ranks[other]
            goes_before = (
                own is not None and rank is not None and other != place and (rank, other) < (own, place)
            )
        found |= goes_before << other
    return found


def _example(axes: Sequence[Axis], pieces: Sequence[int]) -> str:
    samples: list[tuple[str, Value]] = [
        (one.label, one.samples[piece]) for one, piece in zip(axes, pieces, strict=True)
    ]
    return ", ".join(f"{label} = {sample_text(sample)}" for label, sample in samples)


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _bits(bits: int) -> Iterator[int]:
    while bits:
        yield _lowest(bits)
        bits &= bits - 1
