"""What a process owner asks for on the page that moves running cases: read from its fields, and written back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from werkzeug.datastructures import MultiDict

from engine.spiff import KEEP
from tasks.moving.plans import Choices, Plan

NOWHERE = "-"
_ELEMENT, _LIMIT = "m.", "c."


def plan_of(key: str, given: MultiDict[str, str], running: Mapping[int, int], newest: int) -> Plan:
    """The plan that fields say: `from` (several), `to`, `m.<element>`, `other`, `service`, `c.<element>`.

    Without any the versions with running cases go to the newest.
    """
    target = _number(given.get("to", "")) or newest
    sources = tuple(sorted({found for text in given.getlist("from") if (found := _number(text))}))
    if not given.getlist("from"):
        sources = tuple(sorted(version for version, many in running.items() if many and version != target))
    edits = {name: None if to == NOWHERE else to for name, to in _named(given, _ELEMENT) if to}
    steps = {name: choice for name, choice in _named(given, _LIMIT) if choice}
    choices = Choices(given.get("other") or KEEP, given.get("service") or KEEP, steps)
    return Plan(key, sources, target, edits, choices)


def fields_of(plan: Plan) -> list[tuple[str, str]]:
    """The fields that say a plan, for a form that sends it on."""
    return [
        *(("from", str(version)) for version in plan.sources),
        ("to", str(plan.target)),
        ("other", plan.choices.other),
        ("service", plan.choices.service),
        *((_ELEMENT + name, to or NOWHERE) for name, to in plan.edits.items()),
        *((_LIMIT + name, choice) for name, choice in plan.choices.steps.items()),
    ]


def _named(given: MultiDict[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    for name, text in given.items():
        if name.startswith(prefix) and len(text) <= 200:
            yield name.removeprefix(prefix), text


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
