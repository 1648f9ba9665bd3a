"""Deviations in words: what each kind is called, what it means, and where its rule comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.conformance.deviations import GROUPS, HANDS, Deviation, Kind
from tasks.conformance.history import State
from web.pages.audit_scope import heading
from web.shell.i18n import gettext, mark
from web.shell.office import office_words, role_name

_KINDS = {
    Kind.SKIPPED: mark("Step left out"),
    Kind.ORDER: mark("Step out of order"),
    Kind.EXTRA: mark("Step where none is due"),
    Kind.UNKNOWN: mark("Step the version does not have"),
    Kind.EARLY: mark("Before its turn"),
    Kind.MOVED: mark("Moved to another version"),
    Kind.CANCELED: mark("Withdrawn by the office"),
    Kind.ANSWERED: mark("Step answered by the system"),
    Kind.SETTLED: mark("Payment settled by hand"),
    Kind.UNDONE: mark("Absence taken back"),
    Kind.REASSIGNED: mark("Reassigned"),
    Kind.DELEGATED: mark("Delegated"),
    Kind.PUT_BACK: mark("Given back after work began"),
    Kind.OUTSIDE_LANE: mark("Done from outside the lane"),
    Kind.ONE_OFFICER: mark("Two officers asked, one there"),
    Kind.OWN_CONFIRMATION: mark("Own explanation confirmed"),
}
_MEANINGS = {
    Kind.SKIPPED: mark("The request went past a step of the version without a record of it."),
    Kind.ORDER: mark("The step was done, but not at its place in the flow."),
    Kind.EXTRA: mark("The step was done once more than the flow allows, or on a way it does not lie on."),
    Kind.UNKNOWN: mark("A step was done that this version does not have."),
    Kind.EARLY: mark(
        "It was begun, or happened in the world, before the step that must precede it was done."
    ),
    Kind.MOVED: mark("Somebody moved the running request to another version."),
    Kind.CANCELED: mark("Somebody of the office ended the request; an applicant's own withdrawal is none."),
    Kind.ANSWERED: mark("The system answered the step because an officer confirmed that nobody came."),
    Kind.SETTLED: mark("A payment that did not fit was accepted by hand."),
    Kind.UNDONE: mark("An officer took back that the applicant had not come."),
    Kind.REASSIGNED: mark("A supervisor gave the task to another person, or back to all."),
    Kind.DELEGATED: mark("The task was entrusted to a colleague."),
    Kind.PUT_BACK: mark("Who had begun the task gave it back to all."),
    Kind.OUTSIDE_LANE: mark("At that moment the person held no role that may do the step."),
    Kind.ONE_OFFICER: mark("The step asks for two officers; there was one, or the same person twice."),
    Kind.OWN_CONFIRMATION: mark("Who explained the lateness confirmed its cause too."),
}
_FLOW = mark("The version's flow, by an alignment")
_TRAIL = mark("The audit trail")
_SOURCES = {
    Kind.ANSWERED: mark("SOP M-Paspor, row 15; the audit trail"),
    Kind.OUTSIDE_LANE: mark("The lane drawn; roles then, from the audit trail"),
    Kind.ONE_OFFICER: mark("The step's cell for two officers"),
    Kind.OWN_CONFIRMATION: mark("Four eyes on breaches"),
}
_GROUPS = {
    "flow": mark("Flow and order"),
    "hands": mark("Acts by hand"),
    "people": mark("Who did it"),
}
_STATES = {
    State.ENDED: (mark("Completed"), "ok", "check"),
    State.OPEN: (mark("Running"), "brand", "play"),
    State.BROKEN: (mark("Canceled"), "neutral", "cross"),
}

_COLUMNS = {
    "fitness": mark("Fitness"),
    "deviation": mark("Deviation"),
    "at": mark("When"),
    "by": mark("By"),
    "other_person": mark("Other person or roles"),
    "path": mark("Path"),
    "withdrawn": mark("Withdrawn"),
    "requests": mark("Requests"),
    "share": mark("Share"),
    "share_late": mark("Share late"),
    "deviating": mark("With a deviation"),
    "gross_median_seconds": mark("Median gross (seconds)"),
    "net_median_seconds": mark("Median net (seconds)"),
}


def column(name: str) -> str:
    """The heading of a column of the CSV or workbook."""
    return gettext(_COLUMNS[name]) if name in _COLUMNS else heading(name)


def kind_name(kind: str) -> str:
    """What a kind of deviation is called; "any" stands for all."""
    return gettext(_KINDS[Kind(kind)]) if kind in set(Kind) else gettext("Any deviation")


def meaning(kind: Kind) -> str:
    """What it means."""
    return gettext(_MEANINGS[kind])


def source(kind: Kind) -> str:
    """Where its rule stands."""
    return gettext(_SOURCES.get(kind) or (_TRAIL if kind in HANDS else _FLOW))


def groups() -> dict[str, str]:
    """The groups of kinds in words."""
    return {code: gettext(words) for code, words in _GROUPS.items()}


def group_of(kind: Kind) -> str:
    """The group a kind belongs to, in words."""
    return gettext(next(_GROUPS[code] for code, kinds in GROUPS.items() if kind in kinds))


def state(one: State) -> tuple[str, str, str]:
    """A case's state: words, kind of badge, symbol."""
    words, kind, symbol = _STATES[one]
    return gettext(words), kind, symbol


def step(called: tuple[str, str] | None) -> str:
    """A step as "7. Foto dan sidik jari"; empty for the whole request."""
    number, name = called or ("", "")
    return f"{number}. {office_words(name)}" if number else office_words(name)


def told(one: Deviation, called: tuple[str, str] | None, names: Mapping[str, str]) -> dict[str, Any]:
    """A deviation as a line of a timeline."""
    who = names.get(one.who, one.who)
    return {
        "at": one.at,
        "title": ": ".join(filter(None, (kind_name(one.kind), step(called)))),
        "who": who if one.who not in ("", "system") else "",
        "text": " · ".join(filter(None, (_detail(one, names), one.reason))),
        "kind": "bad",
    }


def _detail(one: Deviation, names: Mapping[str, str]) -> str:
    if one.kind is Kind.SKIPPED:
        return gettext("passed over when the request was moved") if one.by_move else ""
    if not one.other:
        return ""
    if one.kind is Kind.OUTSIDE_LANE:
        roles = ", ".join(role_name(role) for role in one.other.split(", "))
        return gettext("the step is of: %(roles)s", roles=roles)
    return gettext("to or with %(name)s", name=names.get(one.other, one.other))
