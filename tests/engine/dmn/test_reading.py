"""Reading DMN files: versions, hostile XML, what is refused, and the words for it."""

from __future__ import annotations

import string

import pytest

from engine.dmn import DmnRefused, lint, load, say, say_note
from engine.dmn.evaluating import Note, Spot
from engine.dmn.names import VERSIONS
from engine.dmn.texts import FINDINGS, NOTES
from engine.feel.messages import MESSAGES
from tests.engine.dmn.asking import answer, ask, found
from tests.engine.dmn.drawing import DMN, clause, decision, given, literal, model, output, table

ONE = decision("D", literal("1"))


@pytest.mark.parametrize("namespace", list(VERSIONS))
def test_versions_1_2_to_1_5_are_read(namespace: str) -> None:
    xml = model(ONE, namespace=namespace)
    assert answer(xml, "D") == 1 and load(xml).model.version == VERSIONS[namespace]


def test_a_prefix_and_foreign_parts_change_nothing() -> None:
    xml = f"""<?xml version="1.0" encoding="UTF-8"?>
<dmn:definitions xmlns:dmn="{DMN}" xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0"
  xmlns:camunda="http://camunda.org/schema/1.0/dmn" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
  id="d" name="N" namespace="n" exporter="dmn-js">
  <dmn:description>Keterangan</dmn:description>
  <dmn:decision id="D" name="D" camunda:historyTimeToLive="30">
    <dmn:extensionElements><biodi:x/></dmn:extensionElements>
    <dmn:question>Berapa?</dmn:question><dmn:allowedAnswers>angka</dmn:allowedAnswers>
    <dmn:authorityRequirement><dmn:requiredAuthority href="#k"/></dmn:authorityRequirement>
    <dmn:decisionTable id="t" biodi:annotationsWidth="400">
      <dmn:input id="i" biodi:width="192" camunda:inputVariable="z"><dmn:inputExpression id="e" typeRef="number">
        <dmn:text>n</dmn:text></dmn:inputExpression></dmn:input>
      <dmn:output id="o" name="hasil" typeRef="string" biodi:width="192"/>
      <dmn:rule id="r"><dmn:description>Dasar hukum</dmn:description>
        <dmn:inputEntry id="c"><dmn:text>&gt; 3</dmn:text></dmn:inputEntry>
        <dmn:outputEntry id="x"><dmn:text>"ya"</dmn:text></dmn:outputEntry></dmn:rule>
    </dmn:decisionTable>
  </dmn:decision>
  <dmn:knowledgeSource id="k" name="Peraturan"/>
  <dmn:textAnnotation id="a"><dmn:text>Catatan</dmn:text></dmn:textAnnotation>
  <dmndi:DMNDI><dmndi:DMNDiagram id="g"/></dmndi:DMNDI>
</dmn:definitions>""".encode()
    outcome = ask(xml, "D", {"n": 5})
    assert outcome.value == "ya"
    fired = outcome.tables[0].fired[0]
    assert (fired.id, fired.annotations) == ("r", (("", "Dasar hukum"),))
    asked = load(xml).model.decisions["D"]
    assert (asked.question, asked.allowed_answers) == ("Berapa?", "angka")


@pytest.mark.parametrize(
    ("xml", "key"),
    [
        (b"", "not_xml"),
        (b"<a>", "not_xml"),
        (b"PK\x03\x04", "not_xml"),
        (b"<a/>", "not_dmn"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "not_dmn"),
        (model(ONE, namespace="http://www.omg.org/spec/DMN/20151101/dmn.xsd"), "dmn_version"),
        (b'<!DOCTYPE d [<!ENTITY a "x">]><definitions xmlns="%s"/>' % DMN.encode(), "doctype"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "encoding"),
        (model("<list>" * 70 + "</list>" * 70), "too_deep"),
        (model("<description/>" * 60_000), "too_many_elements"),
        (b"<a>" + b" " * 5 * 1024 * 1024 + b"</a>", "too_large"),
    ],
)
def test_files_that_may_not_be_read_give_one_finding(xml: bytes, key: str) -> None:
    (finding,) = lint(xml)
    assert finding.key == key and finding.severity == "error" and say(finding).wrong
    with pytest.raises(DmnRefused) as refused:
        load(xml)
    assert refused.value.findings == (finding,)


def test_everything_wrong_is_told_at_once_with_its_line() -> None:
    xml = model(
        given("usia"),
        decision("A", literal("1 +")),
        decision(
            "B",
            table("UNIQUE", [clause("usia")], [output()], [("> >", '"a'), ("1", "1", "2")]),
            inputs=["usia"],
        ),
    )
    keys = [(finding.key, finding.name, finding.line > 3) for finding in lint(xml)]
    assert keys == [("not_feel", "A", True), ("bad_condition", "B", True), ("bad_result", "B", True)]


def test_a_cell_that_is_no_feel_says_which_and_why() -> None:
    xml = model(
        given("usia"),
        decision(
            "B",
            table("FIRST", [clause("usia")], [output()], [("1", '"a"'), ("60 lebih", "1")]),
            inputs=["usia"],
        ),
    )
    (finding,) = lint(xml)
    assert (
        say(finding).wrong
        == "Aturan 2, kolom usia: 60 lebih tidak dapat dibaca pada huruf ke-4: lebih tidak diharapkan di sini."
    )
    assert (
        say(finding, "en").wrong
        == "Rule 2, column usia: 60 lebih cannot be read at character 4: lebih does not belong here."
    )


@pytest.mark.parametrize(
    ("logic", "keys"),
    [
        (
            "<decisionTable><input><inputExpression/></input><output/></decisionTable>",
            ["input_empty", "no_rules"],
        ),
        ("<decisionTable><input/><output/></decisionTable>", ["input_empty", "no_rules"]),
        ("<decisionTable/>", ["no_outputs", "no_rules"]),
        (table("UNIQUE", [clause("1")], [output("a"), output("a")], [("-", "1", "1")]), ["output_twice"]),
        (table("UNIQUE", [clause("1")], [output("a"), output()], [("-", "1", "1")]), ["output_unnamed"]),
        (
            table("UNIQUE", [clause("1")], [output()], [("-", "1")]).replace(
                "</inputEntry>", "</inputEntry><inputEntry><text>1</text></inputEntry>"
            ),
            ["cells_missing"],
        ),
        (table("UNIQUE", [clause("1")], [output()], [("-",)]), ["cells_missing"]),
        (table("UNIQUE", [clause("1", "", "[")], [output()], [("-", "1")]), ["bad_allowed"]),
        (table("UNIQUE", [clause("1")], [output("", "", '"a')], [("-", "1")]), ["bad_allowed"]),
        (table("UNIQUE", [clause("1")], [output("", "", "", "1 +")], [("-", "1")]), ["not_feel"]),
        (table("UNIQUE", [clause("1 1")], [output()], [("-", "1")]), ["not_feel"]),
        (table("UNIQUE", [clause("1", "tEntah")], [output()], [("-", "1")]), ["unknown_type"]),
        ("<magic/>", ["no_logic", "unknown_element"]),
        (literal("1") + "<magic/>", ["unknown_element"]),
    ],
)
def test_tables_that_are_not_whole_are_refused(logic: str, keys: list[str]) -> None:
    assert found(model(decision("D", logic))) == keys


def test_rows_short_of_cells_never_reach_an_evaluation() -> None:
    xml = model(
        given("x"),
        decision(
            "D",
            table("FIRST", [clause("x"), clause("x")], [output()], [("1", "2", "3"), ("1",)]),
            inputs=["x"],
        ),
    )
    assert found(xml) == ["cells_missing", "cells_missing"]


@pytest.mark.parametrize(
    ("element", "key"),
    [
        ('<import namespace="x" importType="y"/>', "import_refused"),
        ("<magic/>", "unknown_element"),
        ('<decision name="x">' + literal("1") + "</decision>", "no_id"),
        ('<inputData id="x"/>', "no_name"),
        (decision("D", literal("1")), "id_taken"),
    ],
)
def test_elements_that_do_not_belong_are_refused(element: str, key: str) -> None:
    assert key in found(model(ONE, element))


def test_other_languages_are_refused() -> None:
    xml = model(ONE).replace(b'name="Model"', b'name="Model" expressionLanguage="http://www.java.com"')
    assert found(xml) == ["not_feel_language"]
    xml = model(ONE).replace(
        b'name="Model"', b'name="Model" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/"'
    )
    assert found(xml) == []


def test_sizes_are_bounded() -> None:
    rows = [("1", "1")] * 1001
    assert (
        found(model(decision("D", table("COLLECT", [clause("1")], [output()], rows))))[0] == "table_too_large"
    )
    assert "model_too_large" in found(model(*(given(f"i{number}") for number in range(501)), ONE))
    assert len(lint(model(*("<magic/>" for _ in range(300)), ONE))) <= 200


def test_a_file_is_compiled_once() -> None:
    xml = model(ONE)
    assert load(xml) is load(bytes(bytearray(xml)))


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_finding_and_note_has_words_in_both_languages() -> None:
    for key, (indonesian, english) in FINDINGS.items():
        assert all(text.strip().endswith((".", "?", "…", "}")) for text in (*indonesian, *english)), key
        assert _gaps("".join(indonesian)) == _gaps("".join(english)), key
    for key, texts in NOTES.items():
        assert _gaps(texts[0]) == _gaps(texts[1]), key
    assert not set(FINDINGS) & set(NOTES)


def test_every_key_in_the_code_has_words() -> None:
    import re
    from pathlib import Path

    import engine.dmn

    folder = Path(engine.dmn.__file__).parent
    code = "".join(path.read_text() for path in folder.glob("*.py") if path.name != "texts.py")
    told = set(re.findall(r'(?:refuse|warn|_told|_tell)\([^"()]*(?:\([^()]*\))?[^"()]*"([a-z_]+)"', code))
    failed = set(re.findall(r'(?:\bfail|_fail)\([^"]*"([a-z_]+)"', code))
    assert len(told) > 30 and len(failed) > 8
    assert told - {"no_rule", "not_given"} <= set(FINDINGS), told - set(FINDINGS)
    assert failed | {"no_rule", "not_given"} <= set(NOTES) | set(MESSAGES), (
        failed - set(NOTES) - set(MESSAGES)
    )


def test_notes_name_decision_rule_and_column() -> None:
    xml = model(
        given("x"),
        decision(
            "Biaya",
            table("FIRST", [clause("x", label="Usia")], [output("h", "number")], [("1", "1"), ("-", '"a"')]),
            inputs=["x"],
        ),
    )
    outcome = ask(xml, "Biaya", {"x": "5"})
    assert say_note(outcome.errors[0]) == "Biaya, aturan 2, kolom h: hasil harus angka, bukan teks"
    assert (
        say_note(outcome.errors[0], "en") == "Biaya, rule 2, column h: the result must be number, not string"
    )
    assert (
        say_note(outcome.warnings[0])
        == "Biaya, aturan 1, kolom Usia: teks dan angka tidak dapat dibandingkan dengan ="
    )
    assert (
        say_note(Note(Spot("b", "", "b"), "limit_steps", 0, {"limit": 5}))
        == "b: dihentikan setelah 5 langkah"
    )


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("for i in 1..1000000000 return i", {"limit_list"}),
        ("count(for i in 1..15000, j in 1..15000 return i)", {"limit_steps", "limit_time"}),
        ("(function(f) f(f))(function(f) f(f))", {"limit_calls"}),
    ],
)
def test_hostile_expressions_end_as_errors_at_their_decision(text: str, keys: set[str]) -> None:
    xml = model(decision("A", literal(text)), decision("D", literal("count([A])"), needs=["A"]))
    outcome = ask(xml, "D")
    (note,) = outcome.errors
    assert note.key in keys and note.spot.owner_name == "A"
    assert outcome.value is None
