"""Which elements of two versions are the same thing: by id, by number and name, or by a similar name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from processes.diagram import Activity, Diagram, Element

SAME, NUMBER, ALIKE, OTHER, NONE = "same", "number", "alike", "other", "none"
"""How two elements were found to be one: the same id; another id, but number and name; a name that is alike. OTHER has
the same id and is another kind of thing now, so that no case can go there."""

_ALIKE = 0.75  # share of their names two elements must have in common to be proposed as one (as in diff)
_HUMAN = frozenset({"userTask", "manualTask", "task"})
_NEVER = frozenset({"startEvent", "endEvent", "exclusiveGateway", "intermediateThrowEvent", "sendTask"})


@dataclass(frozen=True, slots=True)
class Match:
    """An element of the older version and its counterpart: `share` of their names is the same, 0 to 1."""

    element: str
    target: str | None
    how: str
    share: float = 0.0


def match(old: Diagram, new: Diagram) -> tuple[Match, ...]:
    """The counterpart of each element of the older version on which a case can stand or that gives it data.

    An id that stands for the same kind of thing in both is taken first; a new element is given once.
    """
    stays = {one.id for one in standing(old) if _fits(old, one, new, new.elements.get(one.id))}
    free = [one for one in standing(new) if one.id not in stays]
    found = [_same(old, new, key) for key in stays]
    for search in (_numbered, _likest):
        given = {one.element for one in found}
        for element in standing(old):
            if element.id in given:
                continue
            match_ = search(old, element, new, free)
            if match_ is not None:
                found.append(match_)
                free = [one for one in free if one.id != match_.target]
    by_id = {one.element: one for one in found}
    return tuple(by_id.get(one.id) or _unmatched(one.id, new, free) for one in standing(old))


def standing(diagram: Diagram) -> Iterator[Element]:
    """The elements that a case can stand on, or whose answers it keeps."""
    return (one for one in diagram.elements.values() if one.type not in _NEVER)


def candidates(old: Diagram, element: str, new: Diagram) -> tuple[Element, ...]:
    """The elements of the newer version that may take the place of one of the older: those of its kind."""
    here = old.elements.get(element)
    return tuple(one for one in standing(new) if here is not None and _fits(old, here, new, one))


def title(diagram: Diagram, element: str) -> str:
    """What an element is called: the step's words, or its name as drawn."""
    activity, drawn = diagram.activities.get(element), diagram.elements.get(element)
    return activity.title if activity else drawn.name if drawn else ""


def number(diagram: Diagram, element: str) -> str:
    """The number of an element's row in the SOP table; empty where it is none."""
    activity = diagram.activities.get(element)
    return activity.step.number if activity and activity.step else ""


def _fits(old: Diagram, one: Element, new: Diagram, other: Element | None) -> bool:
    if other is None:
        return False
    human = one.type in _HUMAN and other.type in _HUMAN
    alike = human or (one.type, one.event) == (other.type, other.event)
    return alike and _called(old, one) == _called(new, other)


def _called(diagram: Diagram, element: Element) -> str | None:
    activity: Activity | None = diagram.activities.get(element.id)
    return activity.called if activity and element.type == "callActivity" else None


def _unmatched(element: str, new: Diagram, free: Iterable[Element]) -> Match:
    if any(one.id == element for one in free) or (
        element in new.elements and new.elements[element].type in _NEVER
    ):
        return Match(element, element, OTHER)
    return Match(element, None, NONE)


def _same(old: Diagram, new: Diagram, key: str) -> Match:
    return Match(key, key, SAME, _share(title(old, key), title(new, key)))


def _numbered(old: Diagram, element: Element, new: Diagram, free: Iterable[Element]) -> Match | None:
    wanted = (number(old, element.id), title(old, element.id).casefold())
    if not wanted[0]:
        return None
    for one in free:
        if _fits(old, element, new, one) and wanted == (number(new, one.id), title(new, one.id).casefold()):
            return Match(element.id, one.id, NUMBER, 1.0)
    return None


def _likest(old: Diagram, element: Element, new: Diagram, free: Iterable[Element]) -> Match | None:
    """The element of the same lane whose name is most alike; a limit goes by the name of what it sits on too."""
    name = title(old, element.id)
    near = [one for one in free if one.lane == element.lane and _fits(old, element, new, one)]
    shares = [(_share(name, title(new, one.id)), one.id) for one in near if name or one.attached_to]
    share, best = max(shares, default=(0.0, ""))
    return Match(element.id, best, ALIKE, share) if share >= _ALIKE else None


def _share(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() if one or other else 1.0
