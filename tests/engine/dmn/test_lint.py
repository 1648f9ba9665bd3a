"""Doubts about tables: overlaps, gaps, rules that never answer; and silence where nothing is certain."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.dmn import lint, say
from tests.engine.dmn.asking import found
from tests.engine.dmn.drawing import clause, decision, given, item, model, output, table

NUMBER = (clause("usia", "number"),)


def drawn(
    policy: str, clauses: Sequence[str], rows: Sequence[Sequence[str]], out: str = "", types: str = ""
) -> bytes:
    """A table over usia, jenis and aktif."""
    logic = table(policy, clauses, [out or output("", "string")], rows)
    names = ("usia", "jenis", "aktif")
    return model(types, *map(given, names), decision("Tabel", logic, inputs=names))


def doubts(
    policy: str, clauses: Sequence[str], rows: Sequence[Sequence[str]], out: str = ""
) -> list[tuple[str, str]]:
    """(key, what is told) of each finding."""
    told = []
    for finding in lint(drawn(policy, clauses, rows, out)):
        assert finding.severity == "warning", finding
        values = finding.values
        told.append((finding.key, values.get("example") or values.get("column") or values.get("rule") or ""))
    return told


def test_a_whole_table_without_overlaps_is_left_alone() -> None:
    rows = [("< 5", '"balita"'), ("[5..60)", '"umum"'), (">= 60", '"lansia"')]
    assert doubts("UNIQUE", NUMBER, rows) == []


def test_overlaps_under_unique_are_told_with_an_example() -> None:
    rows = [("<= 5", '"balita"'), ("[5..60]", '"umum"'), (">= 60", '"lansia"')]
    assert doubts("UNIQUE", NUMBER, rows) == [("overlap", "usia = 5"), ("overlap", "usia = 60")]


def test_overlaps_need_every_column_to_overlap() -> None:
    columns = [clause("usia", "number"), clause("jenis", "string")]
    rows = [(">= 60", '"baru"', '"a"'), (">= 50", '"hilang"', '"b"'), ("-", 'not("hilang")', '"c"')]
    assert ("overlap", 'usia = 61, jenis = "baru"') in [
        (key, told.replace("usia = 60,", "usia = 61,")) for key, told in doubts("UNIQUE", columns, rows)
    ]
    assert (
        doubts("UNIQUE", columns, [*rows[:2], ("< 50", "-", '"c"'), ("[50..60)", 'not("hilang")', '"d"')])[0][
            0
        ]
        == "gap"
    )


def test_any_may_overlap_where_results_agree() -> None:
    rows = [("< 10", '"a"'), (">= 5", '"a"')]
    assert doubts("ANY", NUMBER, rows) == []
    assert doubts("ANY", NUMBER, [("< 10", '"a"'), (">= 5", '"b"')]) == [("any_conflict", "usia = 5")]
    assert doubts("ANY", NUMBER, [("< 10", '"a"'), (">= 5", "jenis")]) == []


@pytest.mark.parametrize(
    ("rows", "gaps"),
    [
        ([("< 5", '"a"'), ("> 5", '"b"')], ["usia = 5"]),
        ([("[0..17]", '"a"'), ("> 17", '"b"')], ["usia = -1"]),
        ([("[0..17)", '"a"'), ("[17..60)", '"b"')], ["usia = -1", "usia = 60"]),
        ([("[0..4]", '"a"'), ("[5..9]", '"b"')], ["usia = -1", "usia = 4.5", "usia = 10"]),
        ([("not(5)", '"a"')], ["usia = 5"]),
        ([("5", '"a"')], ["usia = 4", "usia = 6"]),
    ],
)
def test_gaps_between_numbers(rows: list[tuple[str, str]], gaps: list[str]) -> None:
    assert doubts("FIRST", NUMBER, rows) == [("gap", gap) for gap in gaps]


def test_whole_numbers_and_days_have_no_gaps_between_neighbours() -> None:
    rows = [("<= 4", '"a"'), (">= 5", '"b"')]
    assert doubts("UNIQUE", [clause("usia", "integer")], rows) == []
    rows = [('< @"2024-12-17"', '"PP 28/2019"'), ('>= date("2024-12-17")', '"PP 45/2024"')]
    assert doubts("UNIQUE", [clause("usia", "date")], rows) == []
    rows = [('<= @"2024-12-16"', '"PP 28/2019"'), ('> @"2024-12-17"', '"PP 45/2024"')]
    assert doubts("UNIQUE", [clause("usia", "date")], rows) == [("gap", "usia = 2024-12-17")]


def test_durations_and_instants_are_cut_too() -> None:
    rows = [('< duration("P5Y")', '"a"'), ('> duration("P5Y")', '"b"')]
    assert [key for key, _ in doubts("UNIQUE", [clause("usia", "yearMonthDuration")], rows)] == ["gap"]
    rows = [('< @"2024-12-17T00:00:00Z"', '"a"'), ('>= @"2024-12-17T00:00:00Z"', '"b"')]
    assert doubts("UNIQUE", [clause("usia", "dateTime")], rows) == []


def test_listed_values_bound_what_may_come() -> None:
    columns = [clause("jenis", "string", '"baru","hilang","rusak"')]
    rows = [('"baru"', '"a"'), ('"hilang"', '"b"')]
    assert doubts("UNIQUE", columns, rows) == [("gap", 'jenis = "rusak"')]
    assert doubts("UNIQUE", columns, [*rows, ('"rusak"', '"c"')]) == []
    columns = [clause("usia", "number", "[0..120]")]
    assert doubts("UNIQUE", columns, [("[0..60)", '"a"'), ("[60..120]", '"b"')]) == []


def test_a_type_bounds_what_may_come() -> None:
    types = item("tJenis", "string", allowed='"baru","hilang"')
    xml = drawn("UNIQUE", [clause("jenis", "tJenis")], [('"baru"', '"a"')], types=types)
    assert [finding.values["example"] for finding in lint(xml)] == ['jenis = "hilang"']


def test_texts_without_a_list_lack_all_the_others() -> None:
    assert doubts("UNIQUE", [clause("jenis", "string")], [('"a"', '"x"')]) == [("gap", "jenis = …")]


def test_booleans_are_two() -> None:
    columns = [clause("aktif", "boolean"), clause("usia", "number")]
    rows = [("true", "-", '"a"'), ("false", ">= 3", '"b"')]
    assert doubts("UNIQUE", columns, rows) == [("gap", "aktif = false, usia = 2")]


def test_gaps_over_several_columns_are_found_and_bounded() -> None:
    columns = [clause(name, "boolean", label=f"k{number}") for number, name in enumerate(["aktif"] * 3)]
    assert doubts("UNIQUE", columns, [("true", "true", "true", '"a"')])[:1] == [
        ("gap", "k0 = true, k1 = true, k2 = false")
    ]
    assert len(doubts("UNIQUE", columns, [("true", "true", "true", '"a"')])) == 3


def test_a_default_or_a_list_leaves_no_gap() -> None:
    rows = [("> 3", '"a"')]
    assert doubts("UNIQUE", NUMBER, rows, output("", "string", default='"b"')) == []
    assert doubts("COLLECT", NUMBER, rows) == []
    assert doubts("RULE ORDER", NUMBER, rows) == []


def test_nothing_is_claimed_of_cells_that_are_more_than_constants() -> None:
    assert doubts("UNIQUE", NUMBER, [("? > 3", '"a"'), ("> 2", '"b"'), ("<= 2", '"c"')]) == []
    assert doubts("UNIQUE", NUMBER, [("< jenis", '"a"'), (">= jenis", '"b"')]) == []
    assert doubts("UNIQUE", [clause("usia", "list")], [("[1]", '"a"')]) == []


def test_rules_behind_others_never_answer() -> None:
    rows = [("< 10", '"a"'), (">= 10", '"b"'), ("[3..5]", '"c"'), ("-", '"d"')]
    assert doubts("FIRST", NUMBER, rows) == [("unreachable", "3")], "rule 4 still answers for null"
    assert doubts("FIRST", NUMBER, [("-", '"a"'), ("5", '"b"')]) == [("unreachable", "2")]
    columns = [clause("aktif", "boolean"), clause("usia", "number")]
    rows = [("true", "-", '"a"'), ("-", "> 5", '"b"'), ("true", "> 9", '"c"'), ("-", "-", '"d"')]
    assert doubts("FIRST", columns, rows) == [("unreachable", "3")]


def test_rules_of_lower_priority_never_answer_behind_higher_ones() -> None:
    out = output("", "string", '"tinggi","rendah"')
    rows = [("> 5", '"rendah"'), ("-", '"tinggi"')]
    assert doubts("PRIORITY", NUMBER, rows, out) == [("unreachable", "1")]
    rows = [("> 5", '"tinggi"'), ("-", '"rendah"')]
    assert doubts("PRIORITY", NUMBER, rows, out) == []
    assert doubts("PRIORITY", NUMBER, [("> 5", "jenis"), ("-", '"tinggi"')], out) == []


@pytest.mark.parametrize("cell", ['"60"', "[9..3]", "(3..3)", "< null", "true"])
def test_cells_nothing_can_pass_are_told(cell: str) -> None:
    assert ("never_matches", "usia") in doubts("COLLECT", NUMBER, [(cell, '"a"')])


def test_a_cell_outside_the_listed_values_is_told() -> None:
    columns = [clause("jenis", "string", '"baru","hilang"')]
    told = doubts("FIRST", columns, [('"bru"', '"a"'), ('"hilang"', '"b"'), ("-", '"c"')])
    assert told == [("never_matches", "jenis")]


def test_null_may_be_asked_for() -> None:
    assert doubts("UNIQUE", NUMBER, [("null", '"a"'), ("< 5", '"b"'), (">= 5", '"c"')]) == []
    assert doubts("UNIQUE", NUMBER, [("null", '"a"'), ("-", '"b"')]) == [("overlap", "usia = null")]


def test_a_table_that_is_too_large_is_left_unjudged_in_time() -> None:
    columns = [clause("usia", "number", label=f"k{number}") for number in range(12)]
    starts = [[(row * 7 + column * 3) % 50 for column in range(12)] for row in range(60)]
    rows = [[*(f"[{start}..{start + 30}]" for start in row), '"a"'] for row in starts]
    assert set(found(drawn("FIRST", columns, rows))) <= {"too_large_to_judge", "gap", "unreachable"}


def test_a_table_without_rules_is_told() -> None:
    assert found(drawn("UNIQUE", NUMBER, [])) == ["no_rules"]


def test_doubts_have_words_with_the_example() -> None:
    (finding,) = lint(drawn("UNIQUE", NUMBER, [("<= 5", '"a"'), (">= 5", '"b"')]))
    said = say(finding)
    assert said.wrong == '"Tabel": aturan 1 dan 2 berlaku bersamaan, misalnya usia = 5.'
    assert say(finding, "en").todo == "Narrow one of them, or choose another hit policy."
    assert finding.element == "rule_2" and finding.line > 1
