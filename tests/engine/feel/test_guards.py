"""Expressions written to do harm end soon, and say which limit ended them."""

from __future__ import annotations

from time import process_time

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary, guards, to_json
from engine.feel.guards import MAX_DEPTH, MAX_TEXT
from tests.engine.feel.asking import NOW, ZONE, ask

# Processor time, so that a busy machine does not fail the test; the deadline itself is 0.1 s.
SOON = 0.5

HOSTILE: list[tuple[str, str]] = [
    ("for i in 1..1000000000 return i", "limit_list"),
    ("for i in 1..1e18 return i", "limit_list"),
    ("for i in -1e30..1e30 return i", "loop_over_range"),
    ('for d in @"0001-01-01"..@"9999-12-31" return d', "limit_list"),
    ("some i in 1..20000, j in 1..20000, k in 1..20000 satisfies i + j + k < 0", "limit_"),
    ("for i in 1..500 return for j in 1..500 return for k in 1..500 return i * j * k", "limit_"),
    ("for i in 1..200, j in 1..200 return i", "limit_"),
    ("(for i in 1..20000 return i)[some j in 1..20000 satisfies j < 0]", "limit_"),
    ("for i in 1..80 return if i = 1 then [1] else [partial[-1], partial[-1]]", "limit_"),
    ("(for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]])[40]", "limit_"),
    ("for i in 1..80 return if i = 1 then {a: 1} else {a: partial[-1], b: partial[-1]}", "limit_"),
    ("for i in 1..200 return if i = 1 then 1 else [partial[-1]]", "limit_result_depth"),
    ("string(for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]])", "limit_"),
    ("flatten(for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]])", "limit_"),
    ("{x: for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]], y: x = x}", "limit_"),
    ("for i in 1..5000 return if i = 1 then 1 else [partial[-1]]", "limit_"),
    ('for i in 1..80 return if i = 1 then "a" else partial[-1] + partial[-1]', "limit_text"),
    ('string join(for i in 1..20000 return "aaaaaaaaaaaaaaaaaaaa", ",")', "limit_text"),
    ('{a: string join(for i in 1..9000 return "aaaaa"), b: replace(a, "a", a)}.b', "limit_text"),
    ("(function(f) f(f))(function(f) f(f))", "limit_calls"),
    ("{f: function(n) f(n - 1) + f(n - 2), g: f(40)}.g", "limit_"),
    ("{f: function(n) if n <= 0 then 1 else f(n - 1) + f(n - 1), g: f(35)}.g", "limit_"),
    ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)+$")', "limit_pattern_time"),
    ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(([a-z])+.)+[A-Z]([a-z])+$")', ""),
    ('split("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|aa)+$")', "limit_pattern_time"),
    (
        'for i in 1..100 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)+$")',
        "limit_pattern_time",
    ),
    ('matches("a", "((a{1,500}){1,500}){1,500}")', ""),
    ("9 ** 9 ** 9 ** 9", ""),
    ("1e6000 * 1e6000", "out_of_range"),
    ("decimal(1e6000, 6000)", ""),
    ("string(1e6000)", ""),
    # Out of order: a list that only runs down is sorted with few comparisons and no limit is reached.
    ("sort(for i in 1..15000 return modulo(i * 7919, 15000), function(x, y) x < y)", "limit_"),
    ("distinct values(for i in 1..15000 return [i])", "limit_"),
    ("concatenate(for i in 1..20000 return i, for i in 1..20000 return i)", "limit_list"),
    ("[1,2,3][1e30]", "no_such_element"),
    ("sublist([1,2,3], 1, 1e30)", "bad_position"),
]


@pytest.mark.parametrize(("text", "reason"), HOSTILE)
def test_harm_is_stopped_soon(text: str, reason: str) -> None:
    start = process_time()
    result = ask(text)
    plain = to_json(result.value)
    assert process_time() - start < SOON
    if reason.startswith("limit_"):
        assert plain is None
        # On a busy machine the deadline may come before the limit that is meant.
        key = result.warnings[0].key
        assert key.startswith(reason) or key == "limit_time"
    elif reason:
        assert reason in {one.key for one in result.warnings}


REFUSED: list[tuple[str, str]] = [
    ("(" * 2000 + "1" + ")" * 2000, "too_deep"),
    ("[" * 2000 + "1" + "]" * 2000, "too_deep"),
    ("a in (" * 1000 + "1" + ")" * 1000, "too_deep"),
    ("not(" * 1500 + "1" + ")" * 1500, "too_deep"),
    ("-" * 5000 + "1", "too_deep"),
    ("if a then " * 1000 + "1" + " else 2" * 1000, "too_deep"),
    ("function(x) " * 1000 + "1", "too_deep"),
    ("{a: " * 1000 + "1" + "}" * 1000, "too_deep"),
    ("a instance of " + "list<" * 1000 + "number" + ">" * 1000, "too_deep"),
    ("1" + " + 1" * 2500, "too_deep"),
    ("a" + ".a" * 2500, "too_deep"),
    ("a" + "[1]" * 1500, "too_deep"),
    ("a" + "(1)" * 1500, "too_deep"),
    ("1" + " = 1" * 2500, "too_deep"),
    ("1 + " * 4000 + "1", "too_many_tokens"),
    ("x" * 1_000_000, "text_too_long"),
    ('"' + "x" * 1_000_000, "text_too_long"),
    ("/* " + "/" * 9000, "comment_not_closed"),
    ('"' + "\\" * 9001, "string_not_closed"),
    ("a " * 5000, "unexpected_token"),
    ("1e99999", "number_too_large"),
]


@pytest.mark.parametrize(("text", "key"), REFUSED, ids=[text[:24] for text, _ in REFUSED])
def test_harmful_text_is_refused_soon(text: str, key: str) -> None:
    start = process_time()
    for compiling in (compile_expression, compile_unary):
        with pytest.raises(FeelSyntaxError) as refused:
            compiling(text)
        assert refused.value.key == key
    assert process_time() - start < SOON


def test_nesting_up_to_the_limit_is_compiled_and_run() -> None:
    deep = "(" * (MAX_DEPTH - 1) + "1" + ")" * (MAX_DEPTH - 1)
    assert compile_expression(deep).evaluate({}, now=NOW, zone=ZONE).value == 1
    assert len("true and " * 1000) < MAX_TEXT
    assert compile_expression("true and " * 1000 + "true").evaluate({}, now=NOW, zone=ZONE).value is True


def test_deep_data_is_no_bug() -> None:
    deep: object = 1
    for _ in range(3000):
        deep = [deep]
    result = ask("count(a)", {"a": deep})
    assert result.value is None
    assert result.warnings[0].key == "limit_depth"


def test_names_with_many_words_are_matched_in_reasonable_time() -> None:
    names = [" ".join(["a"] * length) for length in range(2, 200)]
    start = process_time()
    made = compile_expression(" + ".join(["a a a"] * 60), names)
    assert made.names == {"a a a"}
    assert process_time() - start < SOON


def test_time_lost_to_others_is_given_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = iter([0.0, 0.2, 0.2, 0.5])
    monkeypatch.setattr(guards, "thread_time", lambda: next(spent))
    monkeypatch.setattr(guards, "perf_counter", lambda: 1e9)
    run = guards.Run({}, NOW, ZONE, None)
    run.spend()
    run.deadline = 1.0
    run.spend()
    assert run.held_up
    run.deadline = 1.0
    with pytest.raises(guards.LimitReached):
        run.spend()


def test_an_expression_that_works_hard_gets_no_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = iter([0.0, 0.2])
    monkeypatch.setattr(guards, "thread_time", lambda: next(spent))
    run = guards.Run({}, NOW, ZONE, None)
    run.spend()
    run.deadline = 1e-9
    with pytest.raises(guards.LimitReached):
        run.spend(guards.PLENTY_STEPS)
