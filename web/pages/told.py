"""What happened, in lines for a reader: a case's timeline, or the history of one of its tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import shorten
from typing import Any

from tasks.moving.reasons import Reason
from tasks.timeline_events import Event
from web.pages.moving_words import reason_words
from web.pages.words import answer_name, end_name, reason_name
from web.shell.formatting import short_moment
from web.shell.i18n import gettext, mark, ngettext
from web.shell.office import office_words

_EVENTS = {
    "case.started": mark("Request started"),
    "case.settled": mark("Service ended"),
    "case.ended": mark("Request closed"),
    "case.canceled": mark("Request withdrawn"),
    "task.opened": mark("Opened"),
    "task.claimed": mark("Taken"),
    "task.started": mark("Started"),
    "task.suspended": mark("Paused"),
    "task.resumed": mark("Gone on"),
    "task.completed": mark("Completed"),
    "task.canceled": mark("Canceled"),
    "wait.opened": mark("Waiting"),
    "wait.passed": mark("Wait over"),
    "wait.canceled": mark("Wait canceled"),
    "call.opened": mark("On to another SOP"),
    "call.passed": mark("Back from the other SOP"),
    "call.canceled": mark("The other SOP was broken off"),
    "message.received": mark("Received"),
    "clock.paused": mark("The clock stands still"),
    "clock.resumed": mark("The clock goes on"),
    "breach.due": mark("Deadline passed"),
    "letter.issued": mark("Letter issued"),
    "comment.written": mark("Comment"),
    "attachment.added": mark("File attached"),
    "attachment.removed": mark("File removed"),
    "incident.opened": mark("Incident"),
    "incident.resolved": mark("Incident resolved"),
    "case.moved": mark("Moved to another version"),
}
_KINDS = {"breach.due": "bad", "incident.opened": "bad", "task.completed": "ok", "clock.paused": "wait"}
_IN_THE_TABLE = frozenset({"task.opened", "task.claimed", "task.started"})  # the table of steps tells them
_ECHOES = {"clock.paused": "wait.opened", "clock.resumed": "message.received"}
_LONGEST = 60


def of_case(events: Iterable[Event], names: Mapping[str, str], key: str) -> list[dict[str, Any]]:
    """The timeline of a case: what its table of steps does not tell, a wait and its pause as one line."""
    told = [event for event in events if event.kind not in _IN_THE_TABLE]
    happened = {(event.at, event.kind) for event in told}
    return [
        line(event, names, key)
        for event in told
        if (event.at, _ECHOES.get(event.kind, "")) not in happened or event.details.get("outage")
    ]


def of_task(events: Iterable[Event], names: Mapping[str, str], key: str) -> list[dict[str, Any]]:
    """The history of one task; its name stands above already."""
    return [line(event, names, key) | {"title": _title(event)} for event in events]


def line(event: Event, names: Mapping[str, str], key: str) -> dict[str, Any]:
    """One line: {at, title, text, kind}; `names` are shown names by login, `key` the SOP's."""
    step = f"{event.step}. " if event.step else ""
    name = shorten(office_words(event.name), _LONGEST, placeholder="…")
    who = names.get(event.actor, event.actor) if event.actor not in ("", "system") else ""
    return {
        "at": event.at,
        "title": f"{_title(event)}: {step}{name}" if event.name else _title(event),
        "text": " · ".join(part for part in (who, _detail(event, names, key)) if part),
        "kind": _KINDS.get(event.kind, ""),
    }


def _title(event: Event) -> str:
    withdrawn = event.kind == "case.ended" and event.details.get("status") == "canceled"
    kind = "case.canceled" if withdrawn else event.kind
    return gettext(_EVENTS.get(kind, kind))


def _detail(event: Event, names: Mapping[str, str], key: str) -> str:
    details = event.details
    if event.kind == "case.settled":
        return end_name(str(details["outcome"]), key) if details.get("outcome") else ""
    if event.kind == "case.moved":
        old = ", ".join(map(str, details["from"]))
        said = [gettext("Version %(old)s → %(new)s", old=old, new=details["to"]), str(details["note"])]
        return ". ".join([*said, *(reason_words(Reason(**one)) for one in details["told"])])
    if event.kind in ("clock.resumed", "task.resumed"):
        return ""  # why it stood still was said when it began to
    if event.kind == "task.completed":
        return _completed(details, names)
    if event.kind == "letter.issued":
        count = len(details["items"])
        return ngettext("%(num)d item is missing or unfit", "%(num)d items are missing or unfit", count)
    if occurred := details.get("occurred_at"):
        return short_moment(occurred)
    found = [reason_name(str(details["reason"]))] if details.get("reason") else []
    found += [str(details[name]) for name in ("evidence", "note", "text", "file") if details.get(name)]
    return ". ".join(found)


def _completed(details: Mapping[str, Any], names: Mapping[str, str]) -> str:
    found = []
    if outcome := details.get("outcome"):
        found.append(gettext("Decision: %(choice)s", choice=answer_name(str(outcome).replace("_", " "))))
    if second := details.get("second_officer"):
        found.append(gettext("with %(name)s", name=names.get(second, second)))
    return ", ".join(found)
