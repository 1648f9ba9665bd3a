"""Every hit policy: what a table answers when none, one or several of its rules apply."""

from __future__ import annotations

import pytest

from tests.engine.dmn.asking import answer, ask, faults, found
from tests.engine.dmn.drawing import clause, decision, given, model, output, table

ROWS = ((">= 10", '"a"'), (">= 20", '"b"'), (">= 20", '"c"'), ("> 30", '"a"'))


def drawn(
    policy: str, rows: object = ROWS, values: str = "", default: str = "", aggregation: str = ""
) -> bytes:
    """A table over the number n."""
    out = output("hasil", values=values, default=default)
    logic = table(policy, [clause("n", "number")], [out], rows, aggregation)  # type: ignore[arg-type]
    return model(given("n", "number"), decision("D", logic, inputs=["n"]))


def at(n: int, policy: str, **more: str) -> object:
    """The answer for a number."""
    return answer(drawn(policy, **more), "D", {"n": n})  # type: ignore[arg-type]


def test_unique_answers_when_one_rule_applies() -> None:
    assert at(15, "UNIQUE") == "a"


def test_unique_is_broken_when_several_rules_apply() -> None:
    outcome = ask(drawn("UNIQUE"), "D", {"n": 25})
    assert [note.key for note in outcome.errors] == ["unique_broken"] and outcome.value is None
    assert outcome.errors[0].values == {"rules": "1, 2, 3"}


def test_any_answers_when_all_agree() -> None:
    rows = ((">= 10", '"a"'), (">= 20", '"a"'), ("< 0", '"b"'))
    assert answer(drawn("ANY", rows), "D", {"n": 25}) == "a"


def test_any_is_broken_when_answers_differ() -> None:
    assert faults(drawn("ANY"), "D", {"n": 25}) == ["any_broken"]


def test_first_answers_with_the_first_rule() -> None:
    assert at(40, "FIRST") == "a"
    assert [fired.number for fired in ask(drawn("FIRST"), "D", {"n": 40}).tables[0].fired] == [1]


def test_priority_answers_with_the_value_listed_first() -> None:
    assert at(25, "PRIORITY", values='"c", "a", "b"') == "c"
    assert at(15, "PRIORITY", values='"c", "a", "b"') == "a"
    (trace,) = ask(drawn("PRIORITY", values='"c", "a", "b"'), "D", {"n": 40}).tables
    assert [fired.number for fired in trace.fired] == [3, 1, 4, 2], "the rule that decides stands first"


def test_rule_order_answers_with_all_in_the_order_of_rules() -> None:
    assert at(40, "RULE ORDER") == ["a", "b", "c", "a"]


def test_output_order_answers_with_all_in_the_order_of_values() -> None:
    assert at(40, "OUTPUT ORDER", values='"b", "c", "a"') == ["b", "c", "a", "a"]


def test_priorities_may_be_numbers_and_dates() -> None:
    rows = (("-", 'date("2024-12-17")'), ("> 3", '@"2019-05-03"'))
    values = '@"2019-05-03", date("2024-12-17")'
    assert answer(drawn("PRIORITY", rows, values), "D", {"n": 5}) == "2019-05-03"
    assert answer(drawn("OUTPUT ORDER", (("-", "2.0"), ("-", "1")), "1, 2"), "D", {"n": 5}) == [1, 2]


def test_priorities_of_several_outputs_count_from_the_left() -> None:
    outs = [output("x", "string", '"a","b"'), output("y", "number", "1,2,3")]
    rows = (("-", '"b"', "1"), ("-", '"a"', "3"), ("-", '"a"', "2"))
    for policy, expected in (
        ("PRIORITY", {"x": "a", "y": 2}),
        ("OUTPUT ORDER", [{"x": "a", "y": 2}, {"x": "a", "y": 3}, {"x": "b", "y": 1}]),
    ):
        logic = table(policy, [clause("n", "number")], outs, rows)
        assert answer(model(given("n"), decision("D", logic, inputs=["n"])), "D", {"n": 1}) == expected


def test_priorities_may_come_from_the_outputs_type() -> None:
    types = '<itemDefinition name="tHasil"><typeRef>string</typeRef><allowedValues><text>"b","a","c"</text>'
    types += "</allowedValues></itemDefinition>"
    logic = table("PRIORITY", [clause("n")], [output("h", "tHasil")], ROWS)
    xml = model(types, given("n"), decision("D", logic, inputs=["n"]))
    assert answer(xml, "D", {"n": 25}) == "b"


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_priorities_without_values_are_refused(policy: str) -> None:
    assert "no_priorities" in found(drawn(policy))


def test_collect_answers_with_all() -> None:
    assert at(40, "COLLECT") == ["a", "b", "c", "a"]


NUMBERS = ((">= 10", "350000"), (">= 20", "1000000"), (">= 20", "0.50"), ("> 90", '"banyak"'))


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [("SUM", 1350000.5), ("MIN", 0.5), ("MAX", 1000000), ("COUNT", 3)],
)
def test_collect_aggregates(aggregation: str, expected: object) -> None:
    assert answer(drawn("COLLECT", NUMBERS, aggregation=aggregation), "D", {"n": 25}) == expected


@pytest.mark.parametrize("aggregation", ["SUM", "MIN", "MAX"])
def test_what_cannot_be_aggregated_is_an_error(aggregation: str) -> None:
    assert faults(drawn("COLLECT", NUMBERS, aggregation=aggregation), "D", {"n": 95}) == ["not_aggregable"]


def test_collect_takes_the_smallest_of_dates_and_texts() -> None:
    rows = (("-", '@"2024-12-17"'), ("-", '@"2019-05-03"'))
    assert answer(drawn("COLLECT", rows, aggregation="MIN"), "D", {"n": 1}) == "2019-05-03"
    rows = (("-", '"b"'), ("-", '"c"'))
    assert answer(drawn("COLLECT", rows, aggregation="MAX"), "D", {"n": 1}) == "c"


def test_sums_are_exact() -> None:
    rows = tuple(("-", "0.1") for _ in range(10))
    assert answer(drawn("COLLECT", rows, aggregation="SUM"), "D", {"n": 1}) == 1


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "PRIORITY"])
def test_no_rule_is_null_and_says_so(policy: str) -> None:
    outcome = ask(drawn(policy, values='"a","b","c"'), "D", {"n": 1})
    assert outcome.value is None and not outcome.errors
    assert [note.key for note in outcome.warnings] == ["no_rule"]


@pytest.mark.parametrize("policy", ["RULE ORDER", "OUTPUT ORDER", "COLLECT"])
def test_no_rule_is_an_empty_list_where_all_are_wanted(policy: str) -> None:
    assert answer(drawn(policy, values='"a","b","c"'), "D", {"n": 1}) == []


def test_no_rule_counts_nothing_and_sums_nothing() -> None:
    assert answer(drawn("COLLECT", NUMBERS, aggregation="COUNT"), "D", {"n": 1}) == 0
    assert answer(drawn("COLLECT", NUMBERS, aggregation="SUM"), "D", {"n": 1}) is None


@pytest.mark.parametrize(
    ("policy", "expected"), [("UNIQUE", "umum"), ("FIRST", "umum"), ("COLLECT", ["umum"])]
)
def test_a_default_answers_where_no_rule_does(policy: str, expected: object) -> None:
    outcome = ask(drawn(policy, default='"umum"'), "D", {"n": 1})
    assert outcome.plain == expected and outcome.tables[0].by_default and not outcome.warnings
    assert ask(drawn(policy, default='"umum"'), "D", {"n": 15}).tables[0].by_default is False


def test_defaults_of_some_outputs_leave_the_others_null() -> None:
    outs = [output("x", default='"umum"'), output("y")]
    logic = table("UNIQUE", [clause("n")], outs, [("5", '"a"', "1")])
    xml = model(given("n"), decision("D", logic, inputs=["n"]))
    assert answer(xml, "D", {"n": 1}) == {"x": "umum", "y": None}
    assert answer(xml, "D", {"n": 5}) == {"x": "a", "y": 1}


@pytest.mark.parametrize(
    ("key", "policy", "aggregation"),
    [
        ("unknown_policy", "SOMETIMES", ""),
        ("aggregation_misplaced", "FIRST", "SUM"),
        ("unknown_aggregation", "COLLECT", "MEAN"),
    ],
)
def test_unknown_policies_are_refused(key: str, policy: str, aggregation: str) -> None:
    assert key in found(drawn(policy, aggregation=aggregation))


def test_aggregating_several_outputs_is_refused() -> None:
    logic = table("COLLECT", [clause("n")], [output("x"), output("y")], [("-", "1", "2")], "SUM")
    assert "aggregation_of_many" in found(model(given("n"), decision("D", logic, inputs=["n"])))
