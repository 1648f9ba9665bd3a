"""The office's own words and zone, read from its settings once per request."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import g

from engine import settings
from processes.words import fill
from tasks import lanes
from tasks.lanes import Lane
from web.shell.i18n import N_, gettext
from web.shell.identity import site

_ROLES = {
    "petugas": N_("Officer"),
    "koordinator": N_("Coordinator"),
    "ketua_tim": N_("Team leader"),
    "pengawas": N_("Field supervisor"),
    "supervisor": N_("Supervisor"),
    "process_owner": N_("Process owner"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
    "inspector": N_("Inspectorate"),
    "data_protection": N_("Data protection officer"),
    "pemohon": N_("Applicant"),
    "all_lanes": N_("Every lane"),
    "system": N_("System"),
}


def setting(key: str) -> Any:
    """A setting in force; raises KeyError for one that does not exist."""
    if "settings" not in g:
        with site().db.read() as tx:
            g.settings = settings.all_values(tx)
    values: dict[str, Any] = g.settings
    return values[key]


def office_words(text: str) -> str:
    """A text of the SOP with the office's words in its {placeholders}."""
    if "office_words" not in g:
        with site().db.read() as tx:
            g.office_words = settings.words(tx)
    return fill(text, g.office_words)


def zone() -> ZoneInfo:
    """The office's zone: every time people see is told in it."""
    return ZoneInfo(str(setting("office.zone")))


def role_name(role: str) -> str:
    """A role as people call it: the office's word, else the product's, else as the SOP's lane is named."""
    own = office_role_name(role)
    if own:
        return own
    if role in _ROLES:
        return str(_ROLES[role])
    lane = _lanes().get(role)
    return lane.name if lane else role.replace("_", " ").capitalize()


def office_role_name(role: str) -> str:
    """The office's own word for a role, by its settings; empty where it has none."""
    try:
        return str(setting(f"role.{role}"))
    except KeyError:
        return str({row["code"]: row["label"] for row in setting("roles.names")}.get(role, ""))


def role_meaning(role: str) -> str:
    """What a role is for, in one line: what a product role may do, or whose work a lane of another SOP is."""
    meanings = {
        "supervisor": gettext("Reassigns tasks, confirms who is responsible for lateness."),
        "process_owner": gettext("Edits and publishes SOPs."),
        "auditor": gettext("Reads everything, changes nothing."),
        "administrator": gettext("People, roles, calendar, settings, tokens."),
        "inspector": gettext("Compares all offices, and visits one as its auditor."),
        "data_protection": gettext("Sees to how long people's data is kept, and to what is erased."),
    }
    lane = None if role in _ROLES else _lanes().get(role)
    if lane is not None:
        return " · ".join(
            part for part in (lane.heading if lane.heading != lane.name else "", lane.sop) if part
        )
    return meanings.get(role, "")


def _lanes() -> dict[str, Lane]:
    if "lanes" not in g:
        with site().db.read() as tx:
            g.lanes = {lane.role: lane for lane in lanes.in_force(tx)}
    found: dict[str, Lane] = g.lanes
    return found
