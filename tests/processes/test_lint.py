"""Every rule of lint on a small file that breaks it, and none on a file that breaks nothing."""

from __future__ import annotations

import re
import time

import pytest

from processes.findings import ERROR, WARNING, Finding
from processes.lint import lint
from processes.lint.messages import say, text
from processes.lint.run import RULES
from processes.lint.texts import TEXTS
from tests.processes.broken import FILES
from tests.processes.templates import END, IDENTITY, START, file, flow, found, keys, task

OF_THE_FILE = {"too_large", "not_xml", "encoding", "doctype", "too_deep", "too_many_elements", "not_bpmn"}


def test_the_template_breaks_no_rule() -> None:
    assert lint(file()) == ()


@pytest.mark.parametrize("key", FILES)
def test_a_broken_file_is_found(key: str) -> None:
    rule, xml = FILES[key]
    hits = [item for item in found(xml, rule) if item.key == key]
    assert hits, [(item.rule, item.key) for item in lint(xml)]


@pytest.mark.parametrize("key", FILES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_finding_says_what_is_wrong_and_what_to_do(key: str, language: str) -> None:
    for item in lint(FILES[key][1]):
        said = say(item, language)
        assert said.wrong and said.todo and text(item, language).endswith(said.todo)
        assert not re.search(r"\[[a-z_]+\]", said.wrong + said.todo), "a value is missing"


def test_every_text_belongs_to_a_file_that_shows_it() -> None:
    assert set(TEXTS) == set(FILES) | OF_THE_FILE


def test_every_rule_is_broken_by_some_file() -> None:
    assert {rule.__name__ for rule in RULES} == {rule for rule, _ in FILES.values()}


def test_what_only_the_engine_finds_has_words() -> None:
    item = Finding("engine", ERROR, "g_b", "", 3, "not_feel", {"position": "4"})
    assert "g_b" in text(item) and "4" in text(item, "en")
    assert "odd_key" in text(Finding("engine", ERROR, "x", "", 3, "odd_key"))


def test_a_broken_schema_is_told_at_its_element() -> None:
    for old, new, element, name in (
        ('name="Tugas a"', 'name="Tugas a" unknown="1"', "a", "Tugas a"),
        ('<sop:output kind="data">', '<sop:output kind="odd">', "a", "Tugas a"),
        ('<bpmn:startEvent id="s"/>', '<bpmn:startEvent id="s"><bpmn:odd/></bpmn:startEvent>', "s", ""),
    ):
        hits = found(file().replace(old.encode(), new.encode()), "valid_bpmn")
        assert [(item.element, item.name) for item in hits] == [(element, name)] * len(hits) and hits
        assert not any("http://" in text(item) for item in hits)


def test_a_finding_repeats_no_name_without_end() -> None:
    for item in lint(file().replace(b'name="Tugas a"', b'name="' + b"x" * 100_000 + b'"')):
        assert len(text(item)) < 1000


def test_a_finding_names_element_and_line() -> None:
    (item,) = found(FILES["receive_nothing"][1], "message_references")
    assert (item.element, item.name, item.severity) == ("a", "Tugas a", ERROR)
    assert FILES["receive_nothing"][1].splitlines()[item.line - 1].startswith(b'<bpmn:receiveTask id="a"')


def test_missing_cells_are_errors_in_an_sop_and_warnings_elsewhere() -> None:
    body = START + task("a", inner="") + END + flow("s", "a") + flow("a", "e")
    assert [item.severity for item in found(file(body, head=IDENTITY), "missing_cells")] == [ERROR]
    assert [item.severity for item in found(file(body, head=""), "missing_cells")] == [WARNING]


def test_broken_things_are_errors_without_an_sop_too() -> None:
    xml = FILES["script_task"][1].replace(IDENTITY.encode(), b"")
    assert "script_task" in keys(xml, "known_elements")
    assert {item.severity for item in found(xml, "known_elements")} == {ERROR}


def test_unknown_foreign_attributes_and_elements_are_ignored() -> None:
    more = 'camunda:asyncBefore="true" camunda:formKey="x"'
    body = START + task("a", more=more) + END + flow("s", "a") + flow("a", "e")
    assert lint(file(body)) == ()


@pytest.mark.parametrize(
    "text", ["PT15M", "P14D", "P1Y2M3DT4H5M6S", "P2W", "=duration(setelan.batas_kelengkapan)"]
)
def test_good_durations_pass(text: str) -> None:
    xml = FILES["timer_duration"][1].replace(b">5M<", f">{text}<".encode())
    assert keys(xml, "timer_texts") == []


@pytest.mark.parametrize(
    "text", ["P", "PT", "PT0S", "1D", "0 0 12 * * ?", "R/PT1H", "P1H", "-PT5M", "PT15M\u00a0x", "="]
)
def test_bad_durations_are_found(text: str) -> None:
    xml = FILES["timer_duration"][1].replace(b">5M<", f">{text}<".encode())
    assert keys(xml, "timer_texts") in (["timer_duration"], ["timer_empty"])


def test_a_date_with_its_zone_passes() -> None:
    xml = FILES["timer_date"][1].replace(b"08:00:00<", b"08:00:00+08:00<")
    assert keys(xml, "timer_texts") == []


def test_two_processes_that_call_each_other_are_found() -> None:
    xml = FILES["call_elsewhere"][1].replace(
        b"</bpmn:definitions>",
        b'<bpmn:process id="q" name="Q" isExecutable="true"><bpmn:startEvent id="s1"/><bpmn:callActivity id="c1"'
        b' name="C" calledElement="p"/><bpmn:endEvent id="e1"/><bpmn:sequenceFlow id="f1" sourceRef="s1"'
        b' targetRef="c1"/><bpmn:sequenceFlow id="f2" sourceRef="c1" targetRef="e1"/></bpmn:process>'
        b"</bpmn:definitions>",
    )
    assert "self_call" in keys(xml, "calls")


def test_six_parallel_blocks_pass_and_seven_do_not() -> None:
    xml = FILES["parallel_blocks"][1]
    six = xml.replace(b'sourceRef="j5" targetRef="f6"', b'sourceRef="j5" targetRef="e"')
    assert keys(six, "many_parallel_blocks") == []
    assert keys(xml, "many_parallel_blocks") == ["parallel_blocks"]


def test_a_join_behind_a_split_passes() -> None:
    assert keys(FILES["parallel_blocks"][1], "lonely_joins") == []


def test_a_large_hostile_file_is_judged_in_bounded_time() -> None:
    gates = "".join(f'<bpmn:exclusiveGateway id="g{n}"/>' for n in range(8000))
    flows = "".join(flow(f"g{n}", f"g{(n * 7 + 1) % 8000}") for n in range(8000))
    begun = time.process_time()
    assert keys(file(START + gates + flows + END), "long_processes") == ["too_long"]
    assert time.process_time() - begun < 10


def test_many_flows_between_few_nodes_are_judged_in_bounded_time() -> None:
    gates = "".join(f'<bpmn:exclusiveGateway id="g{n}" name="?"/>' for n in range(200))
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{n}" name="x{n}" sourceRef="g{n % 200}" targetRef="g{n * 7 % 200}"/>'
        for n in range(20_000)
    )
    begun = time.process_time()
    assert keys(file(START + gates + flows + END), "long_processes") == ["too_long"]
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("said", [b'isExecutable="false"', b'isExecutable="0"', b""])
def test_a_drawing_that_is_not_meant_to_run_is_refused(said: bytes) -> None:
    xml = file().replace(b'isExecutable="true"', said)
    assert [(f.key, f.severity) for f in lint(xml)] == [("not_executable", ERROR)]
    assert not found(file().replace(b'isExecutable="true"', b'isExecutable="1"'), "has_process")


def test_a_called_process_is_meant_to_run_too() -> None:
    called = b'<bpmn:callActivity id="c1" name="C" calledElement="q"/>'
    body = START + called.decode() + END + flow("s", "c1") + flow("c1", "e")
    inner = '<bpmn:startEvent id="s1"/><bpmn:endEvent id="e1"/>' + flow("s1", "e1")
    second = f'<bpmn:process id="q" name="Q" isExecutable="{{}}">{inner}</bpmn:process></bpmn:definitions>'
    for said, wanted in (("true", []), ("false", ["q"])):
        xml = file(body).replace(b"</bpmn:definitions>", second.format(said).encode())
        assert [f.element for f in found(xml, "has_process")] == wanted
