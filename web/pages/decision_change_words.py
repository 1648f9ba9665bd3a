"""Changes of a decision model as sentences, and by whom a model is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.dmn.changes import ADDED, MOVED, REMOVED, ModelChange
from tasks.decisions.changes import RulesChanged
from tasks.decisions.used import APPLICATION, BEGINNING, CHECKLIST, Use
from web.pages.decision_words import policy_words
from web.shell.i18n import gettext, mark

_NAMES = {
    "decision": mark("Decision"),
    "name": mark("Name"),
    "id": mark("Id"),
    "question": mark("Question"),
    "answer": mark("Allowed answers"),
    "variable": mark("Result"),
    "rests_on": mark("Rests on"),
    "policy": mark("Hit policy"),
    "condition": mark("Condition column"),
    "result": mark("Result column"),
    "note": mark("Note column"),
    "rule": mark("Rule"),
    "formula": mark("Formula"),
    "logic": mark("Logic"),
    "input_data": mark("Input"),
    "knowledge": mark("Knowledge model"),
    "service": mark("Decision service"),
    "type": mark("Type"),
}


@dataclass(frozen=True, slots=True)
class ToldRule:
    """A change in words and how it is marked."""

    how: str
    words: str


@dataclass(frozen=True, slots=True)
class ToldModel:
    """The changes of one model, by decision ("" for the whole file); `uses` says by whom it is asked."""

    found: RulesChanged
    uses: tuple[str, ...]
    decisions: tuple[tuple[str, tuple[ToldRule, ...]], ...]


def told(found: RulesChanged) -> ToldModel:
    """A model's changes as a page shows them."""
    by_decision: dict[str, list[ToldRule]] = {}
    for one in found.changes:
        by_decision.setdefault(one.decision, []).append(ToldRule(one.how, sentence(one)))
    uses = tuple(dict.fromkeys(map(use_words, found.uses)))
    return ToldModel(found, uses, tuple((name, tuple(lines)) for name, lines in by_decision.items()))


def sentence(change: ModelChange) -> str:
    """The change in the reader's words; its decision is not named again."""
    nothing = gettext("(empty)")
    before, after = change.before or nothing, change.after or nothing
    if change.what == "cell":
        return gettext(
            "Rule %(rule)s, %(column)s: %(before)s → %(after)s",
            rule=change.rule,
            column=change.column or gettext("result"),
            before=before,
            after=after,
        )
    if change.what == "source":
        return gettext(
            "Rule %(rule)s, source: %(before)s → %(after)s", rule=change.rule, before=before, after=after
        )
    if change.what == "rule":
        return _rule(change)
    if change.what == "policy":
        before, after = _policy(before), _policy(after)
    what = gettext(_NAMES.get(change.what, change.what))
    if change.how == ADDED:
        return f"{what} + {change.after}"
    if change.how == REMOVED:
        return f"{what} − {change.before}"
    if before == after:
        return gettext("%(what)s changed: %(name)s", what=what, name=after)
    return f"{what}: {before} → {after}"


def _policy(text: str) -> str:
    """A hit policy with what it means: "FIRST (the first rule that applies decides)"."""
    name = next((known for known in (text, text.rpartition(" ")[0]) if policy_words(known) != known), text)
    return f"{text} ({policy_words(name).rstrip('.')})"


def _rule(change: ModelChange) -> str:
    if change.how == ADDED:
        return gettext("New rule %(rule)s: %(words)s", rule=change.rule, words=change.after)
    if change.how == REMOVED:
        return gettext("Rule %(rule)s taken out: %(words)s", rule=change.rule, words=change.before)
    assert change.how == MOVED
    return gettext("Rule moved: place %(before)s → %(after)s", before=change.before, after=change.after)


def use_words(use: Use) -> str:
    """By whom a model is asked, e.g. "step 4 (Menghitung biaya)"."""
    if use.how == BEGINNING:
        return gettext("asked when a request begins")
    if use.how == APPLICATION:
        return gettext("asked when an applicant applies")
    place = f"{use.step}. {use.name}" if use.step else use.name
    if use.how == CHECKLIST:
        return gettext("checklist of step %(place)s", place=place)
    return gettext("asked by step %(place)s", place=place)


def all_told(found: Iterable[RulesChanged]) -> list[ToldModel]:
    """Every model that changed."""
    return [told(one) for one in found]
