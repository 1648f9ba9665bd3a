"""The scenarios that come with the shipped SOPs, put once into an installation that has none."""

from __future__ import annotations

from sqlalchemy import select

from engine import definitions
from engine.database import Actor, Tx
from engine.refusals import NotFound
from engine.schema import audit, audit_heads
from processes.table import SHIPPED
from tasks.sandbox import judging, office, scenario_files, scenarios
from tasks.site import Site


def deploy_shipped(site: Site, actor: Actor) -> int:
    """Give each shipped SOP in force its scenarios, unless it ever had any; how many were added."""
    added = 0
    for key in (key for key in SHIPPED if scenario_files.is_shipped(key)):
        with site.db.begin(actor) as tx:
            if _is_in_force(tx, key) and not _ever_had_any(tx, key):
                base = office.prepare(tx, key, None)
                for draft in scenario_files.shipped(key):
                    scenarios.add_held(tx, key, judging.expecting(base, draft))
                    added += 1
    return added


def _is_in_force(tx: Tx, key: str) -> bool:
    try:
        definitions.latest(tx, key)
    except NotFound:
        return False
    return True


def _ever_had_any(tx: Tx, key: str) -> bool:
    """Whether the trail knows of a scenario: one that was deleted stays deleted."""
    query = select(audit.c.seq).join_from(audit_heads, audit, audit.c.head_id == audit_heads.c.id)
    of_key = (audit_heads.c.chain == f"definition:{key}", audit.c.action.startswith("scenario."))
    return tx.conn.execute(query.where(*of_key).limit(1)).first() is not None
