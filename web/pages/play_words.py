"""Words of a play: its timeline, its deadlines against its own clock, the marks on its diagram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, g

from tasks.sandbox.shown import Case, Look
from web.pages import told as telling
from web.shell.formatting import span
from web.shell.i18n import gettext
from web.shell.office import setting

_MINUTES = {"minute": 1, "hour": 60}
_MOST = 60 * 8  # a step of days is done at once: the clock is the owner's to move


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline seen from the play's instant: in words, and whether it has passed or is near."""

    words: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A case in words: its timeline newest first, and the marks of each diagram it came through."""

    history: list[dict[str, Any]]
    marks: dict[str, list[dict[str, str]]]


def install(app: Flask) -> None:
    """Put the filter into the templates' world."""
    app.jinja_env.filters["due_at"] = due_at


def due_at(due: datetime, now: datetime) -> Due:
    """A deadline against a clock that is not the office's."""
    left = due - now
    if due < now:
        return Due(gettext("late by %(span)s", span=span(left)), "late", due)
    soon = left.total_seconds() < 3600
    return Due(gettext("%(span)s left", span=span(left)), "soon" if soon else "", due)


def usual_minutes(standard: tuple[int, str] | None) -> int:
    """How long a step takes unless somebody says otherwise: its standard, where that is touch time."""
    if standard is None:
        return 0
    amount, unit = standard
    return min(amount * _MINUTES.get(unit, 0), _MOST)


def pause_reasons() -> list[tuple[str, str]]:
    """Why a step may be paused, as the office words it."""
    return [(row["code"], row["label"]) for row in setting("reasons.pause")]


def know_ends(found: Look) -> None:
    """Let the words of ends be those of the file that is played, not of the version in force."""
    for case in found.shown.cases if found.shown else ():
        ends = {
            one.id: one.name
            for one in case.view.definition.diagram.elements.values()
            if one.type == "endEvent"
        }
        g.setdefault("end_names", {})[case.view.definition.key] = ends


def told(found: Look) -> dict[int, Told]:
    """Each case of a play in words, by its number."""
    return {case.number: _told(case) for case in (found.shown.cases if found.shown else ())}


def _told(case: Case) -> Told:
    diagram = case.view.definition.diagram
    history = telling.of_case(case.events, case.names, case.view.definition.key)
    marks: dict[str, list[dict[str, str]]] = {}
    for mark in case.view.marks:
        text = f"{mark.count}×" if mark.count > 1 else ""
        row = {"element": mark.element, "state": mark.state, "text": text}
        marks.setdefault(diagram.key_of(mark.element), []).append(row)
    return Told(history[::-1], marks)
