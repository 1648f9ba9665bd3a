"""The office's own words and zone, read from its settings once per request."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import g

from engine import settings
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


def zone() -> ZoneInfo:
    """The office's zone: every time people see is told in it."""
    return ZoneInfo(str(setting("office.zone")))


def role_name(role: str) -> str:
    """A role as people call it: the office's word, else the product's, else the slug made readable."""
    try:
        own = str(setting(f"role.{role}"))
    except KeyError:
        own = ""
    if own:
        return own
    return str(_ROLES[role]) if role in _ROLES else role.replace("_", " ").capitalize()


def role_meaning(role: str) -> str:
    """What a product role may do, in one line; empty for lanes, whose SOP says it."""
    meanings = {
        "supervisor": gettext("Reassigns tasks, confirms who is responsible for lateness."),
        "process_owner": gettext("Edits and publishes SOPs."),
        "auditor": gettext("Reads everything, changes nothing."),
        "administrator": gettext("People, roles, calendar, settings, tokens."),
    }
    return meanings.get(role, "")
