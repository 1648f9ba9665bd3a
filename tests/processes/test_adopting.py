"""BPMN files as other tools write them become drafts: nothing is dropped, every change told, what is silent named."""

from __future__ import annotations

import pytest
from lxml import etree

from processes.adopting import Adopted, adopt
from processes.expressions import BadExpression, to_feel
from processes.findings import BadXml
from processes.lint import lint
from processes.names import BPMN, CAMUNDA, FLOWABLE, ZEEBE
from processes.paper.drawing import read_picture
from processes.reader import read_bpmn

_B = f'xmlns:bpmn="{BPMN}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_FLOWS = (
    '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="cek"/>'
    '<bpmn:sequenceFlow id="f2" sourceRef="cek" targetRef="x"/>'
    '<bpmn:sequenceFlow id="f3" name="Ya" sourceRef="x" targetRef="beri"><bpmn:conditionExpression'
    ' xsi:type="bpmn:tFormalExpression">{yes}</bpmn:conditionExpression></bpmn:sequenceFlow>'
    '<bpmn:sequenceFlow id="f4" name="Tidak" sourceRef="x" targetRef="e"/>'
    '<bpmn:sequenceFlow id="f5" sourceRef="beri" targetRef="e"/>'
)


def made(head: str, check: str, yes: str, more: str = "", process: str = 'isExecutable="true"') -> bytes:
    """A small permit: check, a question, hand over."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions {_B} {head} id="d" targetNamespace="x">'
        f'<bpmn:process id="Process_0abc" name="Izin Keramaian" {process}><bpmn:startEvent id="s"/>'
        f'<bpmn:userTask id="beri" name="Serahkan izin"/>{check}'
        f'<bpmn:exclusiveGateway id="x" name="Lengkap?" default="f4"/>'
        f'<bpmn:endEvent id="e"/>{more}{_FLOWS.format(yes=yes)}</bpmn:process></bpmn:definitions>'
    ).encode()


CAMUNDA_7 = made(
    f'xmlns:camunda="{CAMUNDA}" exporter="Camunda Modeler" exporterVersion="5.0"',
    '<bpmn:userTask id="cek" name="Periksa" camunda:candidateGroups="petugas"/>',
    "${lengkap == true &amp;&amp; jumlah &gt; 3}",
)
CAMUNDA_8 = made(
    f'xmlns:zeebe="{ZEEBE}"',
    '<bpmn:userTask id="cek" name="Periksa"><bpmn:extensionElements><zeebe:assignmentDefinition'
    ' candidateGroups="petugas"/></bpmn:extensionElements></bpmn:userTask>',
    "=lengkap = true",
)
FLOWABLE_FILE = made(
    f'xmlns:flowable="{FLOWABLE}"',
    '<bpmn:userTask id="cek" name="Periksa" flowable:assignee="budi" flowable:formKey="izin"/>',
    "${var:eq(lengkap, true)}",
)
SIGNAVIO = made(
    'xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor, http://www.signavio.com"',
    '<bpmn:task id="cek" name="Periksa"><bpmn:extensionElements><signavio:signavioMetaData metaKey="bgcolor"'
    ' metaValue="#ffffcc"/></bpmn:extensionElements></bpmn:task>',
    "",
    process='isExecutable="false"',
)
BIZAGI = made(
    'xmlns:bizagi="http://www.bizagi.com/bpmn20" exporter="Bizagi Modeler"',
    '<bpmn:manualTask id="cek" name="Periksa"/>',
    "",
    more='<bpmn:serviceTask id="kirim" name="Kirim SMS"/>',
)
PLAIN = made("", '<bpmn:userTask id="cek" name="Periksa"/>', "lengkap = true")
TOOLS = {
    "Camunda 7": CAMUNDA_7,
    "Camunda 8": CAMUNDA_8,
    "Flowable": FLOWABLE_FILE,
    "Signavio": SIGNAVIO,
    "Bizagi": BIZAGI,
    "": PLAIN,
}


def told(found: Adopted) -> set[str]:
    return {note.key for note in found.notes}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_file_of_any_tool_becomes_a_process_with_rows_and_a_drawing(tool: str) -> None:
    found = adopt(TOOLS[tool], "izin_keramaian")
    assert (found.tool, found.title) == (tool, "Izin Keramaian")
    assert {"renamed", "rows", "drawn"} <= told(found)
    diagram = read_bpmn(found.xml)
    assert diagram.key == "izin_keramaian"
    numbers = {one.id: one.step.number for one in diagram.activities.values() if one.step}
    assert (numbers["cek"], numbers["beri"]) == (
        "1",
        "2",
    )  # as the flows reach them, not as the file lists them
    assert {"Periksa", "Serahkan izin"} <= {shape.name for shape in read_picture(found.xml).shapes}


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_of_a_file_is_lost(tool: str) -> None:
    before, after = (etree.fromstring(xml) for xml in (TOOLS[tool], adopt(TOOLS[tool], "izin").xml))
    kept = {one.get("id"): one for one in after.iter() if isinstance(one.tag, str)}
    for element in before.iter():
        if element.get("id") and element.get("id") != "Process_0abc":
            assert dict(element.attrib).items() <= dict(kept[element.get("id")].attrib).items()
    foreign = [one.tag for one in before.iter() if not one.tag.startswith(f"{{{BPMN}}}")]
    assert all(after.find(f".//{tag}") is not None for tag in foreign)


def test_rights_and_plain_conditions_are_taken_over_and_others_named() -> None:
    seven, eight, flowable = (adopt(xml, "izin") for xml in (CAMUNDA_7, CAMUNDA_8, FLOWABLE_FILE))
    assert [one.candidate_groups for one in read_bpmn(eight.xml).activities.values() if one.id == "cek"] == [
        ("petugas",)
    ]
    assert [one.assignee for one in read_bpmn(flowable.xml).activities.values() if one.id == "cek"] == [
        "budi"
    ]
    conditions = [
        next(flow.condition for flow in read_bpmn(one.xml).flows if flow.id == "f3") for one in (seven, eight)
    ]
    assert conditions == ["lengkap = true and jumlah > 3", "lengkap = true"]
    assert "condition_kept" in told(flowable) and "condition_kept" not in told(seven)


def test_what_cannot_run_is_named_by_lint_and_a_second_time_changes_nothing() -> None:
    first = adopt(BIZAGI, "izin")
    assert ("service_task", "kirim") in {(one.key, one.element) for one in lint(first.xml)}
    again = adopt(first.xml, "izin")
    assert told(again) <= {"kept"}
    assert etree.tostring(etree.fromstring(again.xml), method="c14n") == etree.tostring(
        etree.fromstring(first.xml), method="c14n"
    )


def test_a_file_without_a_process_and_one_that_may_not_be_read() -> None:
    empty = f'<bpmn:definitions {_B} id="d" targetNamespace="x"/>'.encode()
    assert told(adopt(empty, "izin")) == {"no_process"}
    bomb = b'<!DOCTYPE d [<!ENTITY a "a">]>' + empty
    for bad in (bomb, b"PK\x03\x04", b"", b"<html/>"):
        with pytest.raises(BadXml):
            adopt(bad, "izin")


@pytest.mark.parametrize(
    ("juel", "feel"),
    [
        ("${a == 'ya'}", 'a = "ya"'),
        ("#{!selesai}", "not(selesai)"),
        ("${!(a && b) || c ne 1.5}", "not(a and b) or c != 1.5"),
        ("=a > 1", "a > 1"),
        ("a > 1", "a > 1"),
    ],
)
def test_conditions_of_other_tools_in_feel(juel: str, feel: str) -> None:
    assert to_feel(juel) == feel


@pytest.mark.parametrize("odd", ["${bean.check(x)}", "${a ? b : c}", "${!'x'}", "${a[0] == 1}"])
def test_what_has_no_plain_meaning_is_not_guessed(odd: str) -> None:
    with pytest.raises(BadExpression):
        to_feel(odd)
