"""What is known of a step in sentences: the note of the monitoring form, and what could be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from processes.model import TimeKind
from processes.paper.report.model import Percent
from processes.paper.report.words import said
from tasks.filing.evidence import Deadlines, ranked
from tasks.filing.frame import tenths
from tasks.filing.judging import Ground, Judged, Verdict
from tasks.filing.terms import DEVIATIONS
from tasks.filing.turnaround import MICROSECOND
from tasks.reports.judged import WORKING
from tasks.reports.rates import wilson
from tasks.reports.steps import StepRow

_MINUTE, _HOUR, _DAY = 60_000_000, 3_600_000_000, 86_400_000_000
_MOST = 3  # follow-ups or items named
_GROUNDS: Mapping[Ground, str] = {
    Ground.LATE: "terlambat",
    Ground.DEVIATING: "menyimpang dari SOP",
    Ground.LACKING: "berkas kurang",
    Ground.UNEXPLAINED: "tenggat belum diberi alasan",
}


def note(judged: Judged, *, assumed: bool) -> str:
    """The figures of a step in sentences."""
    step = judged.step
    if judged.verdict is Verdict.NOTHING:
        return "Tidak dilaksanakan pada periode ini." + (f" Terbuka {step.open}." if step.open else "")
    return " ".join(_sentences(judged, assumed=assumed))


def action(judged: Judged, reasons: Mapping[str, str], *, names_follow_ups: bool) -> str:
    """What is proposed to be done: the follow-ups put down, else what the grounds ask for; empty where all is well."""
    deadlines = judged.step.deadlines
    if names_follow_ups and deadlines.follow_ups:
        return "; ".join(text for text, _ in list(ranked(deadlines.follow_ups))[:_MOST])
    if judged.verdict is not Verdict.NOT_WELL:
        return ""
    return " ".join(_proposals(judged, reasons))


def span(length: timedelta) -> str:
    """A length in minutes, hours or days (of 24 hours), whatever says it best: "2,5 menit"."""
    value = length // MICROSECOND
    unit, word = (
        (_MINUTE, "menit") if value < 2 * _HOUR else (_HOUR, "jam") if value < 2 * _DAY else (_DAY, "hari")
    )
    return f"{said(tenths(value, unit))} {word}"


def share(hits: int, count: int) -> str:
    """A share with its interval: "4,8 % (selang 95 %: 2,2–10,2 %)"."""
    low, high = (Percent(Decimal(str(end * 100)).quantize(Decimal("0.1"))) for end in wilson(hits, count))
    whole = said(Percent.of(hits, count))
    return f"{whole} (selang 95 %: {said(low).removesuffix(' %')}–{said(high)})"


def _sentences(judged: Judged, *, assumed: bool) -> Iterator[str]:
    step, row = judged.step, judged.step.row
    yield f"Selesai {said(row.completed)} kali pada {said(row.cases)} permohonan" + (
        f", masih terbuka {step.open}." if step.open else "."
    )
    yield from _against_standard(row, assumed=assumed)
    if row.repeats:
        yield f"Diulang {row.repeats} kali."
    if step.lacking:
        items = ", ".join(f"{label} ({count})" for label, count in step.items[:_MOST])
        yield f"Berkas kurang atau tidak sesuai pada {share(step.lacking, row.completed)}: {items}."
    if step.deviations:
        kinds = ", ".join(f"{DEVIATIONS[kind]} {said(count)}" for kind, count in ranked(step.deviations))
        yield f"Menyimpang dari versi yang berlaku {said(step.deviating)} kali: {kinds}."
    yield from _passed(step.deadlines)
    if judged.unsure:
        words = ", ".join(_GROUNDS[one] for one in judged.unsure)
        yield f"Di atas batas tetapi terlalu sedikit untuk dipastikan: {words}."
    if judged.grounds:
        yield f"Dasar penilaian: {', '.join(_GROUNDS[one] for one in judged.grounds)}."


def _against_standard(row: StepRow, *, assumed: bool) -> Iterator[str]:
    if row.kind is TimeKind.NONE or not row.completed:
        yield "Tanpa waktu baku."
        return
    mark = " (asumsi)" if assumed else ""
    working = " waktu kerja" if row.kind in WORKING else ""
    median = f"; waktu tengah {span(row.judged.median)}{working}" if row.judged else ""
    late = (
        f"terlambat {said(row.late)}, {share(row.late, row.completed)}"
        if row.completed
        else "belum ada yang selesai"
    )
    yield f"Baku {row.standard}{mark}{median}; {late}."


def _passed(deadlines: Deadlines) -> Iterator[str]:
    if not deadlines.count:
        return
    parts = [f"{deadlines.unexplained} belum diberi alasan"] if deadlines.unexplained else []
    parts.append(f"{deadlines.closed} ditutup")
    yield f"Tenggat terlewati {deadlines.count}: {', '.join(parts)}."


def _proposals(judged: Judged, reasons: Mapping[str, str]) -> Iterator[str]:
    deadlines, step = judged.step.deadlines, judged.step
    if Ground.UNEXPLAINED in judged.grounds:
        yield f"Beri alasan atas {deadlines.unexplained} tenggat yang terlewati."
    if Ground.LATE in judged.grounds and deadlines.reasons:
        code, count = next(ranked(deadlines.reasons))
        yield f"Tindak lanjuti sebab terbanyak: {reasons.get(code, code)} ({count} kali)."
    elif Ground.LATE in judged.grounds:
        yield "Cari sebab keterlambatan bersama pelaksana."
    if Ground.LACKING in judged.grounds and step.items:
        yield f"Perjelas syarat {step.items[0][0]} kepada pemohon sebelum datang."
    if Ground.DEVIATING in judged.grounds:
        yield "Tinjau penyimpangan bersama pelaksana pada halaman Kesesuaian."
