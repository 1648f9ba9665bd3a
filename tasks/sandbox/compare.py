"""What differs between the way a scenario expects and the one it took, as keys and values for the edge to word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import zip_longest

from tasks.sandbox.path import Limit, Passed, Way

MISSING, ADDED, BRANCH, DUE, HOW, END, STATUS, LIMIT, CASES, SKIPPED = (
    "missing",
    "added",
    "branch",
    "due",
    "how",
    "end",
    "status",
    "limit",
    "cases",
    "skipped",
)
_CLOSE = timedelta(minutes=1)  # a deadline is told in minutes


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise: in which case, at which step, what was expected and what came."""

    kind: str
    case: int
    step: Passed | None = None
    expected: str = ""
    actual: str = ""
    expected_at: datetime | None = None
    actual_at: datetime | None = None


def ways(expected: tuple[Way, ...], actual: tuple[Way, ...]) -> tuple[Difference, ...]:
    """Every difference, in the order of the way."""
    found: list[Difference] = []
    if len(expected) != len(actual):
        found.append(Difference(CASES, 0, None, str(len(expected)), str(len(actual))))
    for number, (wanted, came) in enumerate(zip(expected, actual, strict=False), 1):
        found += _steps(number, wanted.steps, came.steps)
        found += _ends(number, wanted, came)
    return tuple(found)


def aligned(
    wanted: tuple[Passed, ...], came: tuple[Passed, ...]
) -> Iterator[tuple[Passed | None, Passed | None]]:
    """Steps beside each other: those that are the same element of the diagram in the same order."""
    matcher = SequenceMatcher(
        None, [one.element for one in wanted], [one.element for one in came], autojunk=False
    )
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(wanted[first:last], came[start:end], strict=True)
        else:
            yield from ((one, None) for one in wanted[first:last])
            yield from ((None, one) for one in came[start:end])


def _steps(case: int, wanted: tuple[Passed, ...], came: tuple[Passed, ...]) -> Iterator[Difference]:
    for one, other in aligned(wanted, came):
        if one is None or other is None:
            yield Difference(MISSING if other is None else ADDED, case, one or other)
            continue
        if one.branch != other.branch:
            names = (one.branch_name or one.branch, other.branch_name or other.branch)
            yield Difference(BRANCH, case, other, *names)
        if one.how != other.how:
            yield Difference(HOW, case, other, one.how, other.how)
        if one.due is not None and moved(one.due, other.due):
            yield Difference(DUE, case, other, expected_at=one.due, actual_at=other.due)


def _ends(case: int, wanted: Way, came: Way) -> Iterator[Difference]:
    if wanted.outcome != came.outcome:
        yield Difference(END, case, None, wanted.outcome_name, came.outcome_name)
    if wanted.status != came.status:
        yield Difference(STATUS, case, None, wanted.status, came.status)
    nothing = Limit("", None)
    for one, other in zip_longest(wanted.limits, came.limits, fillvalue=nothing):
        if one.due is not None and moved(one.due, other.due):
            yield Difference(LIMIT, case, None, one.sop, other.sop, one.due, other.due)


def moved(expected: datetime | None, actual: datetime | None) -> bool:
    """Whether a deadline is another one."""
    if expected is None or actual is None:
        return expected is not actual
    return abs(expected - actual) >= _CLOSE
