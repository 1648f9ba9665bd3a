"""The monthly service report: what came in and went out, how long it took, what was late and why, what is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from engine.database import Tx
from processes.paper.report.model import Chart, Column, Document, Note, Percent, Section, Series, Table, Told
from processes.paper.report.words import MONTHS
from tasks.case_time import Part
from tasks.filing import complaints, flow, frame, lateness, sentences, standstill, terms, turnaround
from tasks.filing.frame import Question, Span, tenths
from tasks.filing.periods import Every, Period, containing
from tasks.filing.tables import Rows, section
from tasks.reports.issued import IssuedTable, issued_tables
from tasks.voice import satisfaction
from tasks.voice.satisfaction import Scope

CODE = "monthly"
_DAY = 24 * 60 * 60 * 1_000_000
_HOUR = timedelta(hours=1) // turnaround.MICROSECOND
_MOST_STEPS = 10


def document(tx: Tx, question: Question) -> Document:
    """The report of a month; its tables of passports issued show the half-year up to that month."""
    span = frame.span(tx, question.period)
    return Document(
        kind=CODE,
        title="Laporan bulanan pelayanan",
        subtitle=question.period.words,
        made_at=tx.now.astimezone(span.zone),
        about=frame.about(tx, question),
        sections=(
            _issued(tx, question),
            _flow(tx, span),
            _turnaround(tx, span),
            _lateness(tx, span),
            _complaints(tx, span),
            _satisfaction(tx, question.period),
            _outages(tx, span),
            _open(tx, span),
        ),
        signature=(frame.head_signer(tx),),
        zone_label=span.zone_label,
    )


def _issued(tx: Tx, question: Question) -> Section:
    half = containing(Every.HALF, question.period.first)
    months = tuple(month for month in half.months if month <= question.period.first)
    (found,) = issued_tables(tx, months)
    named = tuple(terms.issued_name(row.kind) for row in found.rows)
    labels = tuple(f"{MONTHS[month.month - 1][:3]} {month.year}" for month in months)
    columns = (Column("Jenis permohonan", 2.6), *map(Column, labels), Column("Jumlah"))
    rows: Rows = tuple((name, *row.counts, row.total) for name, row in zip(named, found.rows, strict=True))
    table = Table(columns, rows, ("Jumlah", *found.totals, found.total))
    notes = (
        *frame.running(tx, question),
        Note(sentences.ISSUED),
    )
    return Section("1. Paspor terbit", (table,), notes, _columns(found, named, labels))


def _columns(found: IssuedTable, named: tuple[str, ...], labels: tuple[str, ...]) -> tuple[Chart, ...]:
    if not found.total:
        return ()
    series = tuple(Series(name, row.counts) for name, row in zip(named, found.rows, strict=True))
    return (Chart("Paspor terbit per bulan", labels, series),)


def _flow(tx: Tx, span: Span) -> Section:
    names, found = frame.sop_names(tx), flow.flows(tx, span)
    heads = ("Belum selesai awal", "Masuk", "Selesai", "Batal", "Belum selesai akhir")
    columns = (Column("SOP", 3), *(Column(head) for head in heads))
    rows = tuple(
        (names.get(one.sop, one.sop), one.before, one.received, one.completed, one.canceled, one.open)
        for one in found
    )
    note = Note(sentences.BALANCE)
    return section("2. Permohonan", columns, rows, "Tidak ada permohonan pada periode ini.", (note,))


def _turnaround(tx: Tx, span: Span) -> Section:
    names, found = frame.sop_names(tx), turnaround.turnarounds(tx, span)
    whole, net = "Seluruhnya (hari)", "Tanpa waktu henti (hari)"
    columns = (
        Column("SOP", 3),
        Column("Selesai"),
        *(Column(head, group=group) for group in (whole, net) for head in ("Median", "P90")),
        Column("Lewat batas layanan", 1.2),
        Column("Bagian", 1.1),
    )
    rows = tuple(
        (
            names.get(one.sop, one.sop),
            one.gross.count,
            *(_days(length) for part in (one.gross, one.net) for length in (part.median, part.p90)),
            one.late,
            Percent.of(one.late, one.gross.count),
        )
        for one in found
    )
    notes = (Note(sentences.TURNAROUND),)
    made = section("3. Lama penyelesaian", columns, rows, "Tidak ada permohonan yang selesai.", notes)
    sums = {part: sum(one.parts[part] for one in found) for part in Part}
    return made if not found else Section(made.heading, (*made.tables, _parts(sums)), made.notes)


def _parts(sums: dict[Part, int]) -> Table:
    whole = sum(sums.values())
    rows = tuple(
        (name, tenths(sums[part], _HOUR), _share(sums[part], whole)) for part, name in terms.PARTS.items()
    )
    total = ("Jumlah", tenths(whole, _HOUR), _share(whole, whole))
    columns = (Column("Ke mana waktunya", 3), Column("Jam"), Column("Bagian"))
    return Table(columns, rows, total, "Waktu semua permohonan yang selesai")


def _share(part: int, whole: int) -> Percent | None:
    return Percent.of(part, whole)


def _days(length: timedelta) -> Decimal:
    return tenths(length // turnaround.MICROSECOND, _DAY)


def _lateness(tx: Tx, span: Span) -> Section:
    causes, responsible = lateness.by_reason(tx, span), lateness.by_responsible(tx, span)
    names, total = frame.sop_names(tx), sum(one.count for one in causes)
    if not total:
        return Section("4. Keterlambatan dan sebabnya", notes=(Note("Tidak ada tenggat yang terlewati."),))
    words = terms.reasons(tx)
    steps = lateness.by_step(tx, span, _MOST_STEPS)
    return Section(
        "4. Keterlambatan dan sebabnya",
        (
            _caused("Sebab", [(words.get(one.code, one.code), one) for one in causes]),
            _caused(
                "Penanggung jawab", [(terms.RESPONSIBLE.get(one.code, one.code), one) for one in responsible]
            ),
            Table(
                (Column("SOP", 2.4), Column("No", 0.5), Column("Langkah", 3), Column("Tenggat terlewati")),
                tuple(
                    (
                        names.get(one.sop, one.sop),
                        one.step,
                        frame.worded(tx, one.name) or "Seluruh pelayanan",
                        one.count,
                    )
                    for one in steps
                ),
                caption=f"Langkah dengan tenggat terlewati terbanyak (paling banyak {_MOST_STEPS})",
            ),
        ),
        (Note(sentences.LATE),),
    )


def _caused(head: str, found: list[tuple[str, lateness.Cause]]) -> Table:
    total = sum(one.count for _, one in found)
    columns = (Column(head, 3), Column("Jumlah"), Column("Bagian"), Column("Dikonfirmasi"), Column("Ditutup"))
    rows = tuple(
        (words, one.count, Percent.of(one.count, total), one.confirmed, one.closed) for words, one in found
    )
    sums = (
        total,
        Percent.of(total, total),
        sum(o.confirmed for _, o in found),
        sum(o.closed for _, o in found),
    )
    return Table(columns, rows, ("Jumlah", *sums))


def _complaints(tx: Tx, span: Span) -> Section:
    found = complaints.by_channel(tx, span)
    heads = ("Masuk", "Dijawab", "Dijawab terlambat", "Belum dijawab", "Lewat tenggat")
    rows = tuple(
        (terms.CHANNELS.get(one.channel, one.channel), *counts)
        for one in found
        if (counts := (one.received, one.answered, one.answered_late, one.open, one.overdue))
    )
    columns = (Column("Saluran", 2.4), *(Column(head) for head in heads))
    note = Note(sentences.COMPLAINTS)
    return section("5. Pengaduan", columns, rows, "Tidak ada pengaduan.", (note,))


def _satisfaction(tx: Tx, period: Period) -> Section:
    found = satisfaction.read(tx, Scope("", period.first, satisfaction.month_of(period.last)))
    heading = "6. Kepuasan masyarakat (SKM)"
    hidden = found.withheld and Note(
        f"{found.withheld} kelompok jawaban terlalu kecil untuk ditampilkan kepada pembaca ini.", Told.NOTE
    )
    notes = (hidden,) if hidden else ()
    if found.total.index is None:
        return Section(heading, notes=(Note("Tidak ada jawaban survei."), *notes))
    names = frame.sop_names(tx)
    lines = [(names.get(one.sop, one.sop), one) for one in found.sops]
    rows = tuple((name, one.answers, one.index, _graded(one.grade)) for name, one in lines)
    total = ("Jumlah", found.total.answers, found.total.index, _graded(found.total.grade))
    columns = (Column("Layanan", 3), Column("Responden"), Column("IKM"), Column("Mutu", 1.4))
    elements = tuple(zip(terms.ELEMENTS.values(), found.total.means, strict=True))
    by_element = Table(
        (Column("Unsur", 4), Column("NRR")), elements, caption="Nilai rata-rata (NRR) per unsur, 1–4"
    )
    return Section(heading, (Table(columns, rows, total), by_element), notes)


def _graded(grade: str) -> str:
    return f"{grade} ({terms.GRADES[grade].lower()})" if grade else ""


def _outages(tx: Tx, span: Span) -> Section:
    found, systems = standstill.of_period(tx, span), terms.systems(tx)
    columns = (
        *(Column("Sistem", 2), Column("Nomor tiket", 1.3), Column("Mulai", 1.6), Column("Selesai", 1.6)),
        *(Column("Lama dalam periode (jam)", 1.2), Column("Permohonan berhenti", 1.1)),
    )
    rows = tuple(
        (
            systems.get(one.system, one.system),
            one.ticket or None,
            _moment(span, one.started_at),
            _moment(span, one.ended_at) if one.ended_at else "masih berlangsung",
            tenths(one.lasted // turnaround.MICROSECOND, _HOUR),
            one.cases,
        )
        for one in found
    )
    return section("7. Gangguan sistem", columns, rows, "Tidak ada gangguan yang dinyatakan.")


def _moment(span: Span, at: datetime) -> str:
    return f"{at.astimezone(span.zone):%d-%m-%Y %H.%M}"


def _open(tx: Tx, span: Span) -> Section:
    names, found = frame.sop_names(tx), flow.open_ages(tx, span)
    ages = (*(f"≤ {most} hari kerja" for most in flow.AGES), f"> {flow.AGES[-1]} hari kerja")
    columns = (Column("SOP", 3), *map(Column, ages), Column("Jumlah"), Column("Lewat batas layanan", 1.2))
    rows: Rows = tuple((names.get(one.sop, one.sop), *one.ages, one.count, one.late) for one in found)
    note = Note(sentences.CENSORED)
    return section(
        "8. Permohonan belum selesai", columns, rows, "Tidak ada permohonan yang belum selesai.", (note,)
    )
