"""What is taken out by a question leaves a line in the trail, with the question."""

from __future__ import annotations

from typing import Any

from engine import audit
from engine.database import Actor
from tasks.asking.question import Question, pairs
from tasks.site import Site


def note_taken(site: Site, actor: Actor, what: str, asked: Question, **details: Any) -> None:
    """Put it into the chain of readings that facts were taken out, and by which question."""
    with site.db.begin(actor) as tx:
        facts = {"question": [list(pair) for pair in pairs(asked)], "office": actor.office, **details}
        audit.append(tx, "reads", "report.exported", f"report:{what}", facts)
