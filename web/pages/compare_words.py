"""A comparison in words: how the sides are called, how much one lies above the other, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from tasks.reports.comparing import Change, Compared, SideStep, Verdict
from tasks.reports.scope import ReportFilter
from web.pages.audit_charts import step_label
from web.pages.grouping import office_name, priority_name
from web.pages.words import type_name
from web.shell.formatting import day, month, number, percent, span
from web.shell.i18n import chosen, gettext, mark, ngettext

SURE: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.MORE: mark("a real difference"),
        Verdict.LESS: mark("a real difference"),
        Verdict.CHANCE: mark("could be chance"),
        Verdict.FEW: mark("too few to tell"),
    }
)
KINDS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.MORE: ("bad", "warning"),
        Verdict.LESS: ("ok", "check"),
        Verdict.CHANCE: ("neutral", "info"),
        Verdict.FEW: ("neutral", "info"),
    }
)
"""How a verdict looks: more time and more lateness are bad, less of them good."""

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "office": mark("Office"),
        "start": mark("From"),
        "end": mark("Before"),
        "priority": mark("Priority group"),
        "open_at_end": mark("Open at the end of the period"),
        "rate_low": mark("Share late, at least"),
        "rate_high": mark("Share late, at most"),
        "median_rise_seconds": mark("Median: B above A (seconds)"),
        "median_low_seconds": mark("Median: B above A, at least (seconds)"),
        "median_high_seconds": mark("Median: B above A, at most (seconds)"),
        "median_verdict": mark("Median: how sure"),
        "rate_rise": mark("Share late: B above A"),
        "rate_rise_low": mark("Share late: B above A, at least"),
        "rate_rise_high": mark("Share late: B above A, at most"),
        "rate_verdict": mark("Share late: how sure"),
    }
)
"""Headings of the export's own columns."""


def period_name(first: date, last: date) -> str:
    """A period: "Mei 2026" for a whole month, else its days."""
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.replace(day=1) == last.replace(day=1):
        return month(first)
    if first == last:
        return day(first)
    same = first.replace(day=1) == last.replace(day=1)
    return f"{first.day}–{day(last)}" if same and chosen() == "id" else f"{day(first)} – {day(last)}"


def side_names(days: tuple[str, str], a: ReportFilter, b: ReportFilter) -> tuple[str, str]:
    """Both sides by what tells them apart; by their letters when nothing does. `days` are their periods in words."""
    names: tuple[list[str], list[str]] = ([], [])
    for get in (lambda at: days[at], *(_said(one, a, b) for one in _ASPECTS)):
        if get(0) != get(1):
            names[0].append(get(0))
            names[1].append(get(1))
    return " · ".join(names[0]) or "A", " · ".join(names[1]) or "B"


def _version(one: ReportFilter) -> str:
    return gettext("Version %(version)s", version=one.version) if one.version else gettext("All versions")


def _type(one: ReportFilter) -> str:
    return type_name(one.category) if one.category else gettext("All types")


def _group(one: ReportFilter) -> str:
    return priority_name(one.priority) if one.priority else gettext("Everybody")


_ASPECTS: tuple[Callable[[ReportFilter], str], ...] = (
    _version,
    _type,
    _group,
    lambda one: office_name(one.office),
)


def _said(aspect: Callable[[ReportFilter], str], a: ReportFilter, b: ReportFilter) -> Callable[[int], str]:
    return lambda at: aspect(b if at else a)


def slower(change: Change) -> str:
    """How much longer the median of B is: "slower by 4 minutes"."""
    length = _length(change.rise)
    if not round(change.rise / 1e6):  # nobody reads less than a second
        return gettext("as fast")
    return (
        gettext("slower by %(length)s", length=length)
        if change.rise > 0
        else gettext("faster by %(length)s", length=length)
    )


def more_often(change: Change) -> str:
    """How much more often B is late: "late more often by 12 points"."""
    points = number(abs(change.rise) * 100, 1)
    if not change.rise:
        return gettext("late as often")
    return (
        gettext("late more often by %(points)s percentage points", points=points)
        if change.rise > 0
        else gettext("late less often by %(points)s percentage points", points=points)
    )


def sure(change: Change) -> str:
    """What may be said of a difference."""
    return gettext(SURE[change.verdict])


def between(change: Change, lengths: bool) -> str:
    """The interval of a difference: "between −40 seconds and +7 minutes"; "" where there is none."""
    if change.low is None or change.high is None:
        return ""
    say = _signed_length if lengths else _signed_points
    return gettext("between %(low)s and %(high)s", low=say(change.low), high=say(change.high))


def badge(change: Change) -> tuple[str, str, str]:
    """A difference's verdict as a badge: words, kind and symbol."""
    return sure(change), *KINDS[change.verdict]


def _signed_length(microseconds: float) -> str:
    return f"{'+' if microseconds > 0 else '−'}{_length(microseconds)}" if round(microseconds / 1e6) else "0"


def _length(microseconds: float) -> str:
    """A length without its sign, below a minute in seconds: differences are often that small."""
    seconds = round(abs(microseconds) / 1e6)
    return (
        ngettext("%(num)d second", "%(num)d seconds", seconds)
        if seconds < 60
        else span(timedelta(seconds=seconds))
    )


def _signed_points(share: float) -> str:
    points = number(abs(share) * 100, 1)
    return points if points == "0" else f"{'+' if share > 0 else '−'}{points}"


def drawn(steps: tuple[Compared, ...]) -> list[dict[str, Any]]:
    """Each step as the chart draws it: both medians with what nine of ten stay within, and the standard as a line; a
    step that neither side completed is left out.
    """
    return [
        {
            "label": step_label(one.number, one.name),
            "sides": [_bar(side) for side in (one.a, one.b)],
            "change": one.median,
            "words": f"{slower(one.median)}, {sure(one.median)}" if one.median else "",
        }
        for one in steps
        if any(side and side.held for side in (one.a, one.b))
    ]


def _bar(side: SideStep | None) -> dict[str, Any]:
    if side is None or side.held is None:
        return {"median": 0, "far": 0, "mark": 0, "text": "–"}
    return {
        "median": side.held.median.total_seconds(),
        "far": side.held.p90.total_seconds(),
        "mark": side.limit.total_seconds() if side.limit else 0,
        "text": f"{span(side.held.median)} · {percent(side.rate)}"
        if side.kind != "none"
        else span(side.held.median),
    }
