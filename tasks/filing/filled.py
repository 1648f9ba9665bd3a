"""A report's fields as people filled them in, for those who make its tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from engine.database import Tx
from engine.schema import form_entries as table
from processes.paper.report.model import Entry
from tasks.filing.frame import Question


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written into a report: by field its newest revision and text."""

    texts: dict[str, tuple[int, str]] = field(default_factory=dict)

    def entry(self, code: str, label: str, proposal: str = "") -> Entry:
        """A field as it stands: what somebody wrote, else the proposal."""
        revision, text = self.texts.get(code, (0, ""))
        return Entry(code, text or proposal, label, proposed=not text and bool(proposal), revision=revision)


def read(tx: Tx, kind: str, question: Question) -> Filled:
    """Everything people wrote into the acting person's office's report of this kind, SOP and period."""
    query = select(table.c.field, table.c.revision, table.c.text).where(
        table.c.office == tx.actor.office,
        table.c.kind == kind,
        table.c.sop == question.sop,
        table.c.period == question.period.code,
    )
    rows = tx.conn.execute(query.order_by(table.c.revision))
    return Filled({name: (revision, text) for name, revision, text in rows})
