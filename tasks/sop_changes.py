"""What changed between two versions of an SOP, or in a person's draft of it."""

from __future__ import annotations

from engine import definitions
from engine.database import Actor
from engine.definitions import Definition
from engine.refusals import Conflict, Invalid
from processes.cells import BadCell
from processes.diff import Change, compare
from processes.findings import BadXml
from processes.model import Sop
from processes.reader import read_bpmn
from tasks import rights, sop_drafts
from tasks.roles import PROCESS_OWNER
from tasks.site import Site


def pair(
    site: Site, actor: Actor, key: str, older: int | None, newer: int | None
) -> tuple[Definition, Definition]:
    """The two versions meant: the newest and the one before it where none is named. Raises NotFound."""
    with site.db.read(actor) as tx:
        new = definitions.latest(tx, key) if newer is None else definitions.numbered(tx, key, newer)
        return definitions.numbered(tx, key, older or max(new.version - 1, 1)), new


def between(older: Definition, newer: Definition) -> tuple[Change, ...]:
    """Every difference of two versions. Raises Conflict for a file that carries no SOP table."""
    return compare(_table(older.diagram.sop), _table(newer.diagram.sop))


def of_draft(site: Site, actor: Actor, key: str) -> tuple[Definition, tuple[Change, ...]]:
    """The version the person's draft began from, and every difference of the draft to it.

    Raises Forbidden, NotFound without a draft, Invalid for a draft too faulty to be read, Conflict.
    """
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        draft = sop_drafts.mine(tx, key)
        base = definitions.numbered(tx, key, draft.base_version)
    try:
        found = read_bpmn(draft.xml).sop
    except (BadXml, BadCell) as unreadable:
        raise Invalid("draft.unreadable") from unreadable
    return base, compare(_table(base.diagram.sop), _table(found))


def _table(sop: Sop | None) -> Sop:
    if sop is None:
        raise Conflict("sop.no_table")
    return sop
