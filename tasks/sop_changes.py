"""What changed between two versions of an SOP, or in a person's draft of it: its cells, its drawing, its rules."""

from __future__ import annotations

from datetime import datetime

from engine import definitions
from engine.database import Actor, Tx
from engine.definitions import Definition
from engine.refusals import Conflict, Invalid
from processes.cells import BadCell
from processes.diagram import Diagram
from processes.diff import Change, compare
from processes.diff_drawing import compare_drawings
from processes.findings import BadXml
from processes.model import Identity, Sop
from processes.reader import read_bpmn
from tasks import rights, sop_drafts
from tasks.decisions import changes as rule_changes
from tasks.decisions import used
from tasks.decisions.changes import RulesChanged
from tasks.roles import PROCESS_OWNER
from tasks.site import Site


def pair(
    site: Site, actor: Actor, key: str, older: int | None, newer: int | None
) -> tuple[Definition, Definition]:
    """The two versions meant: the newest and the one before it where none is named. Raises NotFound."""
    with site.db.read(actor) as tx:
        new = definitions.numbered(tx, key, newer or definitions.base(tx, key).version)
        return definitions.numbered(tx, key, older or max(new.version - 1, 1)), new


def between(
    site: Site, actor: Actor, older: Definition, newer: Definition
) -> tuple[tuple[Change, ...], tuple[RulesChanged, ...]]:
    """Every difference of two versions, and of the models they use as those stood when each came into force.

    Raises Conflict for a file that carries no SOP table.
    """
    cells = compare(_table(older.diagram.sop), _table(newer.diagram.sop))
    with site.db.read(actor) as tx:
        drawn = compare_drawings(definitions.source(tx, older.id), definitions.source(tx, newer.id), cells)
        first, last = sorted((older, newer), key=lambda one: one.effective_at)
        rules = _rules(tx, (older.diagram, newer.diagram), first.effective_at, last.effective_at)
    return (*cells, *drawn), rules


def of_draft(
    site: Site, actor: Actor, key: str
) -> tuple[Definition | None, tuple[Change, ...], tuple[RulesChanged, ...]]:
    """The version the person's draft began from (None: a new SOP's, from nothing), every difference of the draft to
    it, and of the models used since.

    Raises Forbidden, NotFound without a draft, Invalid for a draft too faulty to be read, Conflict.
    """
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        draft = sop_drafts.mine(tx, key)
        if not draft.base_version:
            table = _table(_readable(draft.xml).sop)
            return None, compare(Sop(table.id, table.name, Identity(), (), (), ()), table), ()
        base = definitions.numbered(tx, key, draft.base_version)
        return base, *of_file(tx, base, draft.xml)


def of_file(tx: Tx, base: Definition, xml: bytes) -> tuple[tuple[Change, ...], tuple[RulesChanged, ...]]:
    """Every difference of a file to a version, and of the models used since. Raises Invalid, Conflict as `of_draft`."""
    found = _readable(xml)
    cells = compare(_table(base.diagram.sop), _table(found.sop))
    drawn = compare_drawings(definitions.source(tx, base.id), xml, cells)
    return (*cells, *drawn), _rules(tx, (base.diagram, found), base.effective_at, None)


def _readable(content: bytes) -> Diagram:
    try:
        return read_bpmn(content)
    except (BadXml, BadCell) as unreadable:
        raise Invalid("draft.unreadable") from unreadable


def _rules(
    tx: Tx, diagrams: tuple[Diagram, Diagram], since: datetime, until: datetime | None
) -> tuple[RulesChanged, ...]:
    uses = [use for diagram in reversed(diagrams) for use in used.of(diagram)]
    return rule_changes.used_between(tx, uses, since, until)


def _table(sop: Sop | None) -> Sop:
    if sop is None:
        raise Conflict("sop.no_table")
    return sop
