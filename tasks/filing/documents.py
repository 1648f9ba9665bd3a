"""A report made whole: asked for by somebody who may, with the office's letterhead, as data or as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine import audit, definitions
from engine.database import Actor, Tx
from engine.refusals import Forbidden, Invalid, NotFound
from processes.paper.report.model import Document
from processes.paper.report.typeset import pdf
from processes.paper.report.word import word
from processes.paper.report.workbook import workbook
from processes.paper.typesetting import Unprintable
from tasks import paper, roles
from tasks.filing.frame import Question
from tasks.filing.kinds import Kind, kind
from tasks.site import Site

READERS = (roles.AUDITOR, roles.SUPERVISOR, roles.PROCESS_OWNER)

FORMATS: Mapping[str, Callable[[Document], bytes]] = {"pdf": pdf, "docx": word, "xlsx": workbook}
"""How each kind of file is made, by the ending of its name; all raise Unprintable for what the typesetter refuses."""


def require_reader(actor: Actor) -> None:
    """Auditors, supervisors and process owners of an office read its reports. Raises Forbidden."""
    if not actor.has(*READERS):
        raise Forbidden("report.forbidden")


def read(site: Site, actor: Actor, code: str, question: Question) -> Document:
    """A report as the acting person's office stands now. Raises Forbidden, NotFound."""
    require_reader(actor)
    with site.db.read(actor) as tx:
        return document(site, tx, kind(code), question)


def export(site: Site, actor: Actor, code: str, question: Question, ending: str) -> bytes:
    """A report as a file of FORMATS; the trail says so. Raises Forbidden, NotFound, Invalid."""
    found = read(site, actor, code, question)
    content = file(found, ending)
    details = {"period": question.period.code, "sop": question.sop, "form": ending, "office": actor.office}
    with site.db.begin(actor) as tx:
        audit.append(tx, "reads", "report.exported", f"report:{code}", details)
    return content


def document(site: Site, tx: Tx, one: Kind, question: Question) -> Document:
    """A report with the office's letterhead, inside a transaction and without asking for the right.

    Raises NotFound for an SOP that is not there, or none where the report is about one.
    """
    if one.of_sop != bool(question.sop) or (question.sop and not definitions.versions(tx, question.sop)):
        raise NotFound("definition.unknown")
    return replace(one.make(tx, question), letterhead=paper.letterhead(site, tx))


def file(found: Document, ending: str) -> bytes:
    """A report as a file of FORMATS. Raises NotFound for another ending, Invalid for what cannot be printed."""
    if ending not in FORMATS:
        raise NotFound("page.unknown")
    try:
        return FORMATS[ending](found)
    except Unprintable as error:
        raise Invalid("paper.unprintable", reason=str(error)) from error


def file_name(code: str, question: Question) -> str:
    """What the file is called, without its ending: "laporan-monthly-2026-04"."""
    return "-".join(part for part in ("laporan", code, question.sop, question.period.code) if part)
