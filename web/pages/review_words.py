"""What a reviewer reads of a diagram: its elements by their names, and where something was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from processes.diagram import Diagram
from tasks.versions.review_comments import Comment
from web.shell.i18n import gettext, mark
from web.shell.office import office_words

_KINDS = {
    "exclusiveGateway": mark("Branch"),
    "parallelGateway": mark("Branch"),
    "inclusiveGateway": mark("Branch"),
    "startEvent": mark("Beginning"),
    "endEvent": mark("End"),
    "boundaryEvent": mark("Event"),
    "intermediateCatchEvent": mark("Event"),
    "intermediateThrowEvent": mark("Event"),
}


def elements(diagram: Diagram) -> list[tuple[str, str]]:
    """Ids and names of all that can be commented on: steps by number, then what else bears a name."""
    steps = [(one.step.number, one.id, one.title) for one in diagram.activities.values() if one.step]
    steps.sort(key=lambda step: _order(step[0]))
    named = [(element, f"{number}. {office_words(title)}") for number, element, title in steps]
    return [*named, *_others(diagram, {name for name, _ in named})]


def marks(comments: Iterable[Comment]) -> list[dict[str, str]]:
    """A mark at each element of which something was said that nobody has settled yet."""
    said: dict[str, list[str]] = {}
    for one in comments:
        if one.element and one.settled_at is None:
            said.setdefault(one.element, []).append(one.text)
    return [
        {"element": element, "state": "comment", "text": " / ".join(texts)} for element, texts in said.items()
    ]


def all_marks(changed: list[dict[str, str]], comments: Iterable[Comment]) -> list[dict[str, Any]]:
    """Marks of what changed and of what was said, both at one element where both are true of it."""
    return [*changed, *marks(comments)]


def _others(diagram: Diagram, known: set[str]) -> Iterator[tuple[str, str]]:
    for one in diagram.elements.values():
        if one.id not in known and one.name:
            kind = _KINDS.get(one.type)
            yield one.id, f"{gettext(kind)}: {one.name}" if kind else one.name
    for flow in diagram.flows:
        if flow.name:
            yield flow.id, gettext("Way: %(name)s", name=flow.name)


def _order(number: str) -> tuple[int, str]:
    digits = "".join(letter for letter in number if letter.isdigit())
    return int(digits or 0), number
