"""What a deviation is: its kind, when it happened, at which step, by whom; and where each kind's rule comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """The kinds, in the order in which they are told."""

    SKIPPED = "skipped"  # a step of the version left no row though the case went past it
    ORDER = "order"  # a step was done, not at its place
    EXTRA = "extra"  # a step was done where the version has none
    UNKNOWN = "unknown"  # the version has no such step
    EARLY = "early"  # begun, or come about in the world, before what must precede it was done
    MOVED = "moved"  # the case was moved to another version
    CANCELED = "canceled"  # withdrawn by somebody of the office
    ANSWERED = "answered"  # a step was completed by the system in somebody's stead
    SETTLED = "settled"  # a payment was settled by hand
    UNDONE = "undone"  # that the applicant did not come was taken back
    REASSIGNED = "reassigned"  # a supervisor gave the task to somebody else, or back to all
    DELEGATED = "delegated"  # a task was entrusted to a colleague
    PUT_BACK = "put_back"  # work that had begun was given back
    OUTSIDE_LANE = "outside_lane"  # done by somebody who held no role of the step at that moment
    ONE_OFFICER = "one_officer"  # a step for two officers without a second one, or with the same person twice
    OWN_CONFIRMATION = "own_confirmation"  # who explained a lateness confirmed its cause too


FLOW = (Kind.SKIPPED, Kind.ORDER, Kind.EXTRA, Kind.UNKNOWN, Kind.EARLY)
HANDS = (
    *(Kind.MOVED, Kind.CANCELED, Kind.ANSWERED, Kind.SETTLED, Kind.UNDONE),
    *(Kind.REASSIGNED, Kind.DELEGATED, Kind.PUT_BACK),
)
PEOPLE = (Kind.OUTSIDE_LANE, Kind.ONE_OFFICER, Kind.OWN_CONFIRMATION)
GROUPS: Mapping[str, tuple[Kind, ...]] = MappingProxyType({"flow": FLOW, "hands": HANDS, "people": PEOPLE})


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation. `element` is the step's in the version it is held against (in its own where that has none), empty
    for the whole case; `other` is a second person concerned; `by_move` says that moving the case passed the step over.
    """

    kind: Kind
    at: datetime
    element: str = ""
    task: int | None = None
    who: str = ""
    other: str = ""
    reason: str = ""
    by_move: bool = False
