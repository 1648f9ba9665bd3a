"""The words of refusals and problems, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn import Note, Spot, say_note
from engine.dmn import say as say_of_model
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from processes.findings import ERROR, Finding
from processes.lint.messages import text as finding_text
from web.shell.i18n import chosen, gettext, mark, translations
from web.shell.sentences import SENTENCES

_LINT = "lint."  # findings bring their own words
_MODEL, _NOTE = "dmn.", "dmn_note."  # so do those about decision models, and the errors of their answers

_UNDECIDED = "decision.failed"

_BY_KIND: tuple[tuple[type[Refusal], str], ...] = (
    (NotFound, mark("This page or thing does not exist, or not for you.")),
    (Invalid, mark("Some fields need your attention.")),
    (Conflict, mark("Somebody was faster: the state has changed meanwhile.")),
    (Forbidden, mark("Your account does not have the right for this.")),
)


def say(key: str, values: Mapping[str, str | int], *, locale: str = "en") -> str:
    """The words for a key where there is no request (command line); an unknown key is said as it is."""
    found = SENTENCES.get(key)
    if found is None:
        return key
    said = translations(locale).ugettext(found)
    return said % values if values else said


def text(key: str, values: Mapping[str, str | int]) -> str | None:
    """The words for a key, or None when the catalogue has none."""
    if key.startswith(_LINT):
        finding = Finding("", ERROR, "", "", int(values.get("line", 0)), key.removeprefix(_LINT))
        return finding_text(finding, chosen())
    if key.startswith(_NOTE):
        return _say_note(key.removeprefix(_NOTE), values)
    if key.startswith(_MODEL):
        return _say_finding(key.removeprefix(_MODEL), values)
    found = SENTENCES.get(key)
    if found is None:
        return None
    said = gettext(found)
    return said % values if values else said


def of_problem(key: str, values: Mapping[str, str | int]) -> str:
    """The words for one problem; an unknown key is shown by itself, so that it can be searched for."""
    return text(key, values) or gettext("This is not right (%(key)s).", key=key)


def of_refusal(refusal: Refusal) -> str:
    """The words for a refusal; an unknown key falls back to its kind."""
    found = text(refusal.key, refusal.values)
    if found is not None and refusal.key == _UNDECIDED:
        return " ".join((found, *(of_problem(one.key, one.values) for one in refusal.problems[:1])))
    if found is not None:
        return found
    return next(gettext(words) for kind, words in _BY_KIND if isinstance(refusal, kind))


def _say_note(key: str, values: Mapping[str, str | int]) -> str:
    """An error of a decision model's evaluation, with its place in the model."""
    name, rule, column = str(values.get("at", "")), int(values.get("rule", 0)), str(values.get("column", ""))
    return say_note(Note(Spot("", name, "", rule, "", column), key, 0, values), chosen())


def _say_finding(key: str, values: Mapping[str, str | int]) -> str:
    """A finding about a decision model: what is wrong and what to do."""
    name, line = str(values.get("named", "")), int(values.get("line", 0))
    gaps = {gap: str(value) for gap, value in values.items()}
    said = say_of_model(Finding(key, ERROR, name, name, line, key, gaps), chosen())
    return f"{said.wrong} {said.todo}"
