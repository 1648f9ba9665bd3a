"""Figures of the reports as the rows that the chart macros draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from tasks.case_time import Part
from tasks.reports.breaches import BreachCounts
from tasks.reports.cases import CaseRow, CaseSummary
from tasks.reports.step_times import Divided
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
_MANY = 0.8  # reasons up to this running share are the few that make the most (Pareto)


def part_names() -> list[str]:
    """The parts of a request's time, in the order of their colours."""
    return [gettext(name) for name in _PARTS.values()]


def of_summary(summary: CaseSummary) -> list[dict[str, Any]]:
    """The mean request as one stacked row."""
    return [{"label": gettext("Mean request"), "parts": _parts(summary.parts)}]


def of_cases(rows: Iterable[CaseRow]) -> list[dict[str, Any]]:
    """Each request as a stacked row."""
    return [{"label": row.business_key, "parts": _parts(row.parts)} for row in rows]


def of_steps(rows: Iterable[StepRow], times: Mapping[str, Divided]) -> list[dict[str, Any]]:
    """Each step's mean completion as a stacked row; steps nobody completed are left out."""
    return [
        {"label": step_label(row.number, row.name), "parts": _parts(times[row.element].means)}
        for row in rows
        if row.element in times
    ]


def of_step(row: StepRow, time: Divided) -> list[dict[str, Any]]:
    """One step's time as a stacked row, each part with its share of the whole."""
    parts = [
        {**_piece(gettext(name), time.parts[part]), "text": _with_share(time, part)}
        for part, name in _PARTS.items()
    ]
    return [{"label": step_label(row.number, row.name), "parts": parts}]


def step_label(number: str, name: str) -> str:
    """A step as charts name it: its number in the table, then its name."""
    return f"{number}. {office_words(name)}" if number else office_words(name)


def _with_share(time: Divided, part: Part) -> str:
    length = time.parts[part]
    return f"{span(length)} · {percent(time.shares[part])}" if length else "–"


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


def _parts(parts: Mapping[Part, timedelta]) -> list[dict[str, Any]]:
    return [_piece(gettext(name), parts.get(part, timedelta())) for part, name in _PARTS.items()]


def _piece(label: str, length: timedelta) -> dict[str, Any]:
    return {"label": label, "value": length.total_seconds(), "text": span(length) if length else "–"}
