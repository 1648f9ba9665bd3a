"""A version of an SOP as a net of places and acts: what may happen next, whatever the answers given are.

A workflow net in the sense of van der Aalst (1998), with acts that clear a scope (an interrupting event, an end that
terminates) and acts that want one empty (a subprocess is over). Conditions are left out: a way is open or drawn, and
which answer took it is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from processes.diagram import Diagram
from processes.shape import Shape
from tasks.conformance.drawing import Drawn, drawn_acts

Marking = tuple[int, ...]
"""The places that hold a token, sorted; one that holds two stands there twice."""

MOST_TOKENS = 16
"""More tokens than that at once are no procedure of an office, but repetitions begun without end."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that may happen. `element` leaves a row when it does (empty: nothing is left); `price` is what leaving
    it out costs: 0 where it may happen without leaving a row. What is `urgent` happens at once, before anything else.
    """

    element: str
    price: int
    takes: Marking
    puts: Marking
    clears: frozenset[int] = frozenset()
    empties: frozenset[int] = frozenset()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Net:
    """The acts by the place they take first, where a case begins, and the elements that leave rows."""

    begin: Marking
    acts: Mapping[int, tuple[Act, ...]]
    elements: frozenset[str]
    _known: dict[Marking, tuple[tuple[Act, Marking], ...]] = field(default_factory=dict, repr=False)

    def following(self, marking: Marking) -> tuple[tuple[Act, Marking], ...]:
        """What may happen in a marking, and where it leads."""
        found = self._known.get(marking)
        if found is None:
            every = tuple(self._fired(marking))
            urgent = tuple(one for one in every if one[0].urgent)
            found = self._known[marking] = urgent or every
        return found

    def _fired(self, marking: Marking) -> Iterator[tuple[Act, Marking]]:
        for place in dict.fromkeys(marking):
            for act in self.acts.get(place, ()):
                left = fire(act, marking)
                if left is not None:
                    yield act, left


def fire(act: Act, marking: Marking) -> Marking | None:
    """The marking an act leads to; None where it cannot happen."""
    left = list(marking)
    for place in act.takes:
        if place not in left:
            return None
        left.remove(place)
    if act.empties and not act.empties.isdisjoint(left):
        return None
    if act.clears:
        left = [place for place in left if place not in act.clears]
    left += act.puts
    return tuple(sorted(left)) if len(left) <= MOST_TOKENS else None


def net_of(diagram: Diagram, shape: Shape, passing: frozenset[str] = frozenset()) -> Net:
    """The net of a file's main process. Processes of the same file that it calls are walked inside the call; a call of
    another SOP is one act, which may leave no row where that is one of those `passing` at once.
    """
    drawn = tuple(drawn_acts(diagram, shape, passing))
    places = sorted({place for one in drawn for place in (*one.takes, *one.puts)} | {f"{diagram.key}/"})
    numbers = {place: number for number, place in enumerate(places)}
    acts: dict[int, list[Act]] = {}
    for one in drawn:
        act = _act(one, numbers)
        acts.setdefault(act.takes[0], []).append(act)
    elements = frozenset(one.element for one in drawn if one.element)
    return Net((numbers[f"{diagram.key}/"],), {place: tuple(some) for place, some in acts.items()}, elements)


def _act(one: Drawn, numbers: Mapping[str, int]) -> Act:
    def within(names: Iterable[str]) -> frozenset[int]:
        return frozenset(n for place, n in numbers.items() if any(_meant(place, name) for name in names))

    return Act(
        element=one.element,
        price=one.price,
        takes=tuple(sorted(numbers[place] for place in one.takes)),
        puts=tuple(numbers[place] for place in one.puts),
        clears=within(one.clears),
        empties=within(one.empties),
        urgent=one.urgent,
    )


def _meant(place: str, name: str) -> bool:
    return place.startswith(name) if name.endswith(("/", "~")) else place == name
