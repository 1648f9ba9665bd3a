"""The completeness gate: what the verdicts of a step mean, and what is missing by them (kelengkapan.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.database import Tx
from engine.refusals import Invalid, Problem
from engine.schema import shortfalls as table
from processes.diagram import Diagram
from processes.model import Need
from tasks.forms import ABSENT, CHOICE, GATE, NOT_NEEDED, PRESENT, REMARK, UNFIT, Form, GateItem


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One item that keeps the file from being complete; verdict is tidak_ada or tidak_sesuai."""

    item: str
    label: str
    verdict: str
    note: str


DOCUMENTS = "kelengkapan"
"""The message that says the applicant's documents have arrived."""

OTHER = "lain"
_OTHER_LABEL = "Ketentuan lain yang belum terpenuhi"


def judge(form: Form, variables: Mapping[str, Any]) -> tuple[Shortfall, ...]:
    """What is missing or unfit: required items, conditional ones marked so, groups without any item present.

    A checklist that is complete and sent back all the same lacks something else, which the remark tells: the letter
    of what is missing never goes out empty.
    """
    verdicts = variables.get(GATE, {})
    found = [_of_item(item, verdicts[item.code]) for item in form.gate if item.code in verdicts]
    missing = (*(s for s in found if s is not None), *_of_groups(form, verdicts))
    if missing or not form.decides or variables.get(CHOICE) == form.way_on:
        return missing
    if not any(item.listed for item in form.gate):
        return ()
    return (Shortfall(OTHER, _OTHER_LABEL, UNFIT, str(variables.get(REMARK, "")).strip()),)


def require_passed(form: Form, variables: Mapping[str, Any], missing: tuple[Shortfall, ...]) -> None:
    """A failed gate never goes on along the yes branch, nor where no decision follows.

    Raises Invalid at the choice, or at every item that keeps the step from being done.
    """
    if missing and not form.decides:
        problems = (Problem("form.must_be_present", f"{GATE}.{shortfall.item}") for shortfall in missing)
        raise Invalid("form.invalid", *problems)
    if missing and variables.get(CHOICE) == form.way_on:
        raise Invalid("gate.failed", Problem("gate.choose_other", CHOICE, {"count": len(missing)}))


def tells_applicant(diagram: Diagram, element: str) -> bool:
    """Whether a step is the one that tells the applicant what is missing: the wait for him follows it."""
    then = [flow.target for flow in diagram.flows if flow.source == element]
    return any(diagram.elements[reached].message == DOCUMENTS for reached in then)


def asks_applicant(diagram: Diagram, element: str, choice: str | None) -> bool:
    """Whether a choice sends the file back: past the step that tells the applicant it comes to the wait for him."""
    taken = [option.flow_id for option in diagram.activities[element].options if option.value == choice]
    reached = [flow.target for flow in diagram.flows if flow.id in taken]
    return any(diagram.elements[e].message == DOCUMENTS or tells_applicant(diagram, e) for e in reached)


def record(tx: Tx, instance_id: int, task_id: int, missing: tuple[Shortfall, ...], *, asked: bool) -> None:
    """Keep what was missing, for the auditor and, where the applicant is `asked` for it, for the letter."""
    if missing:
        rows = [
            {
                "task_id": task_id,
                "instance_id": instance_id,
                "item": s.item,
                "label": s.label,
                "verdict": s.verdict,
                "note": s.note,
                "asked": asked,
            }
            for s in missing
        ]
        tx.conn.execute(table.insert(), rows)


def _of_item(item: GateItem, given: Mapping[str, Any]) -> Shortfall | None:
    verdict = given["nilai"]
    if item.need is Need.ONE_OF or verdict in (PRESENT, NOT_NEEDED):
        return None
    return Shortfall(item.code, item.label, verdict, given.get("catatan", ""))


def _of_groups(form: Form, verdicts: Mapping[str, Any]) -> tuple[Shortfall, ...]:
    groups: dict[str, list[GateItem]] = {}
    for item in form.gate:
        if item.need is Need.ONE_OF and item.code in verdicts:
            groups.setdefault(item.group or item.code, []).append(item)
    return tuple(
        _of_group(name, items, verdicts)
        for name, items in groups.items()
        if not any(verdicts[item.code]["nilai"] == PRESENT for item in items)
    )


def _of_group(name: str, items: list[GateItem], verdicts: Mapping[str, Any]) -> Shortfall:
    unfit = any(verdicts[item.code]["nilai"] == UNFIT for item in items)
    notes = "; ".join(note for item in items if (note := verdicts[item.code].get("catatan", "")))
    label = " / ".join(item.label for item in items)
    return Shortfall(f"salah_satu:{name}", label, UNFIT if unfit else ABSENT, notes)
