"""The completeness gate: required, conditional and one-of items, and where a failed gate leads."""

from __future__ import annotations

from typing import Any

import pytest

from engine.refusals import Invalid
from processes.model import Need
from processes.reader import read_bpmn
from tasks import forms, gate
from tasks.forms import CHOICE, GATE, Form
from tests.support.office import filled
from tests.tasks.report_rows import MICIN_DARURAT

DIAGRAM = read_bpmn(MICIN_DARURAT)


def gate_of(category: str = "baru_dewasa", element: str = "pastikan_persyaratan") -> Form:
    return forms.form_of(DIAGRAM, element, category)


def judged(form: Form, **verdicts: str) -> dict[str, str]:
    given = filled(form)
    for code, verdict in verdicts.items():
        given[GATE][code] = {"nilai": verdict, "catatan": f"soal {code}"}
    forms.check(form, {**given, CHOICE: "tidak"} if form.decides else given)
    return {shortfall.item: shortfall.verdict for shortfall in gate.judge(form, given)}


def of_need(form: Form, need: Need) -> list[Any]:
    return [item for item in form.gate if item.need is need]


def test_a_complete_file_lacks_nothing_and_a_required_item_does() -> None:
    form = gate_of()
    assert judged(form) == {}
    code = of_need(form, Need.REQUIRED)[0].code
    for verdict in ("tidak_ada", "tidak_sesuai"):
        assert judged(form, **{code: verdict}) == {code: verdict}
    with pytest.raises(Invalid):
        judged(form, **{code: "tidak_perlu"})


def test_one_of_a_group_is_enough() -> None:
    form = gate_of()
    group = of_need(form, Need.ONE_OF)
    assert len(group) > 1 and len({item.group for item in group}) == 1
    codes = [item.code for item in group]
    rest = dict.fromkeys(codes[1:], "tidak_ada")
    assert judged(form, **rest) == {}
    for verdict, expected in (
        ("tidak_perlu", "tidak_ada"),
        ("tidak_ada", "tidak_ada"),
        ("tidak_sesuai", "tidak_sesuai"),
    ):
        found = judged(form, **{**dict.fromkeys(codes, "tidak_perlu"), codes[0]: verdict})
        assert found == {f"salah_satu:{group[0].group}": expected}


@pytest.mark.parametrize("category", ["baru_dewasa", "baru_anak", "habis_berlaku"])
def test_a_conditional_item_may_be_not_needed_but_not_missing(category: str) -> None:
    for item in of_need(gate_of(category), Need.CONDITIONAL):
        assert judged(gate_of(category), **{item.code: "tidak_perlu"}) == {}
        assert judged(gate_of(category), **{item.code: "tidak_ada"}) == {item.code: "tidak_ada"}


def test_some_type_asks_for_a_conditional_item() -> None:
    found = [of_need(gate_of(category), Need.CONDITIONAL) for category in ("baru_dewasa", "baru_anak")]
    assert any(found)


def test_a_failed_gate_leads_to_the_other_branch_alone() -> None:
    form = gate_of()
    given = filled(form, missing={"kk": "tidak_ada"})
    missing = gate.judge(form, given)
    for choice, allowed in (("ya", False), ("tidak", True)):
        if allowed:
            gate.require_passed(form, {**given, CHOICE: choice}, missing)
            continue
        with pytest.raises(Invalid) as refused:
            gate.require_passed(form, {**given, CHOICE: choice}, missing)
        assert [(p.key, p.where) for p in refused.value.problems] == [("gate.choose_other", CHOICE)]


def test_where_no_decision_follows_the_items_are_there_or_the_step_is_not_done() -> None:
    plain = [
        form for element in DIAGRAM.activities if (form := gate_of(element=element)).gate and not form.decides
    ]
    assert plain
    for form in plain:
        code = form.gate[0].code
        with pytest.raises(Invalid) as refused:
            judged(form, **{code: "tidak_ada"})
        found = {(p.key, p.where) for p in refused.value.problems}
        assert ("form.must_be_present", f"kelengkapan.{code}.nilai") in found


def test_a_missing_group_holds_up_a_step_without_a_decision() -> None:
    item = forms.GateItem("surat_a", "Surat A", Need.ONE_OF, "surat")
    form = Form("x", (item,), None, (), (), (), 1, {}, gate_of().validator)
    given = {GATE: {"surat_a": {"nilai": "tidak_ada"}}}
    with pytest.raises(Invalid) as refused:
        gate.require_passed(form, given, gate.judge(form, given))
    assert [p.where for p in refused.value.problems] == ["kelengkapan.salah_satu:surat"]


def test_an_unknown_type_still_asks_for_the_cells_own_items() -> None:
    assert gate_of("jenis_baru").gate


def test_a_failed_gate_keeps_yes_shut_wherever_it_was_drawn() -> None:
    ways = [
        f'<bpmn:sequenceFlow id="alur_keputusan_pastikan_persyaratan_{answer}"' for answer in ("ya", "tidak")
    ]
    text = MICIN_DARURAT.decode()
    first, second = (text[text.index(way) :].split("</bpmn:sequenceFlow>")[0] for way in ways)
    assert text.index(first) < text.index(second)
    swapped = text.replace(first, "<>").replace(second, first).replace("<>", second)
    form = forms.form_of(read_bpmn(swapped.encode()), "pastikan_persyaratan", "baru_dewasa")
    assert [option.value for option in form.options] == ["tidak", "ya"]
    given = filled(form, missing={"kk": "tidak_ada"})
    missing = gate.judge(form, given)
    gate.require_passed(form, {**given, CHOICE: "tidak"}, missing)
    with pytest.raises(Invalid, match=r"gate\.failed"):
        gate.require_passed(form, {**given, CHOICE: "ya"}, missing)
