"""What the year's records say of each statement of the evaluation form: figures, and an answer where they give one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from engine.database import Tx
from processes.paper.report.words import said
from tasks.filing import evidence, frame, step_words
from tasks.filing.evidence import StepEvidence
from tasks.filing.frame import Question
from tasks.filing.judging import Limits
from tasks.reports.rates import difference, wilson
from tasks.voice import satisfaction
from tasks.voice.satisfaction import Line, Scope

YES, NO = "Ya", "Tidak"


@dataclass(frozen=True, slots=True)
class Year:
    """A year of an SOP: its steps together (completions, late, repeated, deviations), its passed deadlines by
    state, how many requests its steps belonged to at most, and what the public said.
    """

    completed: int
    late: int
    repeats: int
    deviating: int
    passed: int
    unexplained: int
    closed: int
    lacking: int
    idle: int
    said: Line


@dataclass(frozen=True, slots=True)
class Answer:
    """What the records say of one statement: a proposed answer (empty: a person must say) and the figures."""

    proposal: str
    figures: str


def year(tx: Tx, question: Question, *, strayed: bool = True) -> Year:
    """The figures of a year; without `strayed` no deviations."""
    span = frame.span(tx, question.period)
    steps = evidence.steps(tx, question, span, strayed=strayed)
    scope = Scope(question.sop, question.period.first, satisfaction.month_of(question.period.last))
    return Year(
        completed=_sum(steps, lambda one: one.row.completed),
        late=_sum(steps, lambda one: one.row.late),
        repeats=_sum(steps, lambda one: one.row.repeats),
        deviating=_sum(steps, lambda one: one.deviating),
        passed=_sum(steps, lambda one: one.deadlines.count),
        unexplained=_sum(steps, lambda one: one.deadlines.unexplained),
        closed=_sum(steps, lambda one: one.deadlines.closed),
        lacking=_sum(steps, lambda one: one.lacking),
        idle=sum(not one.row.completed for one in steps),
        said=satisfaction.read(tx, scope).total,
    )


def before(question: Question) -> Question:
    """The same question about the year before."""
    return replace(question, period=question.period.moved(-1))


def answers(this: Year, last: Year, limit: Limits, year_before: date) -> Mapping[str, Answer]:
    """What is known of each statement, by its code."""
    return {
        "performance": _performance(this, last, year_before.year),
        "clear": _clear(this),
        "feasible": _feasible(this, limit),
        "roles": _roles(this, limit),
        "problems": _problems(this),
        "needs": _needs(this, last, year_before.year),
        "synergy": Answer("", "Tidak tercatat; lihat keterkaitan SOP dan permohonan yang berpindah SOP."),
    }


def _performance(this: Year, last: Year, when: int) -> Answer:
    now = f"Langkah selesai terlambat {step_words.share(this.late, this.completed)}" if this.completed else ""
    if not this.completed or not last.completed:
        return Answer("", f"{now or 'Belum ada langkah yang selesai'}; tanpa pembanding tahun {when}.")
    low, high = difference((last.late, last.completed), (this.late, this.completed))
    proposal = YES if high < 0 else NO if low > 0 else ""
    return Answer(proposal, f"{now}; tahun {when} {step_words.share(last.late, last.completed)}.")


def _clear(this: Year) -> Answer:
    if not this.completed:
        return Answer("", "Belum ada langkah yang selesai.")
    told = f"Langkah yang diulang {said(this.repeats)}, dengan berkas kurang {said(this.lacking)}"
    return Answer(
        "", f"{told}, dari {said(this.completed)} langkah selesai; pendapat pelaksana tidak tercatat."
    )


def _feasible(this: Year, limit: Limits) -> Answer:
    if not this.completed:
        return Answer("", "Belum ada langkah yang selesai.")
    low, high = wilson(this.late, this.completed)
    proposal = YES if high * 100 <= limit.late else NO if low * 100 > limit.late else ""
    share = step_words.share(this.late, this.completed)
    idle = f"; {this.idle} langkah tidak pernah dilaksanakan" if this.idle else ""
    return Answer(
        proposal, f"Terlambat {said(this.late)} dari {said(this.completed)} langkah, {share}{idle}."
    )


def _roles(this: Year, limit: Limits) -> Answer:
    if not this.completed:
        return Answer("", "Belum ada langkah yang selesai.")
    surely = wilson(this.deviating, max(this.completed, this.deviating)).low * 100 > limit.deviating
    proposal = NO if this.deviating and surely else "" if this.deviating else YES
    told = f"Penyimpangan dari versi yang berlaku {said(this.deviating)} pada {said(this.completed)} langkah selesai."
    return Answer(proposal, told)


def _problems(this: Year) -> Answer:
    if not this.passed:
        return Answer("", "Tidak ada tenggat langkah yang terlewati.")
    proposal = NO if this.unexplained else YES if this.closed == this.passed else ""
    told = f"Tenggat terlewati {said(this.passed)}: ditutup {said(this.closed)}"
    return Answer(proposal, f"{told}, belum diberi alasan {said(this.unexplained)}.")


def _needs(this: Year, last: Year, when: int) -> Answer:
    return Answer("", f"{_voice(this.said)}; tahun {when}: {_voice(last.said)}.")


def _voice(line: Line) -> str:
    if line.index is None:
        return "tanpa jawaban survei yang dapat ditampilkan"
    return f"IKM {said(line.index)} ({line.grade}) dari {said(line.answers)} responden"


def _sum(steps: tuple[StepEvidence, ...], what: Callable[[StepEvidence], int]) -> int:
    return sum(map(what, steps))
