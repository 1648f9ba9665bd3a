"""What an editor must not offer: the words of BPMN that lint refuses, with what to use instead."""

from __future__ import annotations

from typing import TypedDict

from processes.findings import ERROR, Finding
from processes.lint.messages import say
from processes.lint.vocabulary import ALLOWED, NODES, TOLD_APART, WHERE

_EVENTS = ("timer", "message", "error", "escalation", "terminate")
_EMPTY = ("boundaryEvent", "intermediateCatchEvent")  # wait for nothing without a definition


_LOOPS = {
    "multiInstanceLoopCharacteristics": ("sequential", "parallel"),
    "standardLoopCharacteristics": ("",),
}


def forms() -> tuple[tuple[str, str], ...]:
    """Every form of element that is let in: (element, form), named as `processes.samples` names them."""
    plain = [(node, "") for node in NODES if node not in _EMPTY]
    events = [(node, event) for node, runs in WHERE.items() for event in runs]
    beside = [
        (node, f"{event}, beside") for node, event in events if node == "boundaryEvent" and event != "error"
    ]
    loops = [(loop, form) for loop, some in _LOOPS.items() if loop in ALLOWED for form in some]
    return (*plain, *events, *beside, *loops)


class Refused(TypedDict):
    """Each text says what to use instead, in one language; element names are those of BPMN's XML."""

    known: list[str]  # what runs, or is drawn only
    elements: dict[str, str]  # refused wherever they stand
    silent: dict[str, str]  # let in, but other engines would pass it without asking anybody
    events: dict[str, dict[str, str]]  # node -> event definition ("" for none) refused there
    triggered: str  # a subprocess that an event starts
    other: str  # whatever is not known


def refused(language: str = "id") -> Refused:
    """Everything the rules on words refuse, in "id" or "en"."""
    events = {
        node: {
            f"{event}EventDefinition": _instead(f"event_{event}_here", language)
            for event in _EVENTS
            if event not in runs
        }
        for node, runs in WHERE.items()
    }
    for node in _EMPTY:
        events[node][""] = _instead("event_without_definition", language)
    return {
        "known": sorted(ALLOWED),
        "elements": {kind: _instead(key, language) for kind, key in TOLD_APART.items()},
        "silent": {"task": _instead("plain_task", language)},
        "events": events,
        "triggered": _instead("event_subprocess", language),
        "other": _instead("unknown_element", language),
    }


def _instead(key: str, language: str) -> str:
    return say(Finding("offers", ERROR, "", "", 0, key), language).todo
