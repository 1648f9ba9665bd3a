"""Every refusal and problem the code can raise has words in both languages, and each gap in them is filled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tasks import form_check
from web.shell import messages
from web.shell.i18n import translations
from web.shell.sentences import SENTENCES

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "tasks", "web")
REFUSALS = {"NotFound", "Invalid", "Conflict", "Forbidden", "NotSignedIn", "Recorded", "Problem"}
GAP = re.compile(r"%\((\w+)\)")
FAMILIES = {"form.": {f"form.{name}" for name in (*form_check._KEYS.values(), "value")}}
LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class Said:
    """A key somewhere in the code; `values` are the names given with it, None when only running shows them."""

    key: str
    place: str
    values: frozenset[str] | None


def calls() -> Iterator[tuple[ast.Call, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield node, f"{path.relative_to(ROOT)}:{node.lineno}"


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def keys_of(argument: ast.expr) -> Iterator[str]:
    """The keys an argument may be: a constant, either branch of a choice, or a family written with a gap."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from keys_of(argument.body)
        yield from keys_of(argument.orelse)
    elif isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        yield from FAMILIES.get(str(argument.values[0].value), ())


def given(call: ast.Call) -> frozenset[str] | None:
    """Names of the values a refusal (keywords) or a problem (third argument) carries."""
    if called(call) != "Problem":
        named = [keyword.arg for keyword in call.keywords]
        return None if None in named else frozenset(str(name) for name in named)
    values = call.args[2] if len(call.args) > 2 else next((k.value for k in call.keywords), None)
    if values is None:
        return frozenset()
    if not isinstance(values, ast.Dict):
        return None
    return frozenset(str(key.value) for key in values.keys if isinstance(key, ast.Constant))


def said() -> list[Said]:
    found = []
    for call, place in calls():
        name = called(call)
        place_of_key = 1 if name == "StepFailed" else 0
        if name not in REFUSALS | {"StepFailed"} or len(call.args) <= place_of_key:
            continue
        values = None if name == "StepFailed" else given(call)
        found += [Said(key, place, values) for key in keys_of(call.args[place_of_key])]
    return found


def test_every_key_of_the_code_has_a_sentence() -> None:
    everything = said()
    assert len({one.key for one in everything}) > 120
    assert {one.key for one in everything} >= FAMILIES["form."] | {"step_limit", "incident.raised"}
    assert [f"{one.place} {one.key}" for one in everything if one.key not in SENTENCES] == []


def test_every_gap_of_a_sentence_is_filled_where_it_is_said() -> None:
    hollow = [
        f"{one.place} {one.key}"
        for one in said()
        if one.values is not None and not one.values >= set(GAP.findall(SENTENCES.get(one.key, "")))
    ]
    assert hollow == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_in_both_languages_with_the_same_gaps(language: str) -> None:
    catalogue = translations(language)
    wrong = []
    for key, sentence in SENTENCES.items():
        words = catalogue.ugettext(sentence)
        if set(GAP.findall(words)) != set(GAP.findall(sentence)) or not words.strip():
            wrong.append(key)
        if language == "id" and words == sentence:
            wrong.append(key)
    assert wrong == []


def test_a_sentence_carries_no_data_but_limits_counts_places_and_our_own_choices() -> None:
    gaps = {gap for sentence in SENTENCES.values() for gap in GAP.findall(sentence)}
    assert gaps <= {
        "limit",
        "first",
        "last",
        "most",
        "minutes",
        "shortest",
        "longest",
        "count",
        "version",
        "line",
        "column",
        "choices",
        "step",
        "number",
        "callers",
        "decision",
        "sop",
        "reason",
        "years",
    }
    assert messages.say("form.too_long", {"limit": 500}, locale="id") == "Pakai paling banyak 500 karakter."
