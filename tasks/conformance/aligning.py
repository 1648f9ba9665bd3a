"""Alignment: the cheapest way to go through a net along with what happened, and how well the two fit.

What happened and is not in the net costs 1, so does a step of the net that left no row. The cheapest way is found by
a breadth-first search over (marking, how much has been told): Adriansyah (2014), "Aligning Observed and Modeled
Behavior", with standard costs; fitness as in van der Aalst, Adriansyah and van Dongen (2012), "Replaying history on
process models for conformance checking and performance analysis": 1 - cost / (events + cheapest way of the net alone).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tasks.conformance.net import Act, Marking, Net

Groups = Sequence[Sequence[str]]
"""Elements in the order in which they happened; those of one instant stand together, in no order."""

MOST_STATES = 60_000
"""A search that needs more is given up: the case is not judged, and the page says so."""


class Side(StrEnum):
    """Where a move of an alignment happens."""

    BOTH = "both"
    LOG = "log"  # it happened, the net does not have it there
    NET = "net"  # the net has it there, it did not happen


@dataclass(frozen=True, slots=True)
class Move:
    """One move; `event` numbers the groups' elements in their order. Moves that leave no row are not told.

    `after` are the events that had to be before it by the net; for a move of the net alone those before the gap.
    """

    side: Side
    element: str
    event: int | None
    after: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Alignment:
    """The moves in order, what they cost, and what the worst ones would."""

    moves: tuple[Move, ...]
    cost: int
    worst: int

    @property
    def fitness(self) -> float:
        """From 1, all as drawn, to 0."""
        return 1 - self.cost / self.worst if self.worst else 1.0


_State = tuple[Marking, int, int]  # marking, groups told, which of the next group (bits)
_Step = tuple[_State, Act | None, int | None]  # from where, by which act, telling which event


def align(net: Net, groups: Groups, *, whole: bool, most: int = MOST_STATES) -> Alignment | None:
    """The cheapest alignment; None when the search would be too wide.

    `whole` asks that the case came to its end; a case that is open or was broken off may stop anywhere: what has not
    come yet is no deviation.
    """
    found = _search(net, groups, whole, most)
    if found is None:
        return None
    cost, steps = found
    least = shortest(net) if whole else 0
    return Alignment(_told(net, groups, steps), cost, sum(map(len, groups)) + least)


def shortest(net: Net) -> int:
    """What the cheapest way through the net costs that tells nothing: the rows a case must leave at least."""
    found = _search(net, (), True, MOST_STATES)
    return found[0] if found else 0


def _search(net: Net, groups: Groups, whole: bool, most: int) -> tuple[int, list[_Step]] | None:
    start: _State = (net.begin, 0, 0)
    best = {start: 0}
    came: dict[_State, _Step] = {}
    queue: deque[tuple[int, _State]] = deque([(0, start)])
    done: set[_State] = set()
    while queue:
        cost, state = queue.popleft()
        if state in done:
            continue
        if state[1] == len(groups) and not (whole and state[0]):
            return cost, list(_way(came, state))
        done.add(state)
        if len(done) > most:
            return None
        for price, following, act, event in _following(net, groups, state):
            total = cost + price
            if total < best.get(following, total + 1):
                best[following], came[following] = total, (state, act, event)
                (queue.append if price else queue.appendleft)((total, following))
    return None


def _following(
    net: Net, groups: Groups, state: _State
) -> Iterator[tuple[int, _State, Act | None, int | None]]:
    marking, told, bits = state
    group = groups[told] if told < len(groups) else ()
    for act, left in net.following(marking):
        for number, element in enumerate(group):
            if act.element == element and not bits & 1 << number:
                yield 0, (left, *_after(group, told, bits, number)), act, number
        yield act.price, (left, told, bits), act, None
    for number in range(len(group)):
        if not bits & 1 << number:
            yield 1, (marking, *_after(group, told, bits, number)), None, number


def _after(group: Sequence[str], told: int, bits: int, number: int) -> tuple[int, int]:
    bits |= 1 << number
    return (told + 1, 0) if bits == (1 << len(group)) - 1 else (told, bits)


def _way(came: dict[_State, _Step], state: _State) -> Iterator[_Step]:
    """The steps back to the beginning, the last one first."""
    while state in came:
        yield came[state]
        state = came[state][0]


def _told(net: Net, groups: Groups, steps: list[_Step]) -> tuple[Move, ...]:
    """The moves in order, each with the events whose tokens it took."""
    first = [0]
    for group in groups:
        first.append(first[-1] + len(group))
    tokens: list[tuple[int, frozenset[int]]] = [(place, frozenset()) for place in net.begin]
    moves = []
    for (_, told, _), act, number in reversed(steps):
        event = None if number is None else first[told] + number
        if act is None:
            moves.append(Move(Side.LOG, groups[told][number or 0], event))
            continue
        after = _take(tokens, act)
        tokens = [token for token in tokens if token[0] not in act.clears]
        if event is not None:
            moves.append(Move(Side.BOTH, act.element, event, after))
        elif act.price:
            moves.append(Move(Side.NET, act.element, None, after))
        carried = after if event is None else frozenset({event})
        tokens += [(place, carried) for place in act.puts]
    return tuple(moves)


def _take(tokens: list[tuple[int, frozenset[int]]], act: Act) -> frozenset[int]:
    after: frozenset[int] = frozenset()
    for place in act.takes:
        token = next(one for one in tokens if one[0] == place)
        tokens.remove(token)
        after |= token[1]
    return after
