"""Item definitions: what fits where values enter and leave, and what is made to fit."""

from __future__ import annotations

import pytest

from tests.engine.dmn.asking import answer, ask, faults, found
from tests.engine.dmn.drawing import (
    clause,
    component,
    decision,
    function,
    given,
    item,
    literal,
    model,
    output,
    service,
    table,
)

TYPES = (
    item("tJenis", "string", allowed='"baru", "hilang"'),
    item("tUsia", "integer", allowed="[0..120]"),
    item("tDaftar", "tJenis", many=True),
    item("tAngka", "number", allowed="> 0", many=True),
    item("tTanggal", "date"),
    item(
        "tPemohon",
        inner=component("nama lengkap", "string")
        + component("umur", "tUsia")
        + component("lahir", "date")
        + component("anak", inner=component("nama", "string"), many=True),
    ),
    item("tBebas", "Any"),
)


def through(type_: str, text: str = "x") -> bytes:
    """A decision that hands its typed input on."""
    return model(*TYPES, given("x", type_), decision("D", literal(text), inputs=["x"]))


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("string", "a", "a"),
        ("number", 1.5, 1.5),
        ("boolean", True, True),
        ("Any", {"a": 1}, {"a": 1}),
        ("", [1], [1]),
        ("feel:number", 3, 3),
        ("long", 3, 3),
        ("double", 3.5, 3.5),
        ("date", "2024-12-17", "2024-12-17"),
        ("time", "08:00:00", "08:00:00"),
        ("dateTime", "2024-12-17T08:00:00Z", "2024-12-17T08:00:00Z"),
        ("date and time", "2024-12-17", "2024-12-17T00:00:00"),
        ("dayTimeDuration", "P4D", "P4D"),
        ("years and months duration", "P5Y", "P5Y"),
        ("tJenis", "baru", "baru"),
        ("tns:tJenis", "baru", "baru"),
        ("tUsia", 60, 60),
        ("number", [7], 7),
        ("number", [[7]], 7),
        ("tDaftar", "baru", ["baru"]),
        ("tDaftar", ["baru", "hilang", None], ["baru", "hilang", None]),
        ("tPemohon", {"nama lengkap": "Siti", "lain": 1}, {"nama lengkap": "Siti", "lain": 1}),
        (
            "tPemohon",
            {"lahir": "1960-01-02", "anak": {"nama": "B"}},
            {"lahir": "1960-01-02", "anak": [{"nama": "B"}]},
        ),
        ("context", {"a": 1}, {"a": 1}),
        ("list", 3, [3]),
        ("string", None, None),
    ],
)
def test_what_fits(type_: str, value: object, expected: object) -> None:
    assert answer(through(type_), "D", {"x": value}) == expected


@pytest.mark.parametrize(
    ("type_", "value", "key", "path"),
    [
        ("string", 1, "given_wrong_type", ""),
        ("number", "1", "given_wrong_type", ""),
        ("number", [1, 2], "given_wrong_type", ""),
        ("boolean", "true", "given_wrong_type", ""),
        ("date", "17 Desember", "given_wrong_type", ""),
        ("date", "2024-12-17T08:00:00", "given_wrong_type", ""),
        ("tUsia", 60.5, "given_not_whole", ""),
        ("tUsia", 121, "given_not_allowed", ""),
        ("tJenis", "rusak", "given_not_allowed", ""),
        ("tDaftar", ["baru", "rusak"], "given_not_allowed", "[2]"),
        ("tAngka", [1, 0], "given_not_allowed", "[2]"),
        ("tPemohon", "Siti", "given_wrong_type", ""),
        ("tPemohon", {"umur": 130}, "given_not_allowed", ".umur"),
        ("tPemohon", {"anak": [{"nama": "A"}, {"nama": 3}]}, "given_wrong_type", ".anak[2].nama"),
        ("Null", 3, "given_wrong_type", ""),
    ],
)
def test_what_does_not_fit_is_an_error_with_its_path(type_: str, value: object, key: str, path: str) -> None:
    (note,) = ask(through(type_), "D", {"x": value}).errors
    assert (note.key, note.values["path"]) == (key, path)
    assert str(value) not in str(note.values), "errors carry kinds, never data"


def test_components_with_spaces_are_read_by_their_names() -> None:
    assert answer(through("tPemohon", "x.nama lengkap"), "D", {"x": {"nama lengkap": "Siti"}}) == "Siti"
    assert answer(
        through("tPemohon", '[x][nama lengkap = "Siti"]'), "D", {"x": {"nama lengkap": "Siti"}}
    ) == [{"nama lengkap": "Siti"}]


def test_dates_in_contexts_become_dates() -> None:
    given_ = {"x": {"lahir": "1960-03-01"}}
    text = "years and months duration(x.lahir, today()).years"
    assert answer(through("tPemohon", text), "D", given_) == 66


def test_a_constraint_holds_for_the_whole_collection() -> None:
    types = '<itemDefinition name="tPasangan" isCollection="true"><typeRef>number</typeRef>'
    types += "<typeConstraint><text>count(?) = 2</text></typeConstraint></itemDefinition>"
    xml = model(types, given("x", "tPasangan"), decision("D", literal("x"), inputs=["x"]))
    assert answer(xml, "D", {"x": [1, 2]}) == [1, 2]
    assert faults(xml, "D", {"x": [1]}) == ["given_not_allowed"]


def test_a_result_fits_its_variable() -> None:
    xml = model(*TYPES, decision("D", literal('["baru", "rusak"]'), type_="tDaftar"))
    assert faults(xml, "D") == ["result_not_allowed"]
    xml = model(*TYPES, decision("D", literal('"baru"'), type_="tDaftar"))
    assert answer(xml, "D") == ["baru"]


def test_what_callers_give_may_lack_components_and_results_may_not() -> None:
    assert answer(through("tPemohon"), "D", {"x": {"umur": 3}}) == {"umur": 3}
    types = item("tT", inner=component("a", "number") + component("b", "number"))
    xml = model(types, decision("D", literal("{a: 1}"), type_="tT"))
    (note,) = ask(xml, "D").errors
    assert (note.key, note.values["path"]) == ("result_missing_entry", ".b")


def test_functions_are_a_type() -> None:
    types = '<itemDefinition name="tF"><functionItem outputTypeRef="number"/></itemDefinition>'
    xml = model(
        types,
        decision("F", literal("function(n) n + 1"), type_="tF"),
        decision("D", literal("F(2)"), needs=["F"]),
    )
    assert answer(xml, "D") == 3


def test_the_type_of_a_function_says_what_it_gives() -> None:
    types = '<itemDefinition name="tF"><functionItem outputTypeRef="string"/></itemDefinition>'
    decisions = decision("A", literal("1000")), decision("D", literal("S() + f()"), knows=["S", "f"])
    whole = service("S", ["A"]).replace('name="S"/>', 'name="S" typeRef="tF"/>')
    xml = model(types, *decisions, whole, function("f", [], literal('"a"'), type_="tF"))
    assert [(note.key, note.spot.owner_name) for note in ask(xml, "D").errors] == [("result_wrong_type", "S")]
    assert faults(xml, "S") == ["result_wrong_type"]


@pytest.mark.parametrize(
    ("types", "keys"),
    [
        (item("tA", "tB"), ["unknown_type"]),
        (item("tA", "tB") + item("tB", "tA"), ["type_cycle"]),
        (item("tA", inner=component("a", "tA")), ["type_cycle"]),
        (item("tA", "string") + item("tA", "number"), ["type_taken"]),
        (item("number", "string"), ["type_taken"]),
        (item("tA", "string", allowed="< "), ["bad_allowed"]),
        (item("tA", "string", inner=component("a", "string")), ["type_twice"]),
        (item("", "string"), ["no_name"]),
    ],
)
def test_types_that_do_not_hold_are_refused(types: str, keys: list[str]) -> None:
    assert found(model(types, decision("D", literal("1")))) == keys


def test_an_unknown_type_of_a_variable_is_refused() -> None:
    assert found(model(decision("D", literal("1"), type_="tEntah"))) == ["unknown_type"]


@pytest.mark.parametrize(
    ("type_", "column", "keys"),
    [
        ("number", "string", ["column_type"]),
        ("tJenis", "boolean", ["column_type"]),
        ("number", "integer", []),
        ("tUsia", "number", []),
        ("tDaftar", "string", []),
        ("", "string", []),
        ("date", "dateTime", []),
    ],
)
def test_a_column_that_can_never_fit_its_variable_is_refused(
    type_: str, column: str, keys: list[str]
) -> None:
    logic = table("COLLECT", [clause("x", column)], [output()], [("-", "1")])
    assert found(model(*TYPES, given("x", type_), decision("D", logic, inputs=["x"]))) == keys


def test_a_parameter_hides_an_input_of_its_name() -> None:
    def body(column: str) -> str:
        return function(
            "f", [("x", "string")], table("COLLECT", [clause("x", column)], [output()], [("-", "1")])
        )

    plain = decision("D", literal('f("a")'), knows=["f"])
    assert answer(model(given("x", "number"), body("string"), plain), "D") == [1]
    assert found(model(given("x", "number"), body("number"), plain)) == ["column_type"]
