"""Requirement graphs and decision services: what is worked out, from what, and which graphs are refused."""

from __future__ import annotations

import pytest

from engine.dmn import Need, load
from tests.engine.dmn.asking import answer, ask, faults, found
from tests.engine.dmn.drawing import (
    clause,
    decision,
    function,
    given,
    invocation,
    literal,
    model,
    output,
    service,
    slug,
    table,
)

KATEGORI = decision(
    "Kategori",
    table("FIRST", [clause("usia")], [output()], [(">= 60", '"lansia"'), ("-", '"umum"')]),
    inputs=["usia"],
    type_="string",
)
BIAYA = decision(
    "Biaya",
    literal('if Kategori = "lansia" then 0 else tarif'),
    inputs=["tarif"],
    needs=["Kategori"],
    type_="number",
)
WHOLE = model(given("usia", "number"), given("tarif", "number"), KATEGORI, BIAYA)


def test_what_a_decision_requires_is_worked_out_first() -> None:
    outcome = ask(WHOLE, "Biaya", {"usia": 40, "tarif": 350000})
    assert outcome.plain == 350000
    assert [one.name for one in outcome.decided] == ["tarif", "usia", "Kategori", "Biaya"]
    assert [trace.spot.owner_name for trace in outcome.tables] == ["Kategori"]


def test_a_decision_is_asked_by_id_or_name() -> None:
    for name in ("Biaya", slug("Biaya")):
        assert answer(WHOLE, name, {"usia": 70, "tarif": 1}) == 0
    with pytest.raises(KeyError):
        load(WHOLE).find("biaya")


def test_what_a_decision_needs_of_its_caller_is_listed() -> None:
    assert load(WHOLE).needs("Biaya") == (Need("tarif", "number"), Need("usia", "number"))
    assert load(WHOLE).needs("Kategori") == (Need("usia", "number"),)
    xml = model(decision("D", literal("a + b.c")))
    assert load(xml).needs("D") == (Need("a", ""), Need("b", ""))


def test_a_requirement_shared_by_two_is_worked_out_once() -> None:
    xml = model(
        decision("a", table("UNIQUE", [], [output()], [("1",)])),
        decision("b", literal("a + 1"), needs=["a"]),
        decision("c", literal("a + 2"), needs=["a"]),
        decision("d", literal("b + c + a"), needs=["b", "c", "a"]),
    )
    outcome = ask(xml, "d")
    assert outcome.plain == 6 and len(outcome.tables) == 1


def test_an_input_that_is_not_given_is_null_and_said() -> None:
    outcome = ask(WHOLE, "Biaya", {"usia": 40})
    assert outcome.value is None and not outcome.errors
    assert [(note.key, note.values) for note in outcome.warnings] == [("not_given", {"name": "tarif"})]


def test_an_input_of_the_wrong_type_is_an_error_at_the_input() -> None:
    outcome = ask(WHOLE, "Biaya", {"usia": 40, "tarif": "banyak"})
    assert outcome.value is None
    assert [(note.key, note.spot.owner_name) for note in outcome.errors] == [("given_wrong_type", "tarif")]


def test_an_error_in_a_required_decision_leaves_no_value() -> None:
    bad = decision("Kategori", literal("usia"), inputs=["usia"], type_="string")
    xml = model(given("usia"), given("tarif"), bad, BIAYA)
    assert faults(xml, "Biaya", {"usia": 3, "tarif": 5}) == ["result_wrong_type"]


def test_elements_are_also_known_by_their_id_and_variable() -> None:
    variable = '<decision id="kategori_id" name="Kategori pemohon"><variable name="kategori"/>'
    xml = model(
        variable + literal("3") + "</decision>",
        '<decision id="b" name="B"><variable name="B"/><informationRequirement><requiredDecision href="#kategori_id"/>'
        "</informationRequirement>" + literal("kategori + kategori_id + Kategori pemohon") + "</decision>",
    )
    assert answer(xml, "B") == 9


def test_names_may_hold_spaces_and_signs() -> None:
    xml = model(
        given("usia pemohon"),
        given("e-KTP"),
        decision("D", literal("usia pemohon + e-KTP"), inputs=["usia pemohon", "e-KTP"]),
    )
    assert answer(xml, "D", {"usia pemohon": 2, "e-KTP": 3}) == 5


def test_what_no_arrow_brings_is_refused_and_what_nothing_declares_is_doubted() -> None:
    xml = model(given("usia"), decision("A", literal("1")), decision("D", literal("usia + A + lain + lain")))
    assert found(xml) == ["not_required", "not_required", "undeclared"]
    xml = model(given("usia"), decision("D", table("FIRST", [clause("usia")], [output()], [("> 3", "f(1)")])))
    assert found(xml) == ["not_required", "unknown_function"]
    xml = model(function("f", [], literal("1")), decision("D", literal("f()")))
    assert found(xml) == ["not_required"]


def test_a_name_that_nothing_declares_is_read_from_what_is_given() -> None:
    xml = model(
        decision(
            "D", table("FIRST", [clause("usia", "number")], [output()], [("> 3", "nama.depan"), ("-", "0")])
        )
    )
    assert answer(xml, "D", {"usia": 5, "nama": {"depan": "Siti"}}) == "Siti"


@pytest.mark.parametrize(
    "elements",
    [
        (decision("a", literal("1"), needs=["a"]),),
        (decision("a", literal("1"), needs=["b"]), decision("b", literal("1"), needs=["a"])),
        (
            decision("a", literal("1"), needs=["c"]),
            decision("b", literal("1"), needs=["a"]),
            decision("c", literal("1"), needs=["b"]),
        ),
        (
            decision("a", literal("1")),
            function("f", [], literal("1"), knows=["g"]),
            function("g", [], literal("1"), knows=["f"]),
        ),
        (decision("a", literal("s()"), knows=["s"]), service("s", ["a"])),
    ],
)
def test_circles_are_refused(elements: tuple[str, ...]) -> None:
    keys = found(model(*elements))
    assert keys and set(keys) == {"cycle"}


@pytest.mark.parametrize(
    ("elements", "key"),
    [
        ((decision("a", literal("1"), needs=["z"]),), "reference_broken"),
        ((decision("a", literal("1"), inputs=["a"]), given("b")), "cycle"),
        ((decision("a", literal("1"), knows=["b"]), given("b")), "reference_broken"),
        ((given("a"), decision("a ", literal("1"))), "name_taken"),
        ((given("b"),), "no_decision"),
        ((decision("a", ""),), "no_logic"),
        ((decision("a", literal("1") + literal("2")),), "several_logics"),
        ((decision("a", literal("1")), service("s", [])), "service_without_output"),
        ((decision("a", literal("1")), service("s", ["x"])), "reference_broken"),
    ],
)
def test_a_graph_that_does_not_hold_is_refused(elements: tuple[str, ...], key: str) -> None:
    assert key in found(model(*elements))


@pytest.mark.parametrize(
    ("href", "key"), [("#", "no_reference"), ("", "no_reference"), ("other.dmn#x", "foreign_reference")]
)
def test_references_stay_in_the_file(href: str, key: str) -> None:
    arrow = f'<informationRequirement><requiredDecision href="{href}"/></informationRequirement>'
    xml = model(f'<decision id="a" name="a">{arrow}{literal("1")}</decision>')
    assert found(xml) == [key]


def test_references_may_name_the_files_own_namespace() -> None:
    arrow = '<informationRequirement><requiredInput href="urn:uji#el_x"/></informationRequirement>'
    xml = model(given("x"), f'<decision id="a" name="a">{arrow}{literal("x")}</decision>')
    assert answer(xml, "a", {"x": 4}) == 4


OUTER = (
    given("x", "number"),
    given("y", "number"),
    decision("dasar", literal("1"), type_="number"),
    decision("hasil", literal("x * 10 + dasar"), inputs=["x"], needs=["dasar"]),
    decision("lain", literal("y"), inputs=["y"]),
)


def test_a_service_is_asked_with_its_input_decisions_given() -> None:
    xml = model(*OUTER, service("S", ["hasil"], decisions=["dasar"], inputs=["x"]))
    assert answer(xml, "S", {"x": 2, "dasar": 7}) == 27
    assert load(xml).needs("S") == (Need("x", "number"), Need("dasar", "number"))
    assert faults(xml, "S", {"x": 2, "dasar": "tujuh"}) == ["given_wrong_type"]


def test_a_service_of_several_decisions_is_a_context() -> None:
    xml = model(*OUTER, service("S", ["hasil", "lain"], encapsulated=["dasar"], inputs=["x", "y"]))
    assert answer(xml, "S", {"x": 2, "y": 5}) == {"hasil": 21, "lain": 5}


def test_a_service_is_a_function_of_its_inputs_then_its_input_decisions() -> None:
    more = service("S", ["hasil"], decisions=["dasar"], inputs=["x"])
    for logic in (
        literal("S(3, 4)"),
        literal("S(dasar: 4, x: 3)"),
        invocation("S", dasar=literal("4"), x=literal("3")),
    ):
        assert answer(model(*OUTER, more, decision("D", logic, knows=["S"])), "D") == 34
    assert faults(model(*OUTER, more, decision("D", literal('S("a", 4)'), knows=["S"])), "D") == [
        "parameter_wrong_type"
    ]


def test_a_service_called_twice_forgets_the_first_call() -> None:
    xml = model(
        *OUTER,
        service("S", ["hasil"], ["dasar"], [], ["x"]),
        decision("D", literal("[S(1), S(2)]"), knows=["S"]),
    )
    assert answer(xml, "D") == [11, 21]


def test_a_service_that_does_not_list_an_input_is_doubted() -> None:
    xml = model(*OUTER, service("S", ["hasil"], ["dasar"]))
    assert found(xml) == ["service_input_missing"]
    assert answer(xml, "S", {"x": 2}) == 21
