"""Changing the office's settings: who may change which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import settings
from engine.database import Actor
from engine.settings import SETTINGS
from tasks import rights, texts
from tasks.roles import ADMINISTRATOR, PROCESS_OWNER
from tasks.site import Site

PROCESS_AREAS = frozenset({"words", "limits"})
"""Areas that belong to the SOP as much as to the office: a process owner may change them too."""

_AREAS = {setting.key: setting.area for setting in SETTINGS}
_LONGEST_REASON = 500


def change(site: Site, actor: Actor, changes: Mapping[str, Any], reason: object = "") -> None:
    """Store settings, all or none, each with a line in the audit trail.

    Raises Forbidden, Invalid naming every wrong one (a key that does not exist among them).
    """
    shared = bool(changes) and all(_AREAS.get(key) in PROCESS_AREAS for key in changes)
    rights.require_role(actor, *((ADMINISTRATOR, PROCESS_OWNER) if shared else (ADMINISTRATOR,)))
    why = texts.line(reason, "reason", _LONGEST_REASON, required=False)
    with site.db.begin(actor) as tx:
        settings.put(tx, changes, why)
