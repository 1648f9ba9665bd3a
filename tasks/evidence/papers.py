"""What a pack holds for reading: each SOP as the official document, its standard of service, the calendars in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from engine import calendars
from engine.database import Tx
from engine.office_calendar import Hours, OfficeCalendar, Week
from engine.refusals import Invalid, NotFound
from processes.paper.report.model import Column, Document, Note, Section, Table, Told
from processes.paper.report.typeset import pdf
from processes.paper.report.words import day
from processes.paper.sheet import Letterhead
from processes.paper.standard import standard_pdf
from processes.paper.typesetting import Unprintable
from tasks import paper, service_standards
from tasks.evidence.sources import CALENDAR, SOP, Source
from tasks.evidence.wording import Words
from tasks.paper import Choice
from tasks.site import Site

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_KINDS = {"national": "libur nasional", "cuti_bersama": "cuti bersama", "other": "ketetapan lain"}
_COUNTS = {
    "closing": "hari mulai dihitung hari ke-0; jatuh tempo pada jam tutup hari kerja ke-n sesudahnya",
    "from_working_day": "seperti hari ke-0, tetapi mulai pada hari tutup dihitung dari hari kerja berikutnya",
    "hours": "satu hari kerja dihitung sebagai jam kerja bersih hari biasa",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to read: its name in the pack, what it is called, and its bytes."""

    file: str
    title: str
    content: bytes


def of_sources(site: Site, tx: Tx, sources: Sequence[Source], words: Words) -> Iterator[Paper]:
    """The papers beside the files of SOPs and calendars; a file without a table of an SOP has none."""
    head = paper.letterhead(site, tx)
    for source in sources:
        if source.kind == SOP and (content := _sop(site, tx, source)):
            yield Paper(_beside(source), f"{source.told['name']}, versi {source.told['version']}", content)
        elif source.kind == CALENDAR:
            made = calendar_document(
                calendars.at_version(tx, source.told["office"], source.told["version"]), source, head, words
            )
            yield Paper(_beside(source), f"Kalender kerja, versi {source.told['version']}", printed(made))
    for key in sorted({one.told["key"] for one in sources if one.kind == SOP}):
        if content := _standard(site, tx, key):
            yield Paper(f"sop/{key}-standar-pelayanan.pdf", f"Standar pelayanan {key}", content)


@lru_cache(maxsize=8)
def printed(made: Document) -> bytes:
    """A report as PDF; the same one asked for again is not set again. Raises Unprintable."""
    return pdf(made)


def _beside(source: Source) -> str:
    return source.file.rpartition(".")[0] + ".pdf"


def _sop(site: Site, tx: Tx, source: Source) -> bytes | None:
    try:
        wanted = paper.paper(site, tx, source.told["key"], Choice(source.told["version"]))
        return paper.file(wanted, "pdf")
    except (Invalid, NotFound):  # it has no table, or one that cannot be printed: the .bpmn stands alone
        return None


def _standard(site: Site, tx: Tx, key: str) -> bytes | None:
    try:
        return standard_pdf(service_standards.of_sop(site, tx, key))
    except (Invalid, NotFound, Unprintable):
        return None


def calendar_document(calendar: OfficeCalendar, source: Source, head: Letterhead, words: Words) -> Document:
    """A version of the working calendar in words: hours, periods, closed days with their decrees, own exceptions."""
    told = source.told
    made = told["published_at"].astimezone(words.zone)
    return Document(
        kind="kalender",
        title="Kalender Kerja",
        subtitle=f"Versi {told['version']}",
        made_at=made,
        letterhead=head,
        about=(
            ("Zona waktu", calendar.zone),
            ("Dasar", calendar.basis or "–"),
            ("Diterbitkan", f"{words.moment(told['published_at'])} oleh {told['published_by']}"),
            ("Alasan", told["reason"] or "–"),
            ("Cara menghitung hari kerja", _COUNTS[calendar.day_count]),
        ),
        sections=tuple(_sections(calendar)),
        zone_label=words.zone_label,
    )


def _sections(calendar: OfficeCalendar) -> Iterator[Section]:
    yield Section("Jam kerja", (_week(calendar.week),))
    if calendar.periods:
        tables = tuple(
            _week(one.week, f"{one.name}, {day(one.first)} sampai {day(one.last)} {one.decree}".strip())
            for one in calendar.periods
        )
        yield Section("Masa dengan jam sendiri", tables)
    columns = (Column("Hari", 2), Column("Nama", 3), Column("Jenis", 1.5), Column("Ketetapan", 2))
    for year, days in groupby(calendar.holidays.items(), key=lambda one: one[0].year):
        rows = tuple((day(on), one.name, _KINDS[one.kind], one.decree or "–") for on, one in days)
        known = year in calendar.decreed_years
        note = Note(f"Cuti bersama {year} belum dimasukkan.", Told.MISSING)
        yield Section(f"Hari libur {year}", (Table(columns, rows),), () if known else (note,))
    if calendar.exceptions:
        own = tuple((day(on), _hours(one.hours), one.reason) for on, one in calendar.exceptions.items())
        names = (Column("Hari", 2), Column("Jam", 2), Column("Alasan", 4))
        yield Section("Pengecualian kantor", (Table(names, own),))


def _week(week: Week, caption: str = "") -> Table:
    rows = tuple((name, _hours(hours)) for name, hours in zip(_DAYS, week, strict=True))
    return Table((Column("Hari"), Column("Jam buka", 3)), rows, caption=caption)


def _hours(hours: Hours) -> str:
    return ", ".join(f"{one.opens:%H.%M}–{one.closes:%H.%M}" for one in hours) or "tutup"
