"""Which decision models an SOP uses, and where: its rule tasks, its checklist, the beginning of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.diagram import Diagram
from processes.model import Begun
from tasks.decisions import checklists

RULE_TASK, CHECKLIST, BEGINNING, APPLICATION = "rule_task", "checklist", "beginning", "application"
_AT_BEGINNING = (
    ("prioritas", "kelompok"),
    ("layanan", "sop"),
    ("layanan", "tawaran"),
)  # tasks.decisions.beginnings
_BY_APPLICANT = (
    ("biaya", "rincian"),
    ("masa_berlaku", "pilihan"),
)  # tasks.applicants: the fee, the choice of years
_DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Use:
    """A model used: its key and decision ("" where the model's only one is meant), how, and where.

    `how` is RULE_TASK or CHECKLIST, both at the element `element`, row `step` ("" for none), or BEGINNING or
    APPLICATION, where no element asks but every case does.
    """

    model: str
    decision: str
    how: str
    element: str = ""
    step: str = ""
    name: str = ""


def of(diagram: Diagram) -> tuple[Use, ...]:
    """Every use, in the order of the file; models asked by no element come last."""
    return (*_by_elements(diagram), *_by_cases(diagram))


def rule_tasks(diagram: Diagram) -> tuple[Use, ...]:
    """The uses by business rule tasks alone: those that fail when a decision is gone."""
    return tuple(use for use in _by_elements(diagram) if use.how == RULE_TASK)


def _by_elements(diagram: Diagram) -> Iterator[Use]:
    for one in diagram.activities.values():
        step = one.step.number if one.step else ""
        if one.decision:
            model, _, decision = one.decision.partition("/")
            yield Use(model, decision, RULE_TASK, one.id, step, one.title)
        if one.step and any(need.expands == _DOCUMENTS for need in one.step.requirements):
            yield Use(checklists.MODEL, checklists.DECISION, CHECKLIST, one.id, step, one.title)


def _by_cases(diagram: Diagram) -> Iterator[Use]:
    sop = diagram.sop
    if sop is None or sop.begun_by is Begun.CALLED:
        return
    yield from (Use(*asked, BEGINNING) for asked in _AT_BEGINNING)
    if sop.begun_by is Begun.APPLICANT:
        yield from (Use(*asked, APPLICATION) for asked in _BY_APPLICANT)
