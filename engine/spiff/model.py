"""What goes in and out at the door of the process engine: plain frozen data and the ways a move fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

WorkingTime = Callable[[datetime, timedelta], datetime]
"""Adds a span of the office's working time to an instant."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decision came to: `value` in plain JSON, and the answer it is taken from, which a move hands on."""

    value: Any
    answer: Any


Decide = Callable[[str, str, Mapping[str, Any]], Ruling]
"""Asks a decision model for an element: (element id, reference as written, names in view). Raises StepFailed."""


@dataclass(frozen=True, slots=True)
class Context:
    """The world as one move sees it: one instant, the office's zone, read-only names, working time.

    `aside` are timers not to be fired though they are due: (token they hang on, element).
    """

    now: datetime
    zone: ZoneInfo
    environment: Mapping[str, Any] = field(default_factory=dict)
    working_time: WorkingTime | None = None
    aside: frozenset[tuple[str, str]] = frozenset()
    decide: Decide | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """Something open that waits for a person or for the world.

    `id` stays the same while the token lives. `type` is the local BPMN name of the element. `path` names the
    call activities and subprocesses around it, outermost first. `item` counts instances of a loop from 0.
    """

    id: str
    element: str
    type: str
    path: tuple[str, ...] = ()
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A token that is open no longer."""

    token: Token
    how: Literal["completed", "canceled"]


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that waits: `token` is what it hangs on (its activity, or the event itself), `at` is UTC."""

    token: str
    element: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """A message that is waited for, by name."""

    token: str
    element: str
    message: str


@dataclass(frozen=True, slots=True)
class Warn:
    """An expression that gave no usable answer: where, in which sequence flow if any, and what FEEL said."""

    element: str
    flow: str | None
    key: str
    messages: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """The outcome of one command; nothing has been stored yet."""

    state: bytes
    opened: tuple[Token, ...]
    closed: tuple[Closed, ...]
    passed: tuple[str, ...]  # element ids in the order they were passed, inner ones included
    flows: tuple[str, ...]  # sequence flow ids in the order they were taken
    timers: tuple[Due, ...]  # all that wait after the move
    waits: tuple[Wait, ...]  # all that wait after the move
    ended: tuple[str, ...]  # end events of the main process reached in this move
    finished: bool
    data: dict[str, Any]
    warnings: tuple[Warn, ...]
    sent: tuple[str, ...] = ()  # names of messages thrown in this move
    decided: tuple[Any, ...] = ()  # answers of the decision models asked in this move
    reached: tuple[tuple[tuple[str, ...], str], ...] = ()  # (path, end event) within called processes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An instance at rest."""

    tokens: tuple[Token, ...]
    timers: tuple[Due, ...]
    waits: tuple[Wait, ...]
    finished: bool
    data: dict[str, Any]


KEEP, REARM, SUPERSEDE = "keep", "rearm", "supersede"
"""What becomes of a limit that runs: it stays; it begins anew now; it is counted anew from where the old began."""


@dataclass(frozen=True, slots=True)
class Carriage:
    """How an instance is carried over to another definition.

    `mapping` gives the new id of an old element, None where it has none; an id that is not named stays itself.
    `choices` are by new element, `other` holds for the rest. `opened` says since when tokens are open, for limits
    counted anew from there.
    """

    mapping: Mapping[str, str | None]
    choices: Mapping[str, str] = field(default_factory=dict)
    other: str = KEEP
    opened: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why an instance cannot be carried over: at which old element, and the new one it meets.

    `key`: "gone" (no such element any more), "kind", "scope" (it stands in another process now), "loop", "call",
    "event" (a gateway's events differ), "join", "inside" (a lone token would stand in one of several branches),
    "parallel" (branches that differ), "many" (too many branches to tell) or "timer" (a limit gives no time).
    """

    key: str
    element: str
    to: str = ""


class CannotCarry(Exception):
    """The instance has to stay on its definition."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{one.element}: {one.key}" for one in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Carried:
    """An instance on its new definition, not yet stored. `stood` tells where each of its steps stood before."""

    state: bytes
    stands: Snapshot
    stood: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SpecProblem:
    """One reason why a diagram cannot run."""

    element: str
    line: int | None
    key: str
    values: Mapping[str, str | int] = field(default_factory=dict)


class SpecError(Exception):
    """The diagram cannot run; `findings` names every reason found."""

    def __init__(self, findings: tuple[SpecProblem, ...]) -> None:
        super().__init__("; ".join(f"{one.element}: {one.key}" for one in findings))
        self.findings = findings


class StepFailed(Exception):
    """A move that could not be finished: an incident at `element`. The caller stores nothing.

    `timer` is the timer that began it, as in Context.aside; None where a command did.
    """

    def __init__(self, element: str, key: str, **values: str | int) -> None:
        super().__init__(f"{element}: {key}")
        self.element = element
        self.key = key
        self.values = values
        self.timer: tuple[str, str] | None = None


class TokenGone(Exception):
    """The token is not, or no longer, one a person can complete."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.token = token


class NotWaiting(Exception):
    """No token waits for this message."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StateRefused(Exception):
    """A stored state that this definition or this program cannot read; `key` says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
