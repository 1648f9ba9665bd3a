"""Filters that turn the codes of tasks and cases into people's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask, g

from engine import definitions, settings
from engine.refusals import NotFound
from tasks import checklist
from tasks.breaches import RESPONSIBLE
from tasks.forms import CHOICE, GATE, RESULTS, Form
from web.shell.i18n import gettext, mark, ngettext
from web.shell.identity import actor, site
from web.shell.messages import text as message_text
from web.shell.office import office_words, zone

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
    "collection": mark("Waiting to be collected"),
    "travel": mark("Travel"),
    "outage": mark("Outage"),
    "released": mark("Given back or handed on"),
}
_RESPONSIBLE = {
    "kantor": mark("The office"),
    "pemohon": mark("The applicant"),
    "sistem": mark("The central system"),
    "jaringan": mark("The network"),
    "instansi_lain": mark("Another agency"),
    "kahar": mark("Force majeure"),
    "lain": mark("Others"),
}
_FIELDS = {
    "catatan": mark("Remark"),
    "petugas_kedua": mark("Second officer"),
    "late.reason": mark("Cause"),
    "late.note": mark("What happened"),
}


_STATES = {
    "CREATED": (mark("Not taken yet"), "neutral", "circle"),
    "ASSIGNED": (mark("Taken"), "info", "user"),
    "IN_PROGRESS": (mark("In progress"), "brand", "play"),
    "SUSPENDED": (mark("Paused"), "warn", "pause"),
    "COMPLETED": (mark("Completed"), "ok", "check"),
    "CANCELED": (mark("Canceled"), "neutral", "cross"),
    "FAILED": (mark("Failed"), "bad", "stop"),
    "active": (mark("Running"), "brand", "play"),
    "completed": (mark("Completed"), "ok", "check"),
    "canceled": (mark("Canceled"), "neutral", "cross"),
    "running": (mark("Running"), "brand", "play"),
    "paused": (mark("Paused"), "warn", "pause"),
    "waiting": (mark("Not yet started"), "neutral", "circle"),
    "stopped": (mark("Stopped"), "neutral", "check"),
    "replaced": (mark("Replaced"), "neutral", "history"),
    "late": (mark("Late"), "bad", "warning"),
    "new": (mark("Unexplained"), "bad", "warning"),
    "explained": (mark("Explained"), "warn", "info"),
    "confirmed": (mark("Confirmed"), "info", "check"),
    "closed": (mark("Closed"), "ok", "check"),
}


def install(app: Flask) -> None:
    """Put the filters into the templates' world."""
    app.jinja_env.filters.update(
        type_name=type_name,
        office_words=office_words,
        end_name=end_name,
        reason_name=reason_name,
        responsible_name=lambda code: gettext(_RESPONSIBLE.get(code) or str(code)),
        system_name=system_name,
        incident_name=incident_name,
        field_name=field_name,
        answer_name=answer_name,
        person_choice=person_choice,
        option_pair=lambda option: (option.value, option.label),
        state_badge=state_badge,
        from_start=from_start,
        length_name=length_name,
        local_input=local_input,
    )
    app.jinja_env.tests["starts"] = lambda text, prefix: str(text).startswith(prefix)
    app.context_processor(
        lambda: {"responsible_choices": [(c, gettext(_RESPONSIBLE[c])) for c in RESPONSIBLE]}
    )


def type_name(code: str) -> str:
    """The label of an application type; the code itself where the catalogue does not know it."""
    return _types().get(code, code)


def end_name(code: str, key: str) -> str:
    """The label of an end event, as the newest version of the SOP (or of one it calls) words it."""
    if code == "canceled":
        return gettext("withdrawn")
    known: dict[str, dict[str, str]] = g.setdefault("end_names", {})
    if key not in known:
        try:
            with site().db.read(actor()) as tx:
                elements = definitions.newest_reached(tx, key).elements
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


def system_name(code: str) -> str:
    """The label of a system that can fail, as the settings word it."""
    if "system_names" not in g:
        with site().db.read(actor()) as tx:
            g.system_names = {row["code"]: row["label"] for row in settings.value(tx, "outage.systems")}
    return str(g.system_names.get(code, code))


def incident_name(key: str) -> str:
    """What an incident's cause means."""
    return message_text(key, {}) or key


def field_name(path: str, form: Form) -> str:
    """The label of a field: "kelengkapan.kk.nilai" is the item's own; a name that has none stays as it is."""
    labels = {item.code: item.label for item in form.gate} | dict(form.results)
    labels |= {field.id: field.label for field in form.fields}
    parts = path.split(".")
    if parts[0] in (GATE, RESULTS) and len(parts) > 1:
        name = office_words(labels.get(parts[1], parts[1]))
        return gettext("Note on %(item)s", item=name) if parts[-1] == "catatan" else name
    if path == CHOICE:
        return form.question or gettext("Decision")
    return office_words(labels[path]) if path in labels else gettext(_FIELDS.get(path, path))


def answer_name(value: Any) -> str:
    """A recorded answer in words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return gettext(_ANSWERS[value]) if value in _ANSWERS else str(value)


def state_badge(code: str) -> tuple[str, str, str]:
    """A task's, case's, clock's or breach's state as a badge: words, kind, symbol."""
    words, kind, symbol = _STATES.get(code, (code, "neutral", "circle"))
    return gettext(words), kind, symbol


def person_choice(login: str, names: Mapping[str, str]) -> tuple[str, str]:
    """A person as an option of a list."""
    return login, names.get(login, login)


def from_start(standard: tuple[int, str]) -> str:
    """A limit that counts from Start, in words: "3 menit sejak Mulai"."""
    return gettext("%(length)s from Start", length=length_name(standard))


def length_name(standard: tuple[int, str]) -> str:
    """An amount of a time unit of the SOP: "2 hari kerja"."""
    amount, unit = standard
    match unit:
        case "minute":
            return ngettext("%(num)d minute", "%(num)d minutes", amount)
        case "hour":
            return ngettext("%(num)d hour", "%(num)d hours", amount)
        case "day":
            return ngettext("%(num)d day", "%(num)d days", amount)
        case "working_day":
            return ngettext("%(num)d working day", "%(num)d working days", amount)
        case "week":
            return ngettext("%(num)d week", "%(num)d weeks", amount)
        case "month":
            return ngettext("%(num)d month", "%(num)d months", amount)
    return f"{amount} {unit}"


def local_input(text: Any) -> str:
    """An instant as <input type="datetime-local"> wants it, in the office's zone; what is none stays as typed."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return str(text)
    return (at.astimezone(zone()) if at.tzinfo else at).strftime("%Y-%m-%dT%H:%M")


def _types() -> dict[str, str]:
    if "type_names" not in g:
        g.type_names = {kind.code: kind.label for kind in checklist.application_types()}
    found: dict[str, str] = g.type_names
    return found
