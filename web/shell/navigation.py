"""The way through the pages: entries by role; an entry appears once its page is registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel.speaklater import LazyString

from web.shell import rights, waiting
from web.shell.i18n import N_
from web.shell.identity import visitor


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to a page: `areas` light it up while any page of those blueprints, or one of those endpoints, is shown.

    Who may not use the page is led to the first of `others` they may use.
    """

    endpoint: str
    label: LazyString
    icon: str
    areas: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


_STUDIO = (
    *("studio", "changes", "preview", "plugin", "play", "scenarios", "replay", "simulation"),
    *("reviews", "lives", "merges", "moving", "paper", "standards"),
)
MAIN = (
    Entry("inbox.index", N_("My tasks"), "inbox", ("inbox", "task")),
    Entry("instance.index", N_("Requests"), "folder", ("instance", "bills")),
    Entry("start.index", N_("New request"), "plus", ("start",)),
    Entry(
        "sop.index",
        N_("SOP"),
        "flow",
        ("sop", "elements", "adopting", "decisions", "drafting", "intake", *_STUDIO),
    ),
    Entry(
        "arrivals.index", N_("Waiting room"), "people", ("arrivals", "counters", "quotas"), ("quotas.index",)
    ),
    Entry("complaints.index", N_("Complaints"), "comment", ("complaints", "surveys"), ("surveys.index",)),
    Entry(
        "audit.index",
        N_("Auditor"),
        "chart",
        (
            "audit",
            "day",
            "heat",
            "outlook",
            "steps",
            "compare",
            "offices",
            "lateness",
            "pauses",
            "conformance",
            "variants",
            "interventions",
            "issued",
            "filings",
            "saved",
            "schedules",
            "trail",
            "evidence",
            "explore",
            "questions",
            "exports",
            *("privacy", "erasures", "retention", "copies", "leaks"),
        ),
        ("offices.index", "trail.index", "privacy.index"),
    ),
    Entry(
        "people.index",
        N_("Administration"),
        "gear",
        ("people", "tokens", "calendar", "quotas", "settings", "outages", "outbox", "systems"),
        ("settings.index", "outages.index"),
    ),
)
ADMINISTRATION = (
    Entry("people.index", N_("People"), "people", ("people",)),
    Entry("calendar.index", N_("Working calendar"), "calendar", ("calendar",)),
    Entry("quotas.index", N_("Quotas"), "chart", ("quotas",)),
    Entry("settings.index", N_("Settings"), "gear", ("settings",)),
    Entry("outages.index", N_("Outages"), "warning", ("outages",)),
    Entry("systems.index", N_("Systems"), "flow", ("systems",)),
    Entry("outbox.index", N_("Messages"), "send", ("outbox",)),
    Entry("tokens.index", N_("Tokens"), "key", ("tokens",)),
)


QUEUE = (
    Entry("arrivals.index", N_("Arrivals"), "calendar", ("arrivals",)),
    Entry("counters.index", N_("Counter"), "user", ("counters",)),
    Entry("quotas.index", N_("Quotas"), "chart", ("quotas",)),
)
PROCEDURES = (
    Entry("sop.index", N_("SOP"), "flow", ("sop",)),
    Entry("decisions.index", N_("Decision tables"), "check", ("decisions",)),
    Entry("elements.index", N_("What runs"), "play", ("elements",)),
)
# What a process owner does with the draft of one decision model; the addresses take its key.
MODEL_DRAFT = (
    Entry("drafting.index", N_("Editor"), "edit", ("drafting",)),
    Entry("drafting.changes", N_("Changes"), "flow", ("drafting.changes",)),
    Entry(
        "drafting.trial",
        N_("Try it out"),
        "play",
        ("drafting.trial", "drafting.attempt"),
    ),
)
CASES = (
    Entry("instance.index", N_("Requests"), "folder", ("instance",)),
    Entry("bills.index", N_("Bills"), "file", ("bills",)),
)


# What a process owner does with one SOP; the addresses take its key. A page that is not there yet shows no entry.
STUDIO = (
    Entry("studio.edit", N_("Editor"), "edit", ("studio",)),
    Entry("changes.of_draft", N_("Changes"), "flow", ("changes",)),
    Entry("preview.index", N_("Forms"), "clip", ("preview",)),
    Entry("play.index", N_("Play"), "play", ("play",)),
    Entry("scenarios.index", N_("Scenarios"), "check", ("scenarios",)),
    Entry("replay.index", N_("Replay"), "clock", ("replay",)),
    Entry("simulation.index", N_("Simulation"), "chart", ("simulation",)),
    Entry("reviews.index", N_("Review"), "comment", ("reviews",)),
    Entry("lives.index", N_("Versions"), "history", ("lives",)),
    Entry("moving.index", N_("Running requests"), "send", ("moving",)),
    Entry("paper.index", N_("Document"), "print", ("paper",)),
)


VOICE = (
    Entry("complaints.index", N_("Complaints"), "comment", ("complaints",)),
    Entry("surveys.index", N_("Satisfaction"), "chart", ("surveys",)),
)


@dataclass(frozen=True, slots=True)
class Way:
    """An entry as shown to this visitor, with how many things wait for them behind it."""

    label: str
    url: str
    icon: str
    current: bool
    waiting: int = 0


def ways(entries: tuple[Entry, ...], **values: Any) -> list[Way]:
    """The entries this visitor may follow, the one being shown marked: the first, where two lead to a page.

    `values` are what every address of them takes, such as the key of an SOP.
    """
    led = [(entry, next(filter(may, (entry.endpoint, *entry.others)), "")) for entry in entries]
    shown = [(entry, endpoint) for entry, endpoint in led if endpoint]
    lit = (
        [entry for entry, _ in shown if here in entry.areas] for here in (request.endpoint, request.blueprint)
    )
    current = next((entry for entries_ in lit for entry in entries_), None)
    return [
        Way(
            str(entry.label),
            url_for(endpoint, **values),
            entry.icon,
            entry is current,
            waiting.behind(endpoint) if entry in MAIN else 0,
        )
        for entry, endpoint in shown
    ]


def may(endpoint: str) -> bool:
    """Whether a page exists and this visitor may use it: asked by navigation and by buttons."""
    view = current_app.view_functions.get(endpoint)
    return view is not None and rights.allows(rights.of(view), visitor())


# What shows somebody's trade, and where its work begins.
_WORKPLACES = {
    "inbox.index": "inbox.index",
    "studio.edit": "sop.index",
    "audit.index": "audit.index",
    "offices.index": "offices.index",
    "people.index": "people.index",
}


def home() -> str:
    """The address of the visitor's own first page: where the work of their role is, else the first they may see."""
    found = next((place for trade, place in _WORKPLACES.items() if may(trade)), None)
    found = found or next((entry.endpoint for entry in MAIN if may(entry.endpoint)), "account.index")
    return url_for(found)
