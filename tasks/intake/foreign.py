"""A BPMN file of another tool as the draft of a new SOP, with what was changed in it and what cannot run."""

from __future__ import annotations

from dataclasses import dataclass

from engine import definitions
from engine.database import Actor
from engine.definitions import DeployRefused
from engine.refusals import Invalid, Problem
from processes.adopting import Note, adopt, title_of
from processes.findings import BadXml, Finding
from tasks import rights
from tasks.intake.drafting import Target, begin_draft, place
from tasks.roles import PROCESS_OWNER
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The draft's key and name, the tool the file came from, what was changed, and what lint says of the draft."""

    key: str
    title: str
    tool: str
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]


def take_over(site: Site, actor: Actor, content: bytes, target: Target) -> TakenOver:
    """Make a draft of a BPMN file. Raises Forbidden, DeployRefused for a file that may not be read, Invalid for one
    without a process or a key that is none or taken, Conflict when a draft of that SOP stands.
    """
    rights.require_role(actor, PROCESS_OWNER)
    try:
        read = title_of(content)
    except BadXml as error:
        raise DeployRefused(error.findings) from error
    with site.db.begin(actor) as tx:
        key, title = place(tx, target, read)
        found = adopt(content, key)
        if any(note.key == "no_process" for note in found.notes):
            raise Invalid("form.invalid", Problem("intake.no_process", "file"))
        begin_draft(tx, key, found.xml, {"tool": found.tool})
        findings = definitions.check(found.xml, tx)
    return TakenOver(key, title, found.tool, found.notes, findings)
