"""How the tests put questions to decision models."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn import Outcome, lint, load
from tests.engine.feel.asking import NOW, ZONE

NOTHING: Mapping[str, object] = {}


def ask(xml: bytes, name: str, given: Mapping[str, object] = NOTHING) -> Outcome:
    """The outcome at the tests' instant."""
    return load(xml).evaluate(name, given, now=NOW, zone=ZONE)


def answer(xml: bytes, name: str, given: Mapping[str, object] = NOTHING) -> object:
    """The value as plain JSON of an evaluation that went well."""
    outcome = ask(xml, name, given)
    assert not outcome.errors, outcome.errors
    return outcome.plain


def faults(xml: bytes, name: str, given: Mapping[str, object] = NOTHING) -> list[str]:
    """The keys of an evaluation's errors; a wrong evaluation has no value."""
    outcome = ask(xml, name, given)
    assert not outcome.errors or outcome.value is None
    return [note.key for note in outcome.errors]


def found(xml: bytes) -> list[str]:
    """The keys of what lint says."""
    return [finding.key for finding in lint(xml)]
