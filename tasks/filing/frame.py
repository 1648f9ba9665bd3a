"""What all reports share: what is asked, the cut-off of the figures, the head of the page and who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from engine import definitions, settings
from engine.database import Tx
from engine.definitions import Version
from processes.paper.report.model import Note, Signer, Told
from processes.paper.report.words import day, moment
from processes.words import fill
from tasks.filing.periods import Period


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is about: a period, and an SOP's key where it is one of a single SOP."""

    period: Period
    sop: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The period's instants [start, end) and `until`: the end, or now where it is not over yet."""

    start: datetime
    end: datetime
    until: datetime
    zone: ZoneInfo
    zone_label: str

    @property
    def running(self) -> bool:
        """Whether the period is not over yet."""
        return self.until < self.end


def span(tx: Tx, period: Period) -> Span:
    """The period in the office's zone."""
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    start, end = period.span(zone)
    until = max(start, min(end, tx.now))
    return Span(start, end, until, zone, str(settings.value(tx, "office.zone_label")))


def about(tx: Tx, question: Question) -> tuple[tuple[str, str], ...]:
    """The lines above every report: the office, the period and when its figures were read."""
    found = span(tx, question.period)
    read = moment(tx.now.astimezone(found.zone), found.zone_label)
    return (
        ("Unit kerja", str(settings.value(tx, "office.name"))),
        ("Periode", question.period.words),
        ("Data dibaca pada", read),
    )


def about_sop(tx: Tx, question: Question, span: Span) -> tuple[tuple[str, str], ...]:
    """The lines above a report on one SOP: its number, and the versions that were in force in the period."""
    lines = [one for one in definitions.versions(tx, question.sop) if counted_in(one, span)]
    versions = "; ".join(
        f"versi {one.version} sejak {day(one.effective_at.astimezone(span.zone))}" for one in lines
    )
    sop = definitions.shown(tx, question.sop).diagram.table(question.sop)
    number = sop.identity.number if sop else ""
    return (("Nomor SOP", number or "belum ditetapkan"), ("Versi yang berlaku", versions or "tidak ada"))


def counted_in(version: Version, span: Span) -> bool:
    """Whether a version was published before the period's end and not withdrawn before its beginning."""
    withdrawn = version.withdrawn_at
    return version.effective_at < span.end and (withdrawn is None or withdrawn > span.start)


def running(tx: Tx, question: Question) -> tuple[Note, ...]:
    """A sentence where the period is not over yet: the report is a preview."""
    found = span(tx, question.period)
    if not found.running:
        return ()
    read = moment(tx.now.astimezone(found.zone), found.zone_label)
    return (Note(f"Periode ini belum berakhir; angka sampai {read} dan masih akan berubah.", Told.NOTE),)


def head_signer(tx: Tx) -> Signer:
    """The head of the office, by the settings."""
    names = ("head_title", "head_name", "head_number")
    title, name, number = (str(settings.value(tx, f"office.{one}")) for one in names)
    return Signer(title, name, number)


def sop_names(tx: Tx) -> Mapping[str, str]:
    """The SOPs' names by key, as their versions in force bear them."""
    return {one.key: one.name.removeprefix("SOP ") for one in definitions.shown_of_each(tx)}


def worded(tx: Tx, text: str) -> str:
    """A text of an SOP with the office's words in its gaps."""
    return fill(text, settings.words(tx))


def tenths(value: int, unit: int) -> Decimal:
    """A whole number in a larger unit with one digit behind the comma, a half rounded up."""
    return (Decimal(value) / unit).quantize(Decimal("0.1"), ROUND_HALF_UP)
