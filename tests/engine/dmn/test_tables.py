"""Decision tables: cells of every form, typed columns, listed values, and the trace of what fired."""

from __future__ import annotations

import pytest

from engine.dmn import load
from tests.engine.dmn.asking import answer, ask, faults
from tests.engine.dmn.drawing import clause, decision, function, given, literal, model, output, table


def cell(text: str, type_: str = "", batas: object = None) -> bytes:
    """A table of one cell, over the input x and a limit beside it."""
    logic = table("FIRST", [clause("x", type_)], [output()], [(text, "true"), ("-", "false")])
    return model(given("x"), given("batas"), decision("D", logic, inputs=["x", "batas"]))


@pytest.mark.parametrize(
    ("text", "takes", "leaves"),
    [
        ("-", [1, "a", None], []),
        ("", [1, "a", None], []),
        ("5", [5, 5.0], [4, "5", None]),
        ("= 5", [5], [4]),
        ("!= 5", [4], [5]),
        ('"a"', ["a"], ["b", 1, None]),
        ('"a", "b"', ["a", "b"], ["c"]),
        ("true", [True], [False, None, "true"]),
        ("< 5", [4.99], [5, None, "4"]),
        ("<= 5", [5], [5.01]),
        ("> 5", [6], [5]),
        (">= 5", [5], [4]),
        ("[1..5]", [1, 5, 3], [0, 6, None]),
        ("(1..5)", [2], [1, 5]),
        ("]1..5[", [2], [1, 5]),
        ("[1..5)", [1], [5]),
        ("< 1, [5..6], 9", [0, 5, 9], [1, 7]),
        ('not("a")', ["b", None], ["a"]),
        ('not("a", "b")', ["c"], ["a", "b"]),
        ("not(< 5)", [5], [4]),
        ("not([1..5])", [6], [5]),
        ("null", [None], [1]),
        ("not(null)", [1], [None]),
        ('@"2024-12-17"', [], ["2024-12-17"]),
        ("? > 5 and ? < 9", [6], [5, 9]),
        ("? in [1..3] or ? = 9", [2, 9], [5]),
        ('starts with(?, "a")', ["ab"], ["b"]),
        ("< batas", [9], [10]),
        ("[1..batas]", [10], [11]),
        ("batas * 2", [20], [10]),
        ("[1, 2, 3]", [2, [1, 2, 3]], [4]),
        ("list contains([1, 2], ?)", [1], [3]),
        ("-5", [-5], [5]),
    ],
)
def test_a_cell_takes_what_it_says(text: str, takes: list[object], leaves: list[object]) -> None:
    for value, expected in [*((value, True) for value in takes), *((value, False) for value in leaves)]:
        outcome = ask(cell(text), "D", {"x": value, "batas": 10})
        assert outcome.plain is expected, (text, value, outcome.warnings)
        assert not outcome.errors


def test_dates_are_typed_by_the_column() -> None:
    xml = cell('>= @"2024-12-17"', "date")
    assert answer(xml, "D", {"x": "2025-01-01"}) is True
    assert answer(xml, "D", {"x": "2024-12-16"}) is False
    assert faults(xml, "D", {"x": "kemarin"}) == ["input_wrong_type"]


def test_a_column_asks_any_expression() -> None:
    logic = table(
        "UNIQUE", [clause("count(dokumen[ada = true])", "number")], [output()], [("2", '"lengkap"')]
    )
    xml = model(given("dokumen"), decision("D", logic, inputs=["dokumen"]))
    assert answer(xml, "D", {"dokumen": [{"ada": True}, {"ada": False}, {"ada": True}]}) == "lengkap"


def test_a_result_is_an_expression_over_the_requirements() -> None:
    logic = table("UNIQUE", [clause("x")], [output()], [("> 0", "x * 2 + batas")])
    xml = model(given("x"), given("batas"), decision("D", logic, inputs=["x", "batas"]))
    assert answer(xml, "D", {"x": 2, "batas": 1}) == 5


def test_a_blank_result_is_null() -> None:
    logic = table("UNIQUE", [clause("x")], [output()], [("-", "")])
    assert answer(model(given("x"), decision("D", logic, inputs=["x"])), "D", {"x": 2}) is None


def test_a_column_of_the_wrong_type_is_an_error_that_names_it() -> None:
    outcome = ask(cell(">= 60", "number"), "D", {"x": "60"})
    (note,) = outcome.errors
    assert note.key == "input_wrong_type" and note.spot.column == "x" and note.spot.owner_name == "D"
    assert note.values == {"path": "", "expected": "number", "found": "string"}


def test_a_value_that_is_not_listed_is_an_error() -> None:
    columns = [clause("x", "string", '"baru","hilang"', "Jenis")]
    logic = table("UNIQUE", columns, [output()], [('"baru"', "1"), ('"hilang"', "2")])
    xml = model(given("x"), decision("D", logic, inputs=["x"]))
    assert answer(xml, "D", {"x": "baru"}) == 1
    outcome = ask(xml, "D", {"x": "rusak"})
    assert [(note.key, note.spot.column) for note in outcome.errors] == [("input_not_listed", "Jenis")]
    assert not outcome.tables[0].fired


def test_a_result_that_is_not_listed_or_typed_is_an_error_that_names_the_rule() -> None:
    for out, key in (
        (output("h", "string", '"a","b"'), "result_not_listed"),
        (output("h", "number"), "result_wrong_type"),
        (output("h", "integer"), "result_wrong_type"),
    ):
        logic = table("FIRST", [clause("x")], [out], [("1", "1"), ("2", '"c"')])
        outcome = ask(model(given("x"), decision("D", logic, inputs=["x"])), "D", {"x": 2})
        (note,) = outcome.errors
        assert (note.key, note.spot.rule, note.spot.column, note.spot.text) == (key, 2, "h", '"c"')


def test_null_is_of_every_type_and_in_every_list() -> None:
    logic = table(
        "FIRST", [clause("x", "number", "[0..120]")], [output("", "number", "1,2")], [("-", "null")]
    )
    xml = model(given("x", "number"), decision("D", logic, inputs=["x"], type_="number"))
    assert ask(xml, "D", {"x": None}).errors == ()


def test_why_a_cell_did_not_apply_is_said_with_its_place() -> None:
    outcome = ask(cell("> 5"), "D", {"x": "6", "batas": 1})
    (note,) = outcome.warnings
    assert (note.key, note.spot.rule, note.spot.column, note.spot.text) == ("not_comparable", 1, "x", "> 5")


def test_the_trace_has_inputs_rules_results_and_annotations() -> None:
    logic = table(
        "COLLECT",
        [clause("usia", "number", label="Usia"), clause("jenis layanan", "string")],
        [output("dokumen", "string"), output("jumlah", "number")],
        [
            (">= 17", "-", '"e-KTP"', "1", "Permenkumham 8/2014", ""),
            ("< 17", "-", '"e-KTP orang tua"', "2", "Permenkumham 18/2022", "keduanya"),
            ("-", '"baru"', '"KK"', "1"),
        ],
        annotations=["Dasar", "Catatan"],
    )
    xml = model(
        given("usia"), given("jenis layanan"), decision("Syarat", logic, inputs=["usia", "jenis layanan"])
    )
    record = ask(xml, "Syarat", {"usia": 10, "jenis layanan": "baru"}).record()
    assert record["value"] == [{"dokumen": "e-KTP orang tua", "jumlah": 2}, {"dokumen": "KK", "jumlah": 1}]
    assert record["model"] == load(xml).fingerprint
    assert record["decided"] == [
        {"id": "el_usia", "name": "usia", "kind": "input", "value": 10},
        {"id": "el_jenis_layanan", "name": "jenis layanan", "kind": "input", "value": "baru"},
        {"id": "el_Syarat", "name": "Syarat", "kind": "decision", "value": record["value"]},
    ]
    assert record["tables"] == [
        {
            "owner": "el_Syarat",
            "name": "Syarat",
            "table": "el_Syarat",
            "hitPolicy": "COLLECT",
            "inputs": [
                {"label": "Usia", "expression": "usia", "value": 10},
                {"label": "jenis layanan", "expression": "jenis layanan", "value": "baru"},
            ],
            "rules": [
                {
                    "number": 2,
                    "id": "rule_2",
                    "conditions": [
                        {"label": "Usia", "text": "< 17"},
                        {"label": "jenis layanan", "text": "-"},
                    ],
                    "annotations": [
                        {"label": "Dasar", "text": "Permenkumham 18/2022"},
                        {"label": "Catatan", "text": "keduanya"},
                    ],
                    "results": [
                        {"label": "dokumen", "value": "e-KTP orang tua"},
                        {"label": "jumlah", "value": 2},
                    ],
                },
                {
                    "number": 3,
                    "id": "rule_3",
                    "conditions": [
                        {"label": "Usia", "text": "-"},
                        {"label": "jenis layanan", "text": '"baru"'},
                    ],
                    "annotations": [],
                    "results": [{"label": "dokumen", "value": "KK"}, {"label": "jumlah", "value": 1}],
                },
            ],
            "byDefault": False,
        }
    ]


def test_equal_cells_are_asked_once_and_answer_for_all_their_rules() -> None:
    rows = [(">= 60", "-", '"a"'), (">= 60", "> 1", '"b"'), ("< 60", "> 1", '"c"'), (">= 60", "1", '"d"')]
    logic = table("RULE ORDER", [clause("x"), clause("y")], [output()], rows)
    xml = model(given("x"), given("y"), decision("D", logic, inputs=["x", "y"]))
    assert answer(xml, "D", {"x": 60, "y": 2}) == ["a", "b"]
    assert answer(xml, "D", {"x": 60, "y": 1}) == ["a", "d"]
    assert answer(xml, "D", {"x": 5, "y": 2}) == ["c"]


def test_a_table_without_conditions_answers_all_its_rules() -> None:
    logic = table("COLLECT", [], [output()], [("1",), ("2",)])
    assert answer(model(decision("D", logic)), "D") == [1, 2]


def test_a_value_asked_in_a_cell_is_still_there_after_a_function_asked_another() -> None:
    inner = table("FIRST", [clause("n", "number")], [output()], [("> 5", "true"), ("-", "false")], rule="in")
    logic = table("FIRST", [clause("x")], [output()], [("besar(3) or ? = 7", '"ya"'), ("-", '"tidak"')])
    xml = model(
        given("x"),
        function("besar", [("n", "number")], inner),
        decision("D", logic, inputs=["x"], knows=["besar"]),
    )
    assert answer(xml, "D", {"x": 7}) == "ya"


def test_literal_is_used() -> None:
    assert answer(model(decision("D", literal("1 + 1"))), "D") == 2
