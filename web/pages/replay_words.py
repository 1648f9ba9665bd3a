"""A replay in words: the tabs of its list, the rows of its picture, the headings of its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for

from tasks.replay.outcome import Fate, Replayed, StepLine
from web.pages import audit_scope
from web.shell.i18n import gettext, mark
from web.shell.office import office_words

_FATES = {
    Fate.NEWLY: mark("Newly late"),
    Fate.NO_LONGER: mark("No longer late"),
    Fate.BOTH: mark("Late either way"),
    Fate.NEITHER: mark("In time either way"),
}
_COLUMNS = {
    "fate": mark("Request as a whole"),
    "then": mark("Outcome then"),
    "now": mark("Outcome now"),
    "due_then": mark("Deadline then"),
    "due_now": mark("Deadline now"),
    "stopped_at": mark("Done at"),
    "lateness_seconds": mark("Late by (seconds)"),
}


def names() -> list[str]:
    """The parts of the picture, in the order of their colours."""
    return [gettext(words) for words in _FATES.values()]


def tabs(found: Replayed, shown: Fate, key: str, query: Mapping[str, Any]) -> list[dict[str, object]]:
    """The lists there are, each with how many requests it has."""
    return [
        {
            "label": gettext(label),
            "url": url_for("replay.index", key=key, show=str(fate), **query) + "#list",
            "current": fate is shown,
            "count": found.fates[fate] + found.open_fates[fate],
            "icon": "",
        }
        for fate, label in _FATES.items()
    ]


def bars(lines: Iterable[StepLine]) -> list[dict[str, Any]]:
    """Each step with finished work as a stacked row."""
    return [
        {"label": title(line), "parts": _parts(line)}
        for line in lines
        if line.tally.done - line.tally.unjudged
    ]


def title(line: StepLine) -> str:
    """A step as "6. Kegiatan"; the whole service by its words."""
    if not line.element:
        return gettext("The whole service")
    return f"{line.number}. {office_words(line.name)}" if line.number else office_words(line.name)


def heading(column: str) -> str:
    """The heading of a column of the file."""
    return gettext(_COLUMNS[column]) if column in _COLUMNS else audit_scope.heading(column)


def _parts(line: StepLine) -> list[dict[str, Any]]:
    tally = line.tally
    counts = (tally.newly, tally.no_longer, tally.both, tally.in_time)
    return [
        {"label": label, "value": count, "text": str(count)}
        for label, count in zip(names(), counts, strict=True)
    ]
