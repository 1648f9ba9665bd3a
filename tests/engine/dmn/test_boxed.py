"""Boxed expressions: contexts, lists, relations, functions, invocations, conditionals, filters and iterators."""

from __future__ import annotations

import pytest

from tests.engine.dmn.asking import answer, ask, faults, found
from tests.engine.dmn.drawing import (
    clause,
    context,
    decision,
    function,
    given,
    invocation,
    literal,
    model,
    output,
    table,
)


def boxed(logic: str, *more: str, inputs: tuple[str, ...] = (), knows: tuple[str, ...] = ()) -> bytes:
    """A decision D of this logic."""
    return model(*more, *(given(name) for name in inputs), decision("D", logic, inputs=inputs, knows=knows))


def test_a_context_is_worked_out_line_by_line() -> None:
    logic = context(("biaya dasar", literal("350000")), ("jumlah", literal("biaya dasar + 1")))
    assert answer(boxed(logic), "D") == {"biaya dasar": 350000, "jumlah": 350001}


def test_a_context_with_a_result_is_that_result() -> None:
    logic = context(("a", literal("2")), ("b", literal("a * 3")), ("", literal("a + b")))
    assert answer(boxed(logic), "D") == 8


def test_contexts_stand_in_contexts_and_hide_outer_names() -> None:
    logic = context(
        ("a", literal("1")),
        ("b", context(("a", literal("10")), ("c", literal("a + 1")))),
        ("d", literal("a + b.c")),
    )
    assert answer(boxed(logic), "D") == {"a": 1, "b": {"a": 10, "c": 11}, "d": 12}


def test_an_entry_of_the_wrong_type_is_an_error_that_names_it() -> None:
    entry = '<contextEntry><variable name="a" typeRef="number"/>' + literal('"x"') + "</contextEntry>"
    outcome = ask(boxed(f"<context>{entry}</context>"), "D")
    assert [(note.key, note.spot.column) for note in outcome.errors] == [("result_wrong_type", "a")]


def test_a_list_and_a_relation_are_lists() -> None:
    assert answer(boxed(f"<list>{literal('1')}{literal('x')}</list>", inputs=("x",)), "D", {"x": "a"}) == [
        1,
        "a",
    ]
    rows = "".join(f"<row>{literal(a)}{literal(b)}</row>" for a, b in (('"ektp"', "true"), ('"kk"', "x")))
    logic = f'<relation><column name="dok"/><column name="wajib ya"/>{rows}</relation>'
    assert answer(boxed(logic, inputs=("x",)), "D", {"x": False}) == [
        {"dok": "ektp", "wajib ya": True},
        {"dok": "kk", "wajib ya": False},
    ]


TARIF = function(
    "tarif", [("jenis", "string"), ("hari", "number")], literal('if jenis = "cepat" then hari * 2 else hari')
)


def test_a_knowledge_model_is_called_by_an_invocation_and_in_feel() -> None:
    logic = invocation("tarif", hari=literal("x + 1"), jenis=literal('"cepat"'))
    assert answer(boxed(logic, TARIF, inputs=("x",), knows=("tarif",)), "D", {"x": 3}) == 8
    logic = literal('tarif("biasa", x) + tarif(hari: x, jenis: "cepat")')
    assert answer(boxed(logic, TARIF, inputs=("x",), knows=("tarif",)), "D", {"x": 3}) == 9


def test_a_knowledge_model_may_hold_a_table_and_know_others() -> None:
    inner = table(
        "FIRST", [clause("n", "number")], [output("", "string")], [(">= batas()", '"ya"'), ("-", '"tidak"')]
    )
    more = (
        function("batas", [], literal("60")),
        function("lansia", [("n", "number")], inner, knows=["batas"]),
    )
    xml = boxed(literal("for u in [59, 60] return lansia(u)"), *more, knows=("lansia",))
    outcome = ask(xml, "D")
    assert outcome.plain == ["tidak", "ya"]
    assert [[fired.number for fired in trace.fired] for trace in outcome.tables] == [[2], [1]]
    assert outcome.tables[0].spot.owner_name == "lansia"


def test_a_knowledge_model_may_call_itself_within_limits() -> None:
    body = literal("if n <= 1 then 1 else n * faktorial(n - 1)")
    xml = boxed(
        literal("faktorial(x)"),
        function("faktorial", [("n", "number")], body),
        inputs=("x",),
        knows=("faktorial",),
    )
    assert answer(xml, "D", {"x": 10}) == 3628800
    assert faults(xml, "D", {"x": 1000}) == ["limit_calls"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('tarif("biasa")', "wrong_count"),
        ('tarif("biasa", "tiga")', "parameter_wrong_type"),
        ('tarif("biasa", 3, 4)', "wrong_count"),
    ],
)
def test_a_wrong_call_is_an_error(text: str, key: str) -> None:
    assert faults(boxed(literal(text), TARIF, knows=("tarif",)), "D") == [key]


def test_a_wrong_parameter_is_named() -> None:
    (note,) = ask(boxed(literal('tarif("biasa", "tiga")'), TARIF, knows=("tarif",)), "D").errors
    assert note.spot.column == "hari" and note.values["found"] == "string"


def test_bindings_are_held_against_the_parameters_when_the_file_is_read() -> None:
    xml = boxed(invocation("tarif", jenis=literal('"x"'), lama=literal("1")), TARIF, knows=("tarif",))
    assert found(xml) == ["missing_binding", "unknown_binding"]


def test_a_result_of_a_knowledge_model_fits_its_type() -> None:
    more = function("teks", [], literal("1"), type_="string")
    assert faults(boxed(literal("teks()"), more, knows=("teks",)), "D") == ["result_wrong_type"]


def test_a_boxed_function_sees_its_context_and_itself() -> None:
    params = '<formalParameter name="n" typeRef="number"/>'
    body = literal("if n = 0 then awal else pangkat(n - 1) * 2")
    logic = context(
        ("awal", literal("3")),
        ("pangkat", f"<functionDefinition>{params}{body}</functionDefinition>"),
        ("", literal("pangkat(4)")),
    )
    assert answer(boxed(logic), "D") == 48


def test_a_boxed_function_may_be_invoked_through_a_path() -> None:
    logic = context(
        (
            "hitung",
            context(
                (
                    "dua",
                    f"<functionDefinition><formalParameter name='n'/>{literal('n * 2')}</functionDefinition>",
                )
            ),
        ),
        ("", invocation("hitung.dua", n=literal("4"))),
    )
    assert answer(boxed(logic), "D") == 8


def test_invoking_what_is_no_function_is_an_error() -> None:
    assert faults(boxed(invocation("x", n=literal("4")), inputs=("x",)), "D", {"x": 3}) == ["no_function"]


@pytest.mark.parametrize(("x", "expected"), [(5, "besar"), (1, "kecil"), (None, "kecil")])
def test_a_conditional_takes_the_else_for_all_but_true(x: object, expected: str) -> None:
    logic = f"<conditional><if>{literal('x > 3')}</if><then>{literal(chr(34) + 'besar' + chr(34))}</then>"
    logic += f"<else>{literal(chr(34) + 'kecil' + chr(34))}</else></conditional>"
    assert answer(boxed(logic, inputs=("x",)), "D", {"x": x}) == expected


def test_a_condition_that_is_no_boolean_is_an_error() -> None:
    logic = f"<conditional><if>{literal('x')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>"
    assert faults(boxed(logic, inputs=("x",)), "D", {"x": 3}) == ["not_boolean"]


def test_a_filter_sees_the_item_and_its_keys() -> None:
    for match in ("umur >= 60", "item.umur >= batas", "umur >= batas and item.umur < 100"):
        logic = f"<filter><in>{literal('orang')}</in><match>{literal(match)}</match></filter>"
        people = [{"umur": 61, "nama": "A"}, {"umur": 20, "nama": "B"}]
        xml = boxed(logic, inputs=("orang", "batas"))
        assert answer(xml, "D", {"orang": people, "batas": 60}) == [{"umur": 61, "nama": "A"}]


def test_iterators_go_through_lists_and_ranges() -> None:
    def iterated(kind: str, source: str, body: str) -> bytes:
        last = "return" if kind == "for" else "satisfies"
        inner = f"<in>{literal(source)}</in><{last}>{literal(body)}</{last}>"
        return boxed(f'<{kind} iteratorVariable="n">{inner}</{kind}>', inputs=("x",))

    assert answer(iterated("for", "[1, 2, 3]", "n * x"), "D", {"x": 2}) == [2, 4, 6]
    assert answer(iterated("for", "[3..1]", "n"), "D") == [3, 2, 1]
    assert answer(iterated("for", "[1..5]", "n + sum([0, count(partial)])"), "D") == [1, 3, 5, 7, 9]
    assert answer(iterated("some", "[1, 2]", "n > x"), "D", {"x": 1}) is True
    assert answer(iterated("every", "[1, 2]", "n > x"), "D", {"x": 1}) is False
    assert answer(iterated("every", "[1, null]", "n > 0"), "D") is None
    assert answer(iterated("every", "[]", "n > 0"), "D") is True
    assert faults(iterated("for", "null", "n"), "D") == ["loop_over_null"]
    assert faults(iterated("for", "[1..2)", "n"), "D") == ["loop_over_range"]
    assert faults(iterated("for", "[1..100000000]", "n"), "D") == ["limit_list"]


def test_boxes_stand_in_boxes() -> None:
    inner = table("FIRST", [clause("n")], [output()], [("> 2", '"besar"'), ("-", '"kecil"')])
    logic = context(
        ("daftar", f'<for iteratorVariable="n"><in>{literal("[1..3]")}</in><return>{inner}</return></for>'),
        ("", literal("daftar[3]")),
    )
    assert answer(boxed(logic), "D") == "besar"


@pytest.mark.parametrize(
    ("logic", "keys"),
    [
        ("<literalExpression><text> </text></literalExpression>", ["empty_box"]),
        ("<literalExpression/>", ["empty_box"]),
        (literal("1 +"), ["not_feel"]),
        (literal("function(x) external {java: {}}"), ["not_feel"]),
        (
            f"<context><contextEntry>{literal('1')}</contextEntry><contextEntry>{literal('2')}</contextEntry></context>",
            ["result_not_last"],
        ),
        (context(("a", literal("1")), ("a", literal("2"))), ["entry_twice"]),
        (
            f"<conditional><if>{literal('true')}</if><then>{literal('1')}</then></conditional>",
            ["box_missing"],
        ),
        (f"<for><in>{literal('[1]')}</in><return>{literal('1')}</return></for>", ["box_missing"]),
        ('<functionDefinition kind="Java">' + literal("1") + "</functionDefinition>", ["function_kind"]),
        (
            f'<relation><column name="a"/><row>{literal("1")}{literal("2")}</row></relation>',
            ["cells_missing"],
        ),
        (f"<relation><column/><row>{literal('1')}</row></relation>", ["bad_columns"]),
        (f"<invocation>{literal('x')}<binding>{literal('1')}</binding></invocation>", ["bad_parameter"]),
        (
            '<literalExpression expressionLanguage="juel"><text>1</text></literalExpression>',
            ["not_feel_language"],
        ),
        ("<literalExpression><importedValues/></literalExpression>", ["empty_box", "import_refused"]),
        ("<context><contextEntry><variable name='a'/></contextEntry></context>", ["empty_box"]),
    ],
)
def test_a_box_that_is_not_whole_is_refused(logic: str, keys: list[str]) -> None:
    assert [key for key in found(boxed(logic)) if key != "undeclared"] == keys
