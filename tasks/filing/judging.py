"""How well a step went, by rules that stand in the document: shares held against settings with their uncertainty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine import settings
from engine.database import Tx
from tasks.filing.evidence import StepEvidence
from tasks.reports.rates import wilson


class Verdict(StrEnum):
    """What the form allows, and that nothing was done."""

    WELL = "well"
    NOT_WELL = "not_well"
    NOTHING = "nothing"


class Ground(StrEnum):
    """Why a step did not go well."""

    LATE = "late"
    DEVIATING = "deviating"
    LACKING = "lacking"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares in hundredths above which a step does not go well; all three are settings and assumptions."""

    late: int
    deviating: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A step with its verdict, the grounds for it, and shares that are above their limit without being surely so."""

    step: StepEvidence
    verdict: Verdict
    grounds: tuple[Ground, ...]
    unsure: tuple[Ground, ...]


def limits(tx: Tx) -> Limits:
    """The office's limits."""
    names = ("late_percent", "deviation_percent", "lacking_percent")
    return Limits(*(int(settings.value(tx, f"monitoring.{name}")) for name in names))


def judge(step: StepEvidence, limit: Limits) -> Judged:
    """A share counts against a step when it is surely above its limit: when the low end of its 95 % interval is."""
    done = step.row.completed
    shares = (
        (Ground.LATE, step.row.late, done, limit.late),
        (Ground.DEVIATING, step.deviating, max(done, step.deviating), limit.deviating),
        (Ground.LACKING, step.lacking, done, limit.lacking),
    )
    grounds = [ground for ground, hits, of, most in shares if hits and wilson(hits, of).low * 100 > most]
    if step.deadlines.unexplained:
        grounds.append(Ground.UNEXPLAINED)
    unsure = tuple(
        ground
        for ground, hits, of, most in shares
        if ground not in grounds and hits * 100 > most * max(of, 1)
    )
    if not done and not grounds:
        return Judged(step, Verdict.NOTHING, (), unsure)
    return Judged(step, Verdict.NOT_WELL if grounds else Verdict.WELL, tuple(grounds), unsure)


def counted(judged: tuple[Judged, ...]) -> Iterator[tuple[Verdict, int]]:
    """How many steps got each verdict."""
    for verdict in Verdict:
        yield verdict, sum(one.verdict is verdict for one in judged)
