"""Filters that turn the codes of tasks and cases into people's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, g

from engine import definitions, settings
from engine.refusals import NotFound
from processes.words import fill
from tasks import checklist
from tasks.breaches import RESPONSIBLE
from tasks.forms import Form
from tasks.timeline_events import Event
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.messages import text as message_text

_ANSWERS = {
    "ada": mark("present"),
    "tidak_ada": mark("missing"),
    "tidak_sesuai": mark("unfit"),
    "tidak_perlu": mark("not needed"),
}
_REASONS = {
    "applicant": mark("Waiting for the applicant"),
    "payment": mark("Waiting for the payment"),
    "examination": mark("Further examination"),
    "travel": mark("Travel"),
    "outage": mark("Outage"),
}
_RESPONSIBLE = {
    "kantor": mark("The office"),
    "pemohon": mark("The applicant"),
    "sistem": mark("The central system"),
    "jaringan": mark("The network"),
    "lain": mark("Others"),
}
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
}
_KINDS = {"breach.due": "bad", "incident.opened": "bad", "task.completed": "ok", "clock.paused": "warn"}


def install(app: Flask) -> None:
    """Put the filters into the templates' world."""
    app.jinja_env.filters.update(
        type_name=type_name,
        office_words=office_words,
        end_name=end_name,
        reason_name=reason_name,
        responsible_name=lambda code: gettext(_RESPONSIBLE.get(code) or str(code)),
        incident_name=incident_name,
        field_name=field_name,
        answer_name=answer_name,
        person_choice=person_choice,
        option_pair=lambda option: (option.value, option.label),
        event_line=event_line,
    )
    app.jinja_env.tests["starts"] = lambda text, prefix: str(text).startswith(prefix)
    app.context_processor(
        lambda: {"responsible_choices": [(c, gettext(_RESPONSIBLE[c])) for c in RESPONSIBLE]}
    )


def type_name(code: str) -> str:
    """The label of an application type; the code itself where the catalogue does not know it."""
    return _types().get(code, code)


def office_words(text: str) -> str:
    """A text of the SOP with the office's words in its {placeholders}."""
    if "office_words" not in g:
        with site().db.read(actor()) as tx:
            g.office_words = settings.words(tx)
    return fill(text, g.office_words)


def end_name(code: str, key: str) -> str:
    """The label of an end event, as the newest version of the SOP words it."""
    if code == "canceled":
        return gettext("withdrawn")
    known: dict[str, dict[str, str]] = g.setdefault("end_names", {})
    if key not in known:
        try:
            with site().db.read(actor()) as tx:
                elements = definitions.latest(tx, key).diagram.elements
            known[key] = {
                name: element.name for name, element in elements.items() if element.type == "endEvent"
            }
        except NotFound:
            known[key] = {}
    return known[key].get(code, code)


def reason_name(code: str) -> str:
    """The label of a pause's or breach's reason."""
    if code in _REASONS:
        return gettext(_REASONS[code])
    if "reason_names" not in g:
        with site().db.read(actor()) as tx:
            rows = [*settings.value(tx, "reasons.pause"), *settings.value(tx, "reasons.late")]
        g.reason_names = {row["code"]: row["label"] for row in rows}
    return str(g.reason_names.get(code, code))


def incident_name(key: str) -> str:
    """What an incident's cause means."""
    return message_text(key, {}) or key


def field_name(path: str, form: Form) -> str:
    """The label of a recorded answer: "kelengkapan.kk.nilai" is the item's own."""
    parts = path.split(".")
    labels = (
        {item.code: item.label for item in form.gate}
        | dict(form.results)
        | {f.id: f.label for f in form.fields}
    )
    if len(parts) > 1:
        name = office_words(labels.get(parts[1], parts[1]))
        return gettext("Note on %(item)s", item=name) if parts[-1] == "catatan" else name
    return labels.get(path, gettext("Remark") if path == "catatan" else path)


def answer_name(value: Any) -> str:
    """A recorded answer in words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return gettext(_ANSWERS[value]) if value in _ANSWERS else str(value)


def person_choice(login: str, names: Mapping[str, str]) -> tuple[str, str]:
    """A person as an option of a list."""
    return login, names.get(login, login)


def event_line(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    """One line of a timeline."""
    step = f"{event.step}. " if event.step else ""
    name = office_words(f"{step}{event.name}")
    title = gettext(_EVENTS.get(event.kind, event.kind))
    return {
        "at": event.at,
        "title": f"{title}: {name}" if event.name else title,
        "who": names.get(event.actor, event.actor) if event.actor not in ("", "system") else "",
        "text": _detail(event),
        "kind": _KINDS.get(event.kind, ""),
    }


def _detail(event: Event) -> str:
    details = event.details
    if reason := details.get("reason"):
        return reason_name(str(reason))
    for name in ("outcome", "text", "name", "number"):
        if details.get(name):
            return (
                re.sub(r"^END_", "", str(details[name])).replace("_", " ").capitalize()
                if name == "outcome"
                else str(details[name])
            )
    return ""


def _types() -> dict[str, str]:
    if "type_names" not in g:
        g.type_names = {kind.code: kind.label for kind in checklist.application_types()}
    found: dict[str, str] = g.type_names
    return found
