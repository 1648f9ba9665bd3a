"""How the service standards were kept (UU 25/2009 Ps 21): what is promised against what happened, by service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from engine import definitions
from engine.database import Tx
from processes.paper.report.model import Cell, Column, Document, Note, Percent, Section, Table, Told
from processes.paper.report.words import said
from processes.paper.standard import Component, times
from tasks import service_standards
from tasks.filing import evidence, flow, frame, kept, sentences
from tasks.filing.flow import Flow, Open
from tasks.filing.frame import Question, Span, tenths
from tasks.filing.kept import Counted, Timely
from tasks.filing.turnaround import MICROSECOND
from tasks.voice import satisfaction
from tasks.voice.satisfaction import Scope

CODE = "standards"
_HOUR = 3_600_000_000
_LONG = 220  # letters of a promise, from which on its lines are counted instead
_NOT_MEASURED = "tidak diukur"
_COLUMNS = (
    *(Column("No", 0.4), Column("Komponen", 1.8), Column("Dijanjikan", 3), Column("Kenyataan", 3.2)),
    *(Column("Dinilai", 0.7), Column("Terpenuhi", 0.8), Column("Bagian", 0.8)),
)


def document(tx: Tx, question: Question) -> Document:
    """The report of a year over all services."""
    span, services = frame.span(tx, question.period), service_standards.names(tx)
    held = {key: kept.timely(tx, span, key) for key, _ in services}
    known = _Known(
        held,
        {one.sop: one for one in flow.flows(tx, span)},
        {one.sop: one for one in flow.open_ages(tx, span)},
    )
    return Document(
        kind=CODE,
        title="Kinerja standar pelayanan",
        subtitle=question.period.words,
        made_at=tx.now.astimezone(span.zone),
        about=frame.about(tx, question),
        sections=(
            _times(tx, question, services, known),
            *(_service(_Reality(tx, question, span, key, known), name) for key, name in services),
            _rules(),
        ),
        signature=(frame.head_signer(tx),),
        landscape=True,
        zone_label=span.zone_label,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for all services, by the key of their SOP."""

    timely: Mapping[str, Timely]
    flows: Mapping[str, Flow]
    ages: Mapping[str, Open]


def _times(tx: Tx, question: Question, services: tuple[tuple[str, str], ...], known: _Known) -> Section:
    """Promised and real time of each service on one line."""
    rows = []
    for key, name in services:
        found = known.timely[key]
        hours = (found.lasted.median, found.lasted.p90) if found.lasted else (None, None)
        told = (tenths(one // MICROSECOND, _HOUR) if one is not None else None for one in hours)
        share = Percent.of(found.in_time, found.ended)
        rows.append((name, _promised_time(tx, key), found.ended, found.in_time, share, *told))
    columns = (
        *(Column("Layanan", 3), Column("Jangka waktu dijanjikan", 3), Column("Selesai dinilai")),
        *(Column("Tepat waktu"), Column("Bagian"), Column("Median", group="Lamanya (jam kerja)")),
        Column("P90", group="Lamanya (jam kerja)"),
    )
    notes = (*frame.running(tx, question), Note(sentences.KEPT_TIME))
    if not rows:
        return Section("Jangka waktu semua layanan", notes=(Note("Belum ada layanan yang berlaku."), *notes))
    return Section("Jangka waktu semua layanan", (Table(columns, tuple(rows)),), notes)


def _promised_time(tx: Tx, key: str) -> str:
    sop = definitions.latest(tx, key).diagram.table(key)
    binding = times(sop) if sop else ()
    if binding or sop is None:
        return "; ".join(binding)
    assumed = "; ".join(dict.fromkeys(one.time.text for one in sop.service_standards))
    return f"{assumed} (asumsi)" if assumed else ""


def _service(real: _Reality, name: str) -> Section:
    standard = service_standards.components(real.tx, real.key)
    rows = tuple(
        (str(place), one.title, _promise(real.tx, real.key, one), *real.of(one.code))
        for place, one in enumerate(standard, 1)
    )
    return Section(name, (Table(_COLUMNS, rows),))


def _promise(tx: Tx, key: str, one: Component) -> str:
    if one.code == "time":
        return _promised_time(tx, key)
    text = "; ".join(one.items)
    return text if len(text) <= _LONG else f"{len(one.items)} butir, lihat standar pelayanan"


class _Reality:
    """What the records say of each component of one service: words, how many were looked at, kept, and the share."""

    def __init__(self, tx: Tx, question: Question, span: Span, key: str, known: _Known) -> None:
        self.tx, self.key, self._question, self._span, self._read = tx, key, question, span, known
        self._told: Mapping[str, Callable[[], tuple[Cell, ...]]] = {
            "requirements": self._requirements,
            "procedure": self._procedure,
            "time": self._time,
            "fee": self._fee,
            "product": self._product,
            "complaints": self._complaints,
            "evaluation": self._evaluation,
        }

    def of(self, code: str) -> tuple[Cell, ...]:
        """The four cells of a component."""
        found = self._told.get(code)
        return found() if found else (_NOT_MEASURED, None, None, None)

    def _requirements(self) -> tuple[Cell, ...]:
        found = kept.complete(self.tx, self._span, self.key)
        return _counted(
            f"Tidak dikembalikan karena berkas {said(found.kept)} dari {said(found.count)} masuk", found
        )

    def _procedure(self) -> tuple[Cell, ...]:
        steps = evidence.steps(self.tx, replace(self._question, sop=self.key), self._span)
        done, moved = sum(one.row.completed for one in steps), sum(one.deviating for one in steps)
        words = f"Langkah selesai {said(done)}, penyimpangan {said(moved)}"
        return _counted(words, Counted(done, max(done - moved, 0)))

    def _time(self) -> tuple[Cell, ...]:
        found, waiting = self._read.timely[self.key], self._read.ages.get(self.key)
        words = f"Tepat waktu {said(found.in_time)} dari {said(found.ended)}"
        if not found.ended:
            words = "Tidak ada batas seluruh layanan ini yang berakhir"
        if waiting:
            words += f"; belum selesai {said(waiting.count)}, di antaranya lewat batas {said(waiting.late)}"
        return _counted(words, Counted(found.ended, found.in_time))

    def _fee(self) -> tuple[Cell, ...]:
        found = kept.billed(self.tx, self._span, self.key)
        if not found.made:
            return ("Tidak ada tagihan", None, None, None)
        words = f"Tagihan {said(found.made)}, lunas {said(found.paid)} (Rp{said(found.rupiah)}), "
        return (f"{words}kedaluwarsa {said(found.lapsed)}", None, None, None)

    def _product(self) -> tuple[Cell, ...]:
        own = self._read.flows.get(self.key)
        return (f"Permohonan selesai {said(own.completed if own else 0)}", None, None, None)

    def _complaints(self) -> tuple[Cell, ...]:
        found = kept.answered(self.tx, self._span, self.key)
        if not found.count:
            return ("Tidak ada pengaduan atas permohonan layanan ini yang jatuh tempo", None, None, None)
        return _counted(f"Dijawab tepat waktu {said(found.kept)} dari {said(found.count)}", found)

    def _evaluation(self) -> tuple[Cell, ...]:
        period = self._question.period
        scope = Scope(self.key, period.first, satisfaction.month_of(period.last))
        line = satisfaction.read(self.tx, scope).total
        if line.index is None:
            return ("Tidak ada jawaban survei yang dapat ditampilkan", None, None, None)
        return (
            f"IKM {said(line.index)} ({line.grade}) dari {said(line.answers)} responden",
            None,
            None,
            None,
        )


def _counted(words: str, found: Counted) -> tuple[Cell, ...]:
    if not found.count:
        return (words, None, None, None)
    return (words, found.count, found.kept, Percent.of(found.kept, found.count))


def _rules() -> Section:
    return Section(
        "Keterangan",
        notes=(
            Note(sentences.KEPT_OPEN),
            Note(sentences.KEPT_OTHERS, Told.MISSING),
            Note(sentences.KEPT_ASSUMED, Told.ASSUMED),
        ),
    )
