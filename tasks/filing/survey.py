"""The report on public satisfaction (SKM, PermenPANRB 14/2017): elements, index, respondents, what follows."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select

from engine.database import Tx
from engine.schema import surveys as table
from processes.paper.report.model import Chart, Column, Document, Note, Percent, Section, Series, Table, Told
from processes.paper.report.words import TOTAL, month, said
from tasks.filing import filled, flow, frame, sentences, terms
from tasks.filing.filled import Filled
from tasks.filing.frame import Question, Span
from tasks.filing.tables import Rows, section
from tasks.voice import ikm, satisfaction
from tasks.voice.satisfaction import Line, Satisfaction, Scope

CODE = "satisfaction"
_WEIGHT = Fraction(1, 9)
_LOWEST = 3
_NOBODY = "Tidak ada jawaban survei pada periode ini."


def document(tx: Tx, question: Question) -> Document:
    """The report of a year over all services."""
    span, written = frame.span(tx, question.period), filled.read(tx, CODE, question)
    first, last = question.period.first, satisfaction.month_of(question.period.last)
    found = satisfaction.read(tx, Scope("", first, last))
    return Document(
        kind=CODE,
        title="Laporan survei kepuasan masyarakat",
        subtitle=question.period.words,
        made_at=tx.now.astimezone(span.zone),
        about=(*frame.about(tx, question), *_result(found.total)),
        sections=(
            _elements(tx, question, found),
            _services(tx, found),
            _months(found),
            _respondents(tx, span, found),
            _plan(found.total, written),
            _remarks(written),
        ),
        signature=(frame.head_signer(tx),),
        zone_label=span.zone_label,
    )


def _result(total: Line) -> tuple[tuple[str, str], ...]:
    if total.index is None:
        return (("IKM", "belum ada"),)
    grade = f"{total.grade} ({terms.GRADES[total.grade].lower()})"
    return (("IKM", said(total.index)), ("Mutu pelayanan", grade), ("Responden", said(total.answers)))


def _elements(tx: Tx, question: Question, found: Satisfaction) -> Section:
    heading, total = "1. Nilai per unsur", found.total
    if total.index is None:
        return Section(heading, notes=(Note(_NOBODY), *frame.running(tx, question)))
    names = tuple(terms.ELEMENTS.values())
    rows = tuple(_element(total, place, name) for place, name in enumerate(names))
    weighted = ikm.rounded(sum((Fraction(one, total.answers) for one in total.totals), Fraction()) * _WEIGHT)
    last = ("", TOTAL, sum(total.totals), "", weighted, total.index, total.grade)
    heads = ("Jumlah nilai", "NRR", "NRR tertimbang", "Nilai (×25)", "Mutu")
    columns = (Column("Unsur", 0.75), Column("Nama unsur", 3), *(Column(head) for head in heads))
    chart = Chart("Nilai rata-rata per unsur, 1–4", names, (Series("NRR", total.means),), level=True, most=4)
    notes = (
        *frame.running(tx, question),
        Note(sentences.SKM_FORMULA),
        Note(sentences.SKM_ORDER, Told.ASSUMED),
    )
    return Section(heading, (Table(columns, rows, last),), notes, (chart,))


def _element(total: Line, place: int, name: str) -> tuple[str | int | Decimal, ...]:
    mean = Fraction(total.totals[place], total.answers)
    values = (total.totals[place], total.means[place], ikm.rounded(mean * _WEIGHT), total.values[place])
    return (f"U{place + 1}", name, *values, ikm.grade(total.values[place]))


def _services(tx: Tx, found: Satisfaction) -> Section:
    names = frame.sop_names(tx)
    rows = tuple((names.get(one.sop, one.sop), *_line(one)) for one in found.sops)
    return _graded("2. Per layanan", "Layanan", rows, found.total)


def _months(found: Satisfaction) -> Section:
    rows = tuple((month(one.month), *_line(one)) for one in found.months if one.month)
    return _graded("3. Per bulan", "Bulan", rows, found.total)


def _line(one: Line) -> tuple[int | Decimal | str | None, ...]:
    return one.answers, one.index, one.grade


def _graded(heading: str, head: str, rows: Rows, total: Line) -> Section:
    if not rows:
        return Section(heading, notes=(Note(_NOBODY),))
    columns = (Column(head, 3), Column("Responden"), Column("IKM"), Column("Mutu"))
    return Section(heading, (Table(columns, rows, (TOTAL, *_line(total))),))


def _respondents(tx: Tx, span: Span, found: Satisfaction) -> Section:
    """By which way they answered, and how many of those served did."""
    query = select(table.c.channel, func.count()).where(table.c.office == tx.actor.office)
    query = query.where(table.c.at >= span.start, table.c.at < span.end).group_by(table.c.channel)
    rows: Rows = tuple(
        (terms.SURVEY_CHANNELS.get(channel, channel), count)
        for channel, count in tx.conn.execute(query.order_by(table.c.channel)).all()
    )
    served = sum(one.completed for one in flow.flows(tx, span))
    answers = sum(int(str(row[1])) for row in rows)
    rate = Percent.of(answers, served)
    told = f"Permohonan yang selesai pada periode ini {said(served)}; jawaban {said(answers)} ({said(rate)})."
    hidden = f"{found.withheld} kelompok jawaban terlalu kecil untuk ditampilkan kepada pembaca ini."
    notes = (
        Note(told),
        *((Note(hidden),) if found.withheld else ()),
        Note(sentences.SKM_SAMPLE, Told.MISSING),
    )
    return section("4. Responden", (Column("Cara menjawab", 3), Column("Jumlah")), rows, _NOBODY, notes)


def _plan(total: Line, written: Filled) -> Section:
    """The lowest elements with what is to be done about each, by people."""
    heading = "5. Rencana tindak lanjut"
    if total.index is None:
        return Section(heading, notes=(Note(_NOBODY),))
    named = list(zip(terms.ELEMENTS.items(), total.means, strict=True))
    lowest = sorted(named, key=lambda one: one[1])[:_LOWEST]
    asked = (("what", "Program atau kegiatan"), ("when", "Waktu"), ("who", "Penanggung jawab"))
    rows: Rows = tuple(
        (
            str(place),
            name,
            mean,
            *(written.entry(f"{ask}:{code}", f"{words}: {name}") for ask, words in asked),
        )
        for place, ((code, name), mean) in enumerate(lowest, 1)
    )
    columns = (
        *(Column("No", 0.4), Column("Unsur", 2), Column("NRR", 0.6)),
        *(Column("Program atau kegiatan", 2.6), Column("Waktu", 1.2), Column("Penanggung jawab", 1.6)),
    )
    return Section(heading, (Table(columns, rows),), (Note(sentences.SKM_PLAN),))


def _remarks(written: Filled) -> Section:
    asked = (
        ("analysis", "Analisis hasil survei"),
        ("previous", "Tindak lanjut atas survei sebelumnya"),
        ("conclusion", "Kesimpulan"),
    )
    rows = tuple((label, written.entry(code, label)) for code, label in asked)
    return Section("6. Diisi kantor", (Table((Column("Pertanyaan", 1.2), Column("Isian", 3)), rows),))
