"""The ways between the auditor's pages: groups by question, the pages of the current group below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from web.shell.i18n import gettext, mark
from web.shell.navigation import may


@dataclass(frozen=True, slots=True)
class Group:
    """Pages that answer one kind of question; the first the visitor may use is where the group leads."""

    label: str
    icon: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `under` are other looks at it (endpoints, or a whole blueprint) that light its tab."""

    endpoint: str
    label: str
    under: tuple[str, ...] = ()


# A page that is not registered shows no tab, nor does one the visitor may not use.
GROUPS = (
    Group(
        mark("Step timings"),
        "chart",
        (
            Page("audit.index", mark("Overview"), ("steps",)),
            Page("heat.index", mark("Heat map")),
            Page("compare.index", mark("Compare")),
            Page("offices.index", mark("Offices")),
            Page("outlook.index", mark("Open now")),
            Page("day.index", mark("A day")),
            Page("explore.index", mark("Own question"), ("explore", "questions")),
            Page("exports.index", mark("Exports"), ("exports",)),
        ),
    ),
    Group(
        mark("What was late"),
        "warning",
        (
            Page("audit.late", mark("List")),
            Page("lateness.board", mark("Board")),
            Page("lateness.why", mark("Causes"), ("lateness.document", "lateness.outage")),
            Page("pauses.index", mark("Pauses")),
        ),
    ),
    Group(
        mark("Conformance"),
        "check",
        (
            Page("conformance.index", mark("Deviations"), ("conformance",)),
            Page("variants.index", mark("Variants"), ("variants",)),
            Page("interventions.index", mark("Interventions")),
        ),
    ),
    Group(mark("Requests"), "folder", (Page("audit.requests", mark("Requests")),)),
    Group(
        mark("Reports"),
        "file",
        (
            Page("filings.index", mark("To be filed"), ("filings",)),
            Page("issued.index", mark("Passports issued")),
            Page("saved.index", mark("Saved reports"), ("saved",)),
            Page("schedules.index", mark("Schedules"), ("schedules",)),
        ),
    ),
    Group(
        mark("Evidence"),
        "shield",
        (
            Page("evidence.index", mark("Evidence packs"), ("evidence",)),
            Page("trail.index", mark("Audit trail"), ("trail",)),
        ),
    ),
    Group(
        mark("Personal data"),
        "user",
        (
            Page("privacy.index", mark("Looks at it")),
            Page("erasures.index", mark("Erasures and holds"), ("erasures",)),
            Page("retention.index", mark("Retention")),
            Page("retention.processing", mark("Record of processing")),
            Page("copies.index", mark("Copy for the person"), ("copies",)),
            Page("leaks.index", mark("Breaches of data"), ("leaks",)),
        ),
    ),
)

# Pages that take the filter of the address (SOP, period, version, type), so that it is kept on the way to them.
_FILTERED = frozenset(
    ("audit", "heat", "compare", "outlook", "lateness", "pauses", "conformance", "variants", "explore")
)


def rows(query: Mapping[str, Any]) -> list[dict[str, object]]:
    """The groups as tabs, the current one with its `pages` as a second row; `query` is the filter to keep."""
    return [
        _group(group, shown, query)
        for group in GROUPS
        if (shown := [p for p in group.pages if may(p.endpoint)])
    ]


def _group(group: Group, shown: list[Page], query: Mapping[str, Any]) -> dict[str, object]:
    current = any(map(_lit, shown))
    return {
        "label": gettext(group.label),
        "url": _url(shown[0], query),
        "icon": group.icon,
        "current": current,
        "pages": list(_pages(shown, query)) if current and len(shown) > 1 else [],
    }


def _pages(shown: list[Page], query: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    for page in shown:
        yield {"label": gettext(page.label), "url": _url(page, query), "current": _lit(page)}


def _url(page: Page, query: Mapping[str, Any]) -> str:
    return url_for(page.endpoint, **(query if page.endpoint.partition(".")[0] in _FILTERED else {}))


def _lit(page: Page) -> bool:
    here = {page.endpoint, *page.under}
    return request.endpoint in here or request.blueprint in here
