"""The flow chart of an SOP in the five symbols of the official form: what stands in each row, and the arrows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from processes.model import RETURN, Sop, Step, StepKind
from processes.paper.sheet import answers, columns_of, question_of
from processes.parts import NO, YES

START, END = "Mulai", "Selesai"


class Shape(StrEnum):
    """The symbols PermenPANRB 35/2012 allows; the fifth, the arrow, is a Link."""

    CAPSULE = "capsule"
    BOX = "box"
    DIAMOND = "diamond"
    PENTAGON = "pentagon"


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol in the cell of a row's pelaksana; a row may hold several, one below the other."""

    id: str
    shape: Shape
    row: int
    column: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One arrow between two symbols, with the answer it stands for."""

    source: str
    target: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """All symbols in the order they stand on paper, and the arrows between them."""

    symbols: tuple[Symbol, ...]
    links: tuple[Link, ...]

    def of_row(self, row: int) -> tuple[Symbol, ...]:
        """The symbols of one row, from above."""
        return tuple(symbol for symbol in self.symbols if symbol.row == row)


def chart(sop: Sop) -> Chart:
    """The flow chart of an SOP; a goal that is nowhere in the table leads nowhere (lint names it)."""
    symbols: list[Symbol] = []
    links: list[Link] = []
    for place, step in enumerate(sop.steps):
        symbols += _symbols(sop, step, place)
        links += _links(sop, step)
    known = {symbol.id for symbol in symbols}
    kept = (link for link in links if link.source in known and link.target in known)
    return Chart(tuple(symbols), tuple(dict.fromkeys(kept)))


def _symbols(sop: Sop, step: Step, row: int) -> Iterator[Symbol]:
    column = columns_of(sop).get(step.performer.role, 0)
    if row == 0:
        yield Symbol(_start(step), Shape.CAPSULE, row, column, START)
    if step.skip:
        yield Symbol(_skip(step), Shape.DIAMOND, row, column, step.skip.question)
    shape = Shape.DIAMOND if question_of(step) else Shape.BOX
    yield Symbol(step.number, shape, row, column, question_of(step) or step.performer.box or "")
    ends = {end.id: end.label for end in sop.ends}
    goals = [goal for _, goal in _onward(step)] + ([step.skip.goal] if step.skip else [])
    for goal in dict.fromkeys(goals):
        if goal in ends:
            yield Symbol(_end(step, goal), Shape.CAPSULE, row, column, _end_text(ends, goal))
    if not _onward(step):
        yield Symbol(_end(step, ""), Shape.CAPSULE, row, column, END)


def _end_text(ends: dict[str, str], goal: str) -> str:
    return f"{END}: {ends[goal]}" if len(ends) > 1 else END


def _links(sop: Sop, step: Step) -> Iterator[Link]:
    ends = {end.id for end in sop.ends}
    if step is sop.steps[0]:
        yield Link(_start(step), _entry(step))
    if step.skip:
        yield Link(_skip(step), step.number, NO)
        yield Link(_skip(step), _target(sop, step, step.skip.goal), YES)
    if step.kind is StepKind.REPORT and step.after:
        yield Link(step.after, _entry(step))
    for answer, goal in _onward(step):
        if goal == RETURN:
            yield from (Link(step.number, origin, answer) for origin in _raisers(sop, step))
        elif goal in ends:
            yield Link(step.number, _end(step, goal), answer)
        else:
            yield Link(step.number, _target(sop, step, goal), answer)
    if not _onward(step):
        yield Link(step.number, _end(step, ""))


def _onward(step: Step) -> tuple[tuple[str, str], ...]:
    """(answer, goal) of every way on, each goal once."""
    return answers(step) or ((("", step.next),) if step.next else ())


def _raisers(sop: Sop, step: Step) -> Iterator[str]:
    """Symbols of the rows that lead to this one."""
    return (_entry(other) for other in sop.steps if any(goal == step.number for _, goal in _onward(other)))


def _target(sop: Sop, step: Step, goal: str) -> str:
    if goal in {end.id for end in sop.ends}:
        return _end(step, goal)
    return next((_entry(other) for other in sop.steps if other.number == goal), "")


def _entry(step: Step) -> str:
    return _skip(step) if step.skip else step.number


def _start(step: Step) -> str:
    return f"mulai {step.number}"


def _skip(step: Step) -> str:
    return f"lewati {step.number}"


def _end(step: Step, goal: str) -> str:
    return f"selesai {step.number} {goal}".strip()
