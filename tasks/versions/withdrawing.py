"""Taking a version out of force, and bringing an earlier one back as a change."""

from __future__ import annotations

from engine import audit, definitions
from engine.database import Actor
from engine.definitions import Version
from engine.refusals import Conflict
from tasks import rights, sop_drafts, texts
from tasks.roles import ADMINISTRATOR, PROCESS_OWNER
from tasks.site import Site
from tasks.sop_drafts import Draft

LONGEST = 1000


def withdraw(site: Site, actor: Actor, key: str, version: int, reason: object) -> Version:
    """Take a version out of force, with a reason; running requests stay on it. One that is to come never counts.

    Process owners and administrators, without a second person: what harms has to stop at once. Raises Forbidden,
    Invalid without a reason, NotFound, Conflict when it is not in force nor to come, or other SOPs call it.
    """
    rights.require_role(actor, PROCESS_OWNER, ADMINISTRATOR)
    why = texts.paragraph(reason, "reason", LONGEST)
    with site.db.begin(actor) as tx:
        return definitions.withdraw(tx, key, version, why)


def restore(site: Site, actor: Actor, key: str, version: int) -> Draft:
    """Begin the person's draft with the file of any version, as a change of the newest one.

    Raises Forbidden, NotFound, Conflict where the person has a draft already: nothing typed is lost by it.
    """
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.begin(actor) as tx:
        wanted = definitions.numbered(tx, key, version)
        base = definitions.base(tx, key)
        if not sop_drafts.begin(tx, key, base.version, definitions.source(tx, wanted.id)):
            raise Conflict("draft.there_already")
        details = {"version": version, "base": base.version}
        audit.append(tx, f"definition:{key}", "definition.restored", key, details)
        return sop_drafts.mine(tx, key)
