"""How often each arrow was taken: into a step as often as it was opened, out of a decision as it was answered."""

from __future__ import annotations

from collections import Counter

from engine import definitions
from tasks.reports.flows import moves, taken
from tasks.reports.scope import ReportFilter
from tests.recount import counted
from tests.recount.conftest import SCOPES, World
from tests.recount.raw import Row


def visits(world: World, scope: ReportFilter) -> list[Row]:
    """What the cases of the period passed: their own steps and waits, calls of other SOPs among these."""
    raw = world.raw
    begun = {case.id for case in counted.begun(raw, scope)}
    return [
        *(task for task in raw.tasks if task.instance_id in begun and task.sop is None),
        *(wait for wait in raw.waits if wait.instance_id in begun),
    ]


def test_each_step_was_reached_as_often_as_it_was_opened(world: World, scope: ReportFilter) -> None:
    with world.site.db.read(world.auditor(scope.office)) as tx:
        version = definitions.versions(tx, scope.definition_key)[0]
        diagram = definitions.load(tx, version.id).diagram
        counts = taken(diagram, moves(tx, scope))
    opened = Counter(one.element for one in visits(world, scope) if one.element in diagram.elements)
    into: Counter[str] = Counter()
    for flow in diagram.flows:
        into[flow.target] += counts.get(flow.id, 0)
    for element in diagram.activities:
        assert into[element] == opened[element], element
    outcomes = Counter(case.outcome for case in counted.begun(world.raw, scope) if case.status == "completed")
    for element, number in outcomes.items():  # of M-Paspor the end that hands over to Penerbitan
        end = element if element in diagram.elements else "END_LANJUT_PENERBITAN"
        assert into[end] == number, element


def test_each_decision_was_answered_as_often_as_its_arrows_were_taken(world: World) -> None:
    scope = SCOPES["all"]
    with world.site.db.read(world.auditor()) as tx:
        version = definitions.versions(tx, scope.definition_key)[0]
        diagram = definitions.load(tx, version.id).diagram
        counts = taken(diagram, moves(tx, scope))
    answered = Counter(
        (one.element, one.outcome)
        for one in visits(world, scope)
        if getattr(one, "outcome", None) and one.element == "pastikan_persyaratan"
    )
    out = {
        flow.target: counts.get(flow.id, 0)
        for flow in diagram.flows
        if flow.source == "keputusan_pastikan_persyaratan"
    }
    assert out == {
        "entri_pindai": answered["pastikan_persyaratan", "ya"],
        "kembalikan_permohonan": answered["pastikan_persyaratan", "tidak"],
    }
