"""The yearly evaluation form of an SOP (PermenPANRB 35/2012): seven statements, answered where the records say so."""

from __future__ import annotations

from collections.abc import Mapping

from engine import definitions
from engine.database import Tx
from processes.paper.report.model import Column, Document, Note, Section, Signer, Table, Told
from processes.paper.report.words import day
from tasks.filing import evaluating, filled, flow, frame, sentences
from tasks.filing.filled import Filled
from tasks.filing.frame import Question, Span
from tasks.filing.judging import Limits, limits

CODE = "evaluation"
STATEMENTS: Mapping[str, str] = {
    "performance": "Mampu mendorong peningkatan kinerja",
    "clear": "Mudah dipahami",
    "feasible": "Mudah dilaksanakan",
    "roles": "Semua orang dapat menjalankan perannya masing-masing",
    "problems": "Mampu mengatasi permasalahan yang berkaitan dengan proses",
    "needs": "Mampu menjawab kebutuhan peningkatan kinerja organisasi",
    "synergy": "Sinergi satu dengan lainnya",
}
"""The form's statements; the regulation's own text was not at hand (docs/decisions/034)."""

_CONCLUSIONS = (
    ("changes", "Langkah yang perlu diubah, dan alasannya"),
    ("conclusion", "Kesimpulan (tetap berlaku, direvisi, atau dicabut)"),
    ("until", "Rencana waktu revisi"),
)


def document(tx: Tx, question: Question) -> Document:
    """The form of one SOP and year."""
    span, limit, written = frame.span(tx, question.period), limits(tx), filled.read(tx, CODE, question)
    return Document(
        kind=CODE,
        title="Formulir evaluasi SOP",
        subtitle=f"{frame.sop_names(tx).get(question.sop, question.sop)}, {question.period.words}",
        made_at=tx.now.astimezone(span.zone),
        about=(*frame.about(tx, question), *frame.about_sop(tx, question, span)),
        sections=(
            _statements(tx, question, limit, written),
            _versions(tx, question, span),
            _conclusions(written),
            _rules(limit),
        ),
        signature=(Signer("Penilai"), frame.head_signer(tx)),
        landscape=True,
        zone_label=span.zone_label,
    )


def _statements(tx: Tx, question: Question, limit: Limits, written: Filled) -> Section:
    earlier = evaluating.before(question)
    this, last = evaluating.year(tx, question), evaluating.year(tx, earlier, strayed=False)
    found = evaluating.answers(this, last, limit, earlier.period.first)
    rows = tuple(
        (
            str(place),
            statement,
            written.entry(f"answer:{code}", f"Jawaban (Ya atau Tidak): {statement}", found[code].proposal),
            found[code].figures,
            written.entry(f"remark:{code}", f"Keterangan: {statement}"),
        )
        for place, (code, statement) in enumerate(STATEMENTS.items(), 1)
    )
    columns = (
        *(Column("No", 0.4), Column("Pernyataan", 2.4), Column("Ya / Tidak", 0.8)),
        *(Column("Dasar dari catatan pelaksanaan", 3.6), Column("Keterangan penilai", 2.6)),
    )
    return Section("A. Penilaian", (Table(columns, rows),), frame.running(tx, question))


def _versions(tx: Tx, question: Question, span: Span) -> Section:
    """Which versions were in force, and how many requests began under each in the year."""
    began = flow.began_by_version(tx, question.sop, span)
    lines = [one for one in definitions.versions(tx, question.sop) if frame.counted_in(one, span)]
    rows = tuple(
        (
            str(one.version),
            day(one.effective_at.astimezone(span.zone)),
            day(one.withdrawn_at.astimezone(span.zone)) if one.withdrawn_at else None,
            began.get(one.version, 0),
            frame.worded(tx, one.note) or None,
        )
        for one in reversed(lines)
    )
    if not rows:
        return Section("B. Versi SOP", notes=(Note("Tidak ada versi yang berlaku pada periode ini."),))
    columns = (
        *(Column("Versi", 0.5), Column("Berlaku sejak", 1.3), Column("Dicabut", 1.3)),
        *(Column("Permohonan masuk", 1), Column("Catatan perubahan", 4)),
    )
    return Section("B. Versi SOP", (Table(columns, rows),))


def _conclusions(written: Filled) -> Section:
    rows = tuple((label, written.entry(code, label)) for code, label in _CONCLUSIONS)
    return Section("C. Diisi penilai", (Table((Column("Pertanyaan", 1.4), Column("Isian", 3)), rows),))


def _rules(limit: Limits) -> Section:
    rules = sentences.EVALUATION_RULES.format(late=limit.late, deviating=limit.deviating)
    return Section(
        "Dasar penilaian",
        notes=(
            Note(sentences.EVALUATION_SOURCE, Told.ASSUMED),
            Note(sentences.EVALUATION_ANSWERS),
            Note(rules, Told.ASSUMED),
        ),
    )
