"""Refused attempts: who tried what he may not do stands in the trail too, though nothing was changed."""

from __future__ import annotations

from engine import audit
from engine.database import Actor
from tasks.site import Site

CHAIN = "attempts"


def note_refused(site: Site, actor: Actor, key: str, route: str, subject: str) -> None:
    """Record that a person was refused (design of the trail: failed and refused attempts are recorded too).

    `key` is the refusal's, `route` what was asked for, without values: "POST /tasks/<int:task_id>/claim"; `subject`
    is whatever number stood in it ("task:7"), or "".
    """
    with site.db.begin(actor) as tx:
        audit.append(tx, CHAIN, "attempt.refused", subject, {"key": key, "route": route})
