"""What is read from a BPMN file, ours and other vendors'."""

from __future__ import annotations

from importlib.resources import files

import pytest

from processes.diagram import Diagram
from processes.lint import lint
from processes.model import StepKind
from processes.reader import NoSop, read_bpmn, read_sop
from tests.processes.templates import END, START, bpmn, file, flow, lane, process, task, when


@pytest.fixture(scope="module")
def micin() -> Diagram:
    return read_bpmn((files("bpmn") / "micin_darurat.bpmn").read_bytes())


def test_the_main_process_is_the_one_nothing_calls(micin: Diagram) -> None:
    assert micin.key == "micin_darurat"
    assert micin.processes == ("micin_darurat",)
    assert micin.calls == ("periksa_lanjutan",)
    assert len(micin.xml_hash) == 64


def test_a_task_before_a_decision_offers_its_answers(micin: Diagram) -> None:
    for key in (
        "pastikan_persyaratan",
        "wawancara_verifikasi_cekal",
        "periksa_bms_ajudikasi",
    ):
        activity = micin.activities[key]
        assert [(option.value, option.label) for option in activity.options] == [
            ("ya", "Ya"),
            ("tidak", "Tidak"),
        ]
        assert activity.question
    assert micin.activities["terima_permohonan"].options == ()
    assert micin.activities["pemeriksaan_lanjutan_8"].options == ()


def test_lanes_are_roles_and_candidate_groups(micin: Diagram) -> None:
    assert micin.activities["terima_permohonan"].candidate_groups == ("petugas",)
    assert micin.activities["lapor_koordinator"].candidate_groups == ("pengawas",)
    assert micin.activities["pemeriksaan_lanjutan_8"].lane == "koordinator"
    assert micin.elements["batas_tunggu_kelengkapan"].lane == "pemohon"


def test_waits_are_receive_tasks_with_a_limit_that_is_a_setting(micin: Diagram) -> None:
    for key, message in (("tunggu_kelengkapan", "kelengkapan"), ("tunggu_pembayaran", "pembayaran")):
        assert micin.activities[key].type == "receiveTask"
        assert micin.elements[key].message == message
        limit = micin.elements[f"batas_{key}"]
        assert (limit.event, limit.attached_to, limit.interrupting) == ("timer", key, True)
        timers = [item.text for item in micin.expressions if item.element == limit.id]
        assert timers == [f"duration(setelan.batas_{message})"]


def test_further_examination_is_called_from_both_steps_and_returns_there(micin: Diagram) -> None:
    targets = {(item.source, item.name): item.target for item in micin.flows}
    for number, origin in (("8", "wawancara_verifikasi_cekal"), ("9", "periksa_bms_ajudikasi")):
        call = f"pemeriksaan_lanjutan_{number}"
        assert micin.activities[call].called == "periksa_lanjutan"
        assert targets[f"keputusan_{origin}", "Tidak"] == call
        assert targets[f"keputusan_{call}", "Ya"] == origin
        assert targets[f"keputusan_{call}", "Tidak"] == "END_DITOLAK"
        step = micin.activities[call].step
        assert step is not None and (step.kind, step.id) == (StepKind.CALL, "pemeriksaan_lanjutan")
    assert micin.sop is not None and [step.number for step in micin.sop.steps].count("PL") == 1


def test_both_branches_of_every_decision_carry_a_condition(micin: Diagram) -> None:
    gateways = [item.id for item in micin.elements.values() if item.type == "exclusiveGateway"]
    for gateway in gateways:
        conditions = [item.condition for item in micin.flows if item.source == gateway]
        assert len(conditions) == 2 and all(
            condition and (".keputusan = " in condition or ".akhir = " in condition)
            for condition in conditions
        )


def test_the_report_does_not_hold_up_the_end(micin: Diagram) -> None:
    after = {item.target for item in micin.flows if item.source == "bersamaan_cetak_ambil"}
    assert after == {"END_SELESAI", "lapor_koordinator"}


def test_the_start_form_asks_little_and_requires_two(micin: Diagram) -> None:
    assert [field.id for field in micin.start_fields if field.required] == [
        "nama_pemohon",
        "jenis_permohonan",
    ]
    types = {field.id: field for field in micin.start_fields}["jenis_permohonan"]
    assert [option.value for option in types.options] == ["baru_dewasa", "baru_anak", "habis_berlaku"]


def test_all_four_ends_are_there(micin: Diagram) -> None:
    assert micin.sop is not None
    ends = {end.id: end.label for end in micin.sop.ends}
    assert set(ends) == {"END_SELESAI", "END_DITARIK", "END_DITOLAK", "END_KEDALUWARSA"}
    assert ends["END_SELESAI"] == "paspor selesai"


def test_a_file_without_cells_is_read_and_may_be_deployed() -> None:
    xml = file(START + task("a", inner="") + END + flow("s", "a") + flow("a", "e"), head="")
    assert read_bpmn(xml).sop is None
    assert {item.severity for item in lint(xml)} == {"warning"}
    with pytest.raises(NoSop):
        read_sop(xml)


@pytest.mark.parametrize(
    ("more", "inner"),
    [
        ('camunda:assignee="sari" camunda:candidateGroups="loket, kasir" camunda:priority="80"', ""),
        ('flowable:assignee="sari" flowable:candidateGroups="loket,kasir" flowable:priority="80"', ""),
        (
            "",
            '<bpmn:extensionElements><zeebe:assignmentDefinition assignee="sari"'
            ' candidateGroups="=&quot;loket,kasir&quot;"/>'
            '<zeebe:priorityDefinition priority="80"/></bpmn:extensionElements>',
        ),
    ],
)
def test_assignment_is_read_in_three_dialects(more: str, inner: str) -> None:
    body = START + task("a", inner=inner, more=more) + END + flow("s", "a") + flow("a", "e")
    activity = read_bpmn(file(body)).activities["a"]
    assert (activity.assignee, activity.candidate_groups, activity.priority) == (
        "sari",
        ("loket", "kasir"),
        80,
    )


def test_form_fields_are_read_with_their_limits() -> None:
    form = (
        '<bpmn:extensionElements><camunda:formData><camunda:formField id="umur" label="Umur" type="long"'
        ' defaultValue="3"><camunda:validation><camunda:constraint name="required" config="true"/>'
        '<camunda:constraint name="min" config="0"/></camunda:validation></camunda:formField></camunda:formData>'
        "</bpmn:extensionElements>"
    )
    (field,) = read_bpmn(file(START + task("a", inner=form) + END)).activities["a"].form_fields
    assert (field.id, field.label, field.type, field.required) == ("umur", "Umur", "long", True)
    assert (field.default, field.min, field.max) == ("3", "0", None)


def test_flowable_form_properties_are_read() -> None:
    form = (
        '<bpmn:extensionElements><flowable:formProperty id="x" name="X" type="enum" required="true">'
        '<flowable:value id="a" name="A"/></flowable:formProperty></bpmn:extensionElements>'
    )
    (field,) = read_bpmn(file(START + task("a", inner=form) + END)).activities["a"].form_fields
    assert field.required and field.options[0].label == "A"


def test_an_inner_lane_wins() -> None:
    lanes = (
        '<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="Kantor"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        '<bpmn:childLaneSet id="cl"><bpmn:lane id="l2" name="Loket Satu"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        "</bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    activity = read_bpmn(file(lanes=lanes)).activities["a"]
    assert (activity.lane, activity.lane_name) == ("loket_satu", "Loket Satu")


def test_a_renamed_lane_keeps_its_role() -> None:
    lanes = lane("s", "a", "e").replace('name="Petugas"', 'name="Loket depan" sop:role="petugas"')
    activity = read_bpmn(file(lanes=lanes)).activities["a"]
    assert (activity.lane, activity.lane_name) == ("petugas", "Loket depan")


def test_three_answers_and_a_default_become_three_options() -> None:
    gate = '<bpmn:exclusiveGateway id="g" name="Apa?" default="g_e"/>'
    body = (
        START + task("a") + task("b") + task("c") + gate + END + flow("s", "a") + flow("a", "g")
        + flow("g", "b", "Ke B", when('= a.keputusan = "ke_b"')) + flow("g", "c", "Ke C", when('a.keputusan = "ke_c"'))
        + flow("g", "e", "Selesai") + flow("b", "e") + flow("c", "e")
    )  # fmt: skip
    xml = file(body)
    diagram = read_bpmn(xml)
    assert [option.value for option in diagram.activities["a"].options] == ["ke_b", "ke_c", "selesai"]
    assert [item.condition for item in diagram.flows if item.source == "g"][:1] == ['a.keputusan = "ke_b"']
    assert [item for item in lint(xml) if item.severity == "error"] == []


def test_expressions_are_listed_with_element_and_line() -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
        "<bpmn:completionCondition>=x > 1</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"
    ).replace(">=x > 1<", ">=x &gt; 1<")
    body = START + task("a", inner=loop) + END + flow("s", "a") + flow("a", "e")
    listed = {(item.element, item.text, item.purpose) for item in read_bpmn(file(body)).expressions}
    assert listed == {("a", "3", "loop"), ("a", "x > 1", "completion")}


def test_the_version_tag_is_read() -> None:
    assert read_bpmn(file(more='camunda:versionTag="rev 2"')).version_tag == "rev 2"
    assert read_bpmn(bpmn(process())).version_tag is None
