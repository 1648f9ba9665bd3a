"""A saved report as mail: a message per recipient in the outbox, the PDF attached when it is sent, by reference."""

from __future__ import annotations

from sqlalchemy import select

from engine import settings
from engine.database import Tx
from engine.refusals import Conflict, NotFound
from engine.schema import saved_reports
from tasks import outbox
from tasks.filing import documents, kinds, saved
from tasks.filing.frame import Question
from tasks.filing.periods import parse
from tasks.filing.saved import Made
from tasks.filing.schedules import Schedule
from tasks.outbox.mail import Attachment, Message, Undelivered

KIND = "report"
LARGEST = 8 * 1024 * 1024
"""Bytes of a PDF that is attached; of a larger one the mail tells where it lies."""
_FORM, _MEDIA = "pdf", "application/pdf"


def write(tx: Tx, one: Schedule, made: Made, number: int) -> int:
    """Write the mails of a saved report; how many. The same saved report is sent to an address once."""
    attached = len(made.files[_FORM]) <= LARGEST
    values = {
        "title": _plain(f"{made.document.title} {made.document.subtitle}"),
        "office": _plain(str(settings.value(tx, "office.name"))),
        "read_at": made.document.made_at,
        "saved": str(number),
        "file": _name(made.kind.code, made.question) if attached else "",
    }
    return sum(
        outbox.write(tx, KIND, to.address, values, key=f"{KIND}:{number}:{to.address}")
        for to in one.recipients
    )


def attached(tx: Tx, message: Message) -> tuple[Attachment, ...]:
    """What goes with a message: the PDF of its saved report. Raises Undelivered when that is gone or changed."""
    if message.kind != KIND or not message.details.get("file"):
        return ()
    number = int(message.details["saved"])
    table = saved_reports.c
    row = tx.conn.execute(select(table.kind, table.sop, table.period).where(table.id == number)).one_or_none()
    try:
        content = saved.content(tx, number, _FORM)
    except NotFound:
        raise Undelivered("saved.unknown") from None
    except Conflict:
        raise Undelivered("saved.changed") from None
    if row is None or row.kind not in kinds.KINDS:
        raise Undelivered("saved.unknown")
    period = parse(kinds.kind(row.kind).every, row.period)
    return (Attachment(_name(row.kind, Question(period, row.sop)), _MEDIA, content),)


def _name(code: str, question: Question) -> str:
    return f"{documents.file_name(code, question)}.{_FORM}"


def _plain(text: str) -> str:
    """One line without signs that could end a header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:150]
