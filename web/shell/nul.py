"""NUL in what was sent: no database keeps or finds such text, so it is refused at the door, naming the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask, abort, request

from engine.refusals import Invalid, Problem

KEEPS_DRAFT = frozenset({"task.complete", "task.draft"})
"""Endpoints whose own check names the field and keeps what was typed."""


def install(app: Flask) -> None:
    """Look at every address and form once its sender is admitted; must come after `identity.install`."""
    app.before_request(_refuse)


def problems(names: Iterable[tuple[str, Any]]) -> tuple[Problem, ...]:
    """One problem for each field that holds NUL, named by its path."""
    found = dict.fromkeys(place for name, value in names for place in _places(name, value))
    return tuple(Problem("form.nul", place.replace("\x00", "")) for place in found)


def _refuse() -> None:
    if problems((request.view_args or {}).items()):
        abort(404)
    sent = list(request.args.items(multi=True))
    if request.endpoint not in KEEPS_DRAFT:
        sent += request.form.items(multi=True)
    found = problems(sent)
    if found:
        raise Invalid("form.invalid", *found)


def _places(name: str, value: Any) -> Iterator[str]:
    left = [(name, value)]
    while left:  # not by calling itself: how deep a body may nest is no concern of this check
        place, here = left.pop()
        if "\x00" in place or (isinstance(here, str) and "\x00" in here):
            yield place
        elif isinstance(here, dict):
            left += ((f"{place}.{key}", inner) for key, inner in here.items())
        elif isinstance(here, list):
            left += ((place, inner) for inner in here)
