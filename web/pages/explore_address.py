"""The addresses of questions: the one asked for, and those its page leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for

from tasks.asking import question as questions
from tasks.asking.pivot import ALL, OTHERS, Pivot
from tasks.asking.question import Question
from web.shell.formatting import now
from web.shell.office import zone

_OTHER_PAGES = {"sop": "sop", "version": "version", "type": "type"}
"""Filters of the auditor's other pages, each by the field of theirs that it gives."""


def asked() -> Question:
    """The question of this address. Raises Invalid."""
    return read(fields())


def read(pairs: Iterable[tuple[str, str]]) -> Question:
    """A question of fields, its period ending today where they give none. Raises Invalid."""
    return questions.read(pairs, now().astimezone(zone()).date())


def fields() -> list[tuple[str, str]]:
    """The address's fields; those of the auditor's other pages, `type`, `sop` and `version`, as filters."""
    found = list(request.args.items(multi=True))
    given = dict(found)
    for name in ("sop", "type"):
        if value := given.get(name):
            found.append((f"in.{name}", value))
    if given.get("sop") and given.get("version"):
        found.append(("in.version", f"{given['sop']}/{given['version']}"))
    return found


def picked() -> list[tuple[str, str]] | None:
    """The address with what was just ticked in a filter's box as the filter; None where nothing was."""
    given = list(request.args.items(multi=True))
    name = request.args.get("picked", "")
    if not name:
        return None
    prefix = "out." if request.args.get("how") == "out" else "in."
    left = [
        (n, v) for n, v in fields() if n not in (f"in.{name}", f"out.{name}", "picked", "how", "pick", "add")
    ]
    left = [(n, v) for n, v in left if n not in ("sop", "type", "version")]
    return left + [(f"{prefix}{name}", value) for n, value in given if n == "pick"]


def url(one: Question, endpoint: str = "explore.index", **more: Any) -> str:
    """The address of a question."""
    return of_pairs(questions.pairs(one), endpoint, **more)


def of_pairs(pairs: Iterable[tuple[str, str]], endpoint: str = "explore.index", **more: Any) -> str:
    """The address of a question's fields."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return url_for(endpoint, **found, **more)


def without(one: Question, prefix: str, name: str) -> str:
    """The question's address without one of its filters, of the kind a prefix stands for ("in." keeps values)."""
    return of_pairs(pair for pair in questions.pairs(one) if pair[0] != prefix + name)


def of_cell(found: Pivot, row: str, column: str) -> str:
    """Where the facts of a cell are listed; of the others, those of no row or column shown."""
    one = _narrowed(found.asked, found.asked.rows, row, found.rows)
    if found.asked.columns:
        one = _narrowed(one, found.asked.columns, column, found.columns)
    return url(one, "explore.behind")


def _narrowed(one: Question, dimension: str, key: str, shown: tuple[str, ...]) -> Question:
    if key == ALL:
        return one
    if key == OTHERS:
        return one.without(dimension, tuple(other for other in shown if other != OTHERS))
    return one.only(dimension, (key,))


def elsewhere(one: Question) -> Mapping[str, Any]:
    """What the auditor's other pages take of a question: its period, and SOP, version and type where it names one."""
    found: dict[str, Any] = {"from": one.first.isoformat(), "to": one.last.isoformat()}
    for name, field in _OTHER_PAGES.items():
        keys = one.keep.get(name, ())
        if len(keys) == 1 and keys[0] != "-":
            sop, _, version = keys[0].partition("/")
            found |= {"sop": sop, "version": version} if name == "version" else {field: keys[0]}
    return found
