"""Trying a model out on its page: what was typed, what applied; and what is wrong with its file, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.deciding import Answer
from engine.dmn import say
from processes.findings import Finding
from tasks.decisions.sheets import ModelSheet, Question
from web.shell.i18n import chosen

_PREFIX = "i."  # names of the trial's fields, so that no input of a model meets a field of the page
_LONGEST = 1000


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """The trial's fields as typed, to be shown again."""
    return {name: text for name, text in form.items() if name.startswith(_PREFIX)}


def goals(sheet: ModelSheet) -> list[tuple[str, str]]:
    """The decisions that may be asked; first those no other rests on."""
    rested_on = {name for one in sheet.sheets for name in one.rests_on}
    ordered = sorted(sheet.sheets, key=lambda one: one.name in rested_on)
    return [(one.id, one.name) for one in ordered]


def fired(answer: Answer | None) -> dict[str, set[int]]:
    """The numbers of the rules that applied, by table."""
    found: dict[str, set[int]] = {}
    for rule in answer.rules if answer else ():
        found.setdefault(rule.table, set()).add(rule.number)
    return found


def known(answer: Answer | None) -> dict[str, list[Any]]:
    """What each table's columns were told, by table."""
    return {
        table["owner"]: [column["value"] for column in table["inputs"]]
        for table in (answer.tables if answer else ())
    }


def given(questions: tuple[Question, ...], form: Mapping[str, str]) -> dict[str, Any]:
    """The answers typed, each of the question's own type where it can be read; the model judges the rest."""
    typed = ((one, form.get(_PREFIX + one.name, "").strip()[:_LONGEST]) for one in questions)
    return {one.name: _value(one.type, text) for one, text in typed if text}


def _value(type_: str, text: str) -> Any:
    if type_ == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if type_ in ("integer", "long", "number", "double"):
        digits = text.replace(",", ".", 1)
        try:
            return int(digits) if digits.lstrip("-").isdecimal() else float(digits)
        except (ValueError, OverflowError):
            return text
    return text


def said(finding: Finding) -> dict[str, Any]:
    """A finding in the reader's words."""
    words = say(finding, chosen())
    return {
        "element": finding.element,
        "severity": finding.severity,
        "key": finding.key,
        "line": finding.line,
        "name": finding.name or finding.element,
        "message": f"{words.wrong} {words.todo}",
    }
