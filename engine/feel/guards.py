"""The limits every expression is held to, and the state of one evaluation that counts against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter, thread_time
from zoneinfo import ZoneInfo

from engine.feel.values import Value, from_json

MAX_TEXT = 20_000
"""Characters of one expression."""
MAX_TOKENS = 6_000
MAX_DEPTH = 40
"""Brackets, functions and clauses within each other."""
MAX_HEIGHT = 150
"""Height of the syntax tree; a long sum is as high as it has terms."""
MAX_STEPS = 200_000
"""Rounds of loops, calls and visited list elements in one evaluation."""
MAX_SECONDS = 0.1
"""Deadline of one evaluation, in processor time of its thread: a machine that stalls makes nothing null."""
MAX_LIST = 20_000
"""Elements of a list an expression makes."""
MAX_STRING = 100_000
"""Characters of a text an expression makes."""
MAX_CALLS = 40
"""Function calls within each other."""
MAX_RESULT_DEPTH = 60
MAX_WARNINGS = 20
PLENTY_STEPS = 10_000
"""Work that a machine does well within the deadline: an evaluation overdue with less of it was held up from outside."""
REGEX_SECONDS = 0.05
MAX_PATTERN = 500


@dataclass(frozen=True, slots=True)
class Warning:
    """Why something became null: a message key, the offset in the text, and what fills the message's gaps."""

    key: str
    position: int
    values: Mapping[str, str | int]


class FeelSyntaxError(ValueError):
    """The text is no FEEL: `key` names the message, `position` is the offset in the text."""

    def __init__(self, key: str, position: int, values: Mapping[str, str | int] | None = None) -> None:
        super().__init__(key, position, values)
        self.key = key
        self.position = position
        self.values: Mapping[str, str | int] = values or {}

    def __str__(self) -> str:
        return f"{self.key} at {self.position} {dict(self.values)}"


class LimitReached(Exception):
    """An evaluation ran into a limit; its result is null and `key` says which limit it was."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Run:
    """One evaluation: what it reads, when it is, what it has used up, and what it has to say."""

    __slots__ = (
        "calls",
        "context",
        "deadline",
        "held_up",
        "input",
        "now",
        "roots",
        "started",
        "steps",
        "warnings",
        "zone",
    )

    def __init__(self, context: Mapping[str, object], now: datetime, zone: ZoneInfo, given: Value) -> None:
        self.context = context
        self.now = now
        self.zone = zone
        self.input = given
        self.warnings: list[Warning] | None = None
        self.roots: dict[str, Value] | None = None
        self.steps = 0
        self.calls = 0
        self.deadline = 0.0
        self.started = 0.0
        self.held_up = False

    def warn(self, key: str, position: int, **values: str | int) -> Value:
        """Note why a value became null; always returns None, so callers can `return run.warn(...)`."""
        if self.warnings is None:
            self.warnings = []
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Warning(key, position, values))
        return None

    def spend(self, steps: int = 1) -> None:
        """Count work; raises LimitReached when the evaluation has had its share or its time."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise LimitReached("limit_steps", limit=MAX_STEPS)
        if not self.deadline:
            self.started = thread_time()
            self.deadline = perf_counter() + MAX_SECONDS
        elif perf_counter() > self.deadline:
            self._overdue()

    def _overdue(self) -> None:
        """The cheap clock says it is late; what counts is the dear one, of work done."""
        left = MAX_SECONDS - (thread_time() - self.started)
        if left <= 0 and self.steps < PLENTY_STEPS and not self.held_up:
            # A collection of the whole heap runs in whichever thread it comes upon and counts as that thread's work:
            # the time is given back, once.
            self.held_up, self.started, left = True, thread_time(), MAX_SECONDS
        if left <= 0:
            raise LimitReached("limit_time", limit=int(MAX_SECONDS * 1000))
        self.deadline = perf_counter() + left

    def root(self, name: str) -> Value:
        """A variable of the context as a FEEL value, converted once; KeyError when there is none."""
        if self.roots is None:
            self.roots = {}
        elif name in self.roots:
            return self.roots[name]
        value = self.roots[name] = from_json(self.context[name])
        return value


def list_room(size: int) -> None:
    """Raises LimitReached when a list of this many elements may not be made."""
    if size > MAX_LIST:
        raise LimitReached("limit_list", limit=MAX_LIST)


def text_room(size: int) -> None:
    """Raises LimitReached when a text of this many characters may not be made."""
    if size > MAX_STRING:
        raise LimitReached("limit_text", limit=MAX_STRING)


def settle(run: Run, value: Value, depth: int = 0) -> None:
    """Walk a result so that whoever reads it cannot drown: shared parts may make it exponentially large."""
    if depth > MAX_RESULT_DEPTH:
        raise LimitReached("limit_result_depth", limit=MAX_RESULT_DEPTH)
    if value.__class__ is list:
        run.spend(len(value) + 1)
        for item in value:
            if item.__class__ is list or item.__class__ is dict:
                settle(run, item, depth + 1)
    elif value.__class__ is dict:
        run.spend(len(value) + 1)
        for item in value.values():
            if item.__class__ is list or item.__class__ is dict:
                settle(run, item, depth + 1)
