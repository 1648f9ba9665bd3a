"""What no cell of the table holds is told all the same: conditions, timers, rule tasks, arrows."""

from __future__ import annotations

from importlib.resources import files

import pytest

from processes.diff import compare
from processes.diff_drawing import compare_drawings
from processes.reader import read_sop
from processes.table import SHIPPED
from tests.processes.templates import END, START, file, flow, lane, task, when


def drawn(decision: str = "prioritas", condition: str = "r = 1", extra: str = "") -> bytes:
    rule = task("r", "businessRuleTask", "", f'camunda:decisionRef="{decision}"')
    gate = '<bpmn:exclusiveGateway id="g" name="Besar?"/>'
    flows = flow("s", "r") + flow("r", "g") + flow("g", "a", "ya", when(condition)) + flow("g", "e", "tidak")
    return file(
        START + rule + gate + task("a") + END + flows + flow("a", "e") + extra, lanes=lane("s", "r", "a")
    )


def told(old: bytes, new: bytes) -> list[tuple[str, str, str, str]]:
    return [(one.what, one.how, one.before, one.after) for one in compare_drawings(old, new)]


@pytest.mark.parametrize("sop_id", SHIPPED)
def test_a_file_does_not_differ_from_itself(sop_id: str) -> None:
    xml = (files("bpmn") / f"{sop_id}.bpmn").read_bytes()
    assert compare_drawings(xml, xml.replace(b'x="', b'x="1')) == ()


def test_a_condition_and_the_model_of_a_rule_task_are_told() -> None:
    assert told(drawn(), drawn("biaya/jumlah", "r = 2")) == [
        ("drawn.rules", "changed", "prioritas", "biaya/jumlah"),
        ("drawn.condition", "changed", "r = 1", "r = 2"),
    ]


def test_an_arrow_between_elements_that_stay_is_told() -> None:
    assert told(drawn(), drawn(extra=flow("r", "e"))) == [("arrow", "added", "", "Tugas r → e")]
    assert told(drawn(extra=flow("r", "e")), drawn()) == [("arrow", "removed", "Tugas r → e", "")]


def test_an_element_of_the_drawing_that_comes_or_goes_is_told_by_its_name() -> None:
    gate = '<bpmn:parallelGateway id="p" name="Bersamaan"/>'
    assert told(drawn(), drawn(extra=gate)) == [("element", "added", "", "Bersamaan")]
    assert told(drawn(extra=gate), drawn()) == [("element", "removed", "Bersamaan", "")]


def test_a_changed_timer_is_told_and_a_branch_of_the_table_not_twice() -> None:
    xml = (files("bpmn") / "penerbitan_penggantian.bpmn").read_bytes()
    start = xml.index(b"<bpmn:timeDuration") if b"<bpmn:timeDuration" in xml else xml.index(b"<bpmn:timeDate")
    end = xml.index(b"</bpmn:time", start)
    new = xml[: xml.index(b">", start) + 1] + b"PT77M" + xml[end:]
    cells = compare(read_sop(xml), read_sop(new))
    found = [one for one in compare_drawings(xml, new, cells) if one.what == "drawn.timer"]
    assert [one.after for one in found] == ["PT77M"]
