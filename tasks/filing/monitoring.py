"""The six-monthly monitoring form of an SOP (PermenPANRB 35/2012, Tabel 7): each step judged by stated rules."""

from __future__ import annotations

from collections.abc import Mapping

from engine import definitions
from engine.database import Tx
from processes.model import Sop
from processes.paper.report.model import Cell, Column, Document, Note, Section, Signer, Table, Told
from processes.paper.report.words import TICK, said
from processes.paper.sheet import assumed_cells
from tasks.filing import evidence, filled, flow, frame, sentences, step_words, terms, turnaround
from tasks.filing.evidence import Deadlines
from tasks.filing.filled import Filled
from tasks.filing.frame import Question, Span
from tasks.filing.judging import Judged, Limits, Verdict, counted, judge, limits
from tasks.filing.turnaround import Turnaround
from tasks.reports.rates import wilson
from tasks.reports.scope import reads_cases

CODE = "monitoring"
_GROUP = "Penilaian terhadap penerapan"
COLUMNS = (
    Column("No", 0.55),
    Column("Prosedur", 2.4),
    Column("Berjalan dengan baik", 0.85, _GROUP),
    Column("Tidak berjalan dengan baik", 0.85, _GROUP),
    Column("Catatan hasil penilaian", 4.2),
    Column("Tindakan yang harus diambil", 2.6),
    Column("Paraf penilai", 0.8),
)


def document(tx: Tx, question: Question) -> Document:
    """The form of one SOP and half-year."""
    span, limit = frame.span(tx, question.period), limits(tx)
    found = tuple(judge(step, limit) for step in evidence.steps(tx, question, span))
    written = filled.read(tx, CODE, question)
    return Document(
        kind=CODE,
        title="Formulir monitoring pelaksanaan SOP",
        subtitle=f"{frame.sop_names(tx).get(question.sop, question.sop)}, {question.period.words}",
        made_at=tx.now.astimezone(span.zone),
        about=(*frame.about(tx, question), *frame.about_sop(tx, question, span)),
        sections=(
            _whole(tx, question, span, found, limit, written),
            _steps(tx, question, found, written),
            _by_person(written),
            _rules(tx, question, limit),
        ),
        signature=(Signer("Penilai"), frame.head_signer(tx)),
        landscape=True,
        zone_label=span.zone_label,
    )


def _whole(
    tx: Tx, question: Question, span: Span, found: tuple[Judged, ...], limit: Limits, written: Filled
) -> Section:
    """The SOP as a whole on one line, as the form has it."""
    times = next(iter(turnaround.turnarounds(tx, span, question.sop)), None)
    passed = evidence.whole_service(tx, question, span)
    verdict = _verdict(times, passed, found, limit)
    entry = written.entry("action:", "Tindakan untuk seluruh SOP")
    told = " ".join((*_flow(tx, question, span), *_times(times), _summary(found)))
    name = frame.sop_names(tx).get(question.sop, question.sop)
    line = ("1", name, *_ticks(verdict), told, entry, "")
    return Section("A. SOP secara keseluruhan", (Table(COLUMNS, (line,)),), frame.running(tx, question))


def _verdict(
    times: Turnaround | None, passed: Deadlines, found: tuple[Judged, ...], limit: Limits
) -> Verdict:
    late = times is not None and wilson(times.late, times.gross.count).low * 100 > limit.late
    if late or passed.unexplained or any(one.verdict is Verdict.NOT_WELL for one in found):
        return Verdict.NOT_WELL
    done = times is not None or any(one.verdict is Verdict.WELL for one in found)
    return Verdict.WELL if done else Verdict.NOTHING


def _flow(tx: Tx, question: Question, span: Span) -> tuple[str, ...]:
    own = next((one for one in flow.flows(tx, span) if one.sop == question.sop), None)
    if own is None:
        return ("Tidak ada permohonan yang dimulai dengan SOP ini.",)
    counts = (
        f"Permohonan masuk {said(own.received)}, selesai {said(own.completed)}, batal {said(own.canceled)}"
    )
    return (f"{counts}, belum selesai pada akhir periode {said(own.open)}.",)


def _times(times: Turnaround | None) -> tuple[str, ...]:
    if times is None:
        return ()
    late = step_words.share(times.late, times.gross.count)
    median, net = step_words.span(times.gross.median), step_words.span(times.net.median)
    return (f"Waktu tengah {median}, tanpa waktu henti {net}; lewat batas layanan {times.late}, {late}.",)


def _summary(found: tuple[Judged, ...]) -> str:
    counts = dict(counted(found))
    return (
        f"Langkah: {counts[Verdict.WELL]} berjalan dengan baik, {counts[Verdict.NOT_WELL]} tidak, "
        f"{counts[Verdict.NOTHING]} tidak dilaksanakan."
    )


def _steps(tx: Tx, question: Question, found: tuple[Judged, ...], written: Filled) -> Section:
    assumed, reasons = _assumed(tx, question.sop), terms.reasons(tx)
    rows = tuple(
        _line(
            place, one, written, reasons, assumed=one.step.row.element in assumed, full=reads_cases(tx.actor)
        )
        for place, one in enumerate(found, 1)
    )
    return Section(
        "B. Langkah demi langkah", (Table(COLUMNS, rows),) if rows else (), (Note(sentences.OPEN_STEPS),)
    )


def _line(
    place: int, one: Judged, written: Filled, reasons: Mapping[str, str], *, assumed: bool, full: bool
) -> tuple[Cell, ...]:
    row = one.step.row
    number = row.number or str(place)
    proposal = step_words.action(one, reasons, names_follow_ups=full)
    entry = written.entry(f"action:{row.element}", f"Tindakan untuk langkah {number}: {row.name}", proposal)
    return (number, row.name, *_ticks(one.verdict), step_words.note(one, assumed=assumed), entry, "")


def _ticks(verdict: Verdict) -> tuple[str, str]:
    return (TICK if verdict is Verdict.WELL else "", TICK if verdict is Verdict.NOT_WELL else "")


def _assumed(tx: Tx, key: str) -> frozenset[str]:
    """Elements whose time is written in no source of the SOP."""
    sop: Sop | None = definitions.shown(tx, key).diagram.table(key)
    return frozenset(step.id for step in sop.steps if "waktu" in assumed_cells(step)) if sop else frozenset()


def _by_person(written: Filled) -> Section:
    asked = (
        (
            "methods",
            "Metode lain yang dipakai (observasi, wawancara pelaksana, wawancara pemohon, diskusi kelompok)",
        ),
        ("conclusion", "Kesimpulan penilai"),
    )
    rows = tuple((label, written.entry(code, label)) for code, label in asked)
    return Section("C. Diisi penilai", (Table((Column("Pertanyaan", 1.2), Column("Isian", 3)), rows),))


def _rules(tx: Tx, question: Question, limit: Limits) -> Section:
    shares = {"late": limit.late, "deviating": limit.deviating, "lacking": limit.lacking}
    notes = (
        Note(sentences.FORM_SOURCE),
        Note(sentences.RULES.format(**shares)),
        Note(sentences.LIMITS_ASSUMED, Told.ASSUMED),
        Note(sentences.PROPOSALS),
    )
    reconstructed = (Note(sentences.RECONSTRUCTED, Told.ASSUMED),) if _assumed(tx, question.sop) else ()
    return Section("Dasar penilaian", notes=(*notes, *reconstructed))
