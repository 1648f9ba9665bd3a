"""Figures of the reports as the rows that the chart macros draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from tasks.case_time import Part
from tasks.reports.breaches import BreachCounts
from tasks.reports.cases import CaseRow, CaseSummary
from tasks.reports.figures import Figures
from tasks.reports.steps import StepRow
from web.pages.words import reason_name
from web.shell.formatting import percent, span
from web.shell.i18n import gettext, mark
from web.shell.office import office_words

_PARTS = {
    Part.QUEUE: mark("Queue"),
    Part.TOUCH: mark("Work"),
    Part.APPLICANT: mark("Applicant"),
    Part.CLOSED_OFFICE: mark("Office closed"),
    Part.TRAVEL: mark("Travel"),
    Part.OUTAGE: mark("Outage"),
    Part.EXAMINATION: mark("Further examination"),
}
_STEP_PARTS = (mark("Queue"), mark("Work"), mark("Paused"))
_MANY = 0.8  # reasons up to this running share are the few that make the most (Pareto)


def part_names() -> list[str]:
    """The parts of a request's time, in the order of their colours."""
    return [gettext(name) for name in _PARTS.values()]


def step_names() -> list[str]:
    """The parts of a step's time."""
    return [gettext(name) for name in _STEP_PARTS]


def of_summary(summary: CaseSummary) -> list[dict[str, Any]]:
    """The mean request as one stacked row."""
    return [{"label": gettext("Mean request"), "parts": _parts(summary.parts)}]


def of_cases(rows: Iterable[CaseRow]) -> list[dict[str, Any]]:
    """Each request as a stacked row."""
    return [{"label": row.business_key, "parts": _parts(row.parts)} for row in rows]


def of_steps(rows: Iterable[StepRow]) -> list[dict[str, Any]]:
    """Each step's mean queue, work and pause as a stacked row; steps nobody completed are left out."""
    return [
        {
            "label": f"{row.number}. {office_words(row.name)}" if row.number else office_words(row.name),
            "parts": [
                _piece(name, figures.mean if figures else timedelta())
                for name, figures in zip(step_names(), _times(row), strict=True)
            ],
        }
        for row in rows
        if row.lead
    ]


def pareto(counts: BreachCounts, url: Callable[..., str]) -> list[dict[str, Any]]:
    """Breaches by reason, most frequent first, each with its share, the running share and the `url` of its list."""
    return [
        {
            "label": reason_name(count.key) if count.key else gettext("not explained yet"),
            "value": count.count,
            "kind": "bad" if count.running - count.share < _MANY else "",
            "url": url(reason=count.key or "-"),
            "text": f"{count.count} · {percent(count.share)} · Σ {percent(count.running)}",
        }
        for count in counts.by_reason
    ]


def _times(row: StepRow) -> tuple[Figures | None, Figures | None, Figures | None]:
    return row.queue, row.touch, row.paused


def _parts(parts: Mapping[Part, timedelta]) -> list[dict[str, Any]]:
    return [_piece(gettext(name), parts.get(part, timedelta())) for part, name in _PARTS.items()]


def _piece(label: str, length: timedelta) -> dict[str, Any]:
    return {"label": label, "value": length.total_seconds(), "text": span(length) if length else "–"}
