"""Arithmetic, comparison, conditionals, lists, contexts and functions as DMN 1.5 chapter 10 defines them."""

from __future__ import annotations

import pytest

from tests.engine.feel.asking import answer, check

ARITHMETIC: list[tuple[str, object]] = [
    ("1 + 2", 3),
    ("1 - 2", -1),
    ("10 - 3 - 2", 5),
    ("2 * 3 + 4", 10),
    ("2 + 3 * 4", 14),
    ("(2 + 3) * 4", 20),
    ("10 / 4", 2.5),
    ("8 / 4 / 2", 1),
    ("10 / 8", 1.25),
    ("2 ** 3", 8),
    ("2 ** 3 ** 2", 64),
    ("2 ** -1", 0.5),
    ("4 ** 0.5", 2),
    ("-2 ** 2", 4),
    ("2 * -3", -6),
    ("--5", 5),
    ("-(2 + 3)", -5),
    (".5 + 1", 1.5),
    ("0.1 + 0.2", 0.3),
    ("0.1 + 0.2 = 0.3", True),
    ("1.2e3", 1200),
    ("1E-2", 0.01),
    ("6371015505590001 + 1", 6371015505590002),
    ("9999999999999999 - 9999999999999998", 1),
    ("1 / 3 * 3 = 1", False),
    ("10 / 0", None),
    ("0 / 0", None),
    ("1 + null", None),
    ("null * 2", None),
    ('1 + "1"', None),
    ('"a" + 1', None),
    ('"a" + "b"', "ab"),
    ('"a" - "b"', None),
    ('"a" * 2', None),
    ("true + 1", None),
    ("[1] + [2]", None),
    ('-"a"', None),
    ("-null", None),
    ("0 ** 0", None),
    ("10 ** 7000", None),
    ("(-8) ** 0.5", None),
    ("1 // a comment\n + 2", 3),
    ("1 /* another\n one */ + 2", 3),
]

COMPARISON: list[tuple[str, object]] = [
    ("1 = 1", True),
    ("1 = 1.0", True),
    ("1 = 2", False),
    ("1 != 2", True),
    ("1 < 2", True),
    ("2 <= 2", True),
    ("3 > 4", False),
    ("4 >= 4", True),
    ('"a" < "b"', True),
    ('"b" <= "a"', False),
    ('"a" = "A"', False),
    ("true = true", True),
    ("true = false", False),
    ("true != false", True),
    ("null = null", True),
    ("null != null", False),
    ("1 = null", False),
    ("null != 1", True),
    ("null = false", False),
    ('1 = "1"', None),
    ("true = 1", None),
    ("false = 0", None),
    ('true != "true"', None),
    ('"67" >= 65', None),
    ("true < false", None),
    ("null < 1", None),
    ("1 > null", None),
    ("[1,2] = [1,2]", True),
    ("[1,2] = [2,1]", False),
    ("[1] = [1,1]", False),
    ("[] = []", True),
    ("[] = null", False),
    ("[1] < [2]", None),
    ("{a: 1} = {a: 1}", True),
    ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ("{a: 1} = {a: 2}", False),
    ("{a: 1} = {b: 1}", False),
    ("{} = {}", True),
    ("{} = []", None),
    ('{"a": 1} = {a: 1}', True),
    ("{a: [1, {b: null}]} = {a: [1, {b: null}]}", True),
    ("[1..5] = [1..5]", True),
    ("[1..5] = [1..5)", False),
    ("1 between 1 and 3", True),
    ("3 between 1 and 3", True),
    ("4 between 1 and 3", False),
    ("1 + 1 between 1 and 1 + 2", True),
    ('"c" between "a" and "f"', True),
    ("1 between null and 3", None),
    ("5 between null and 3", False),
    ('1 between "a" and "b"', None),
    ("1 between 0 and 2 and 3 between 2 and 4", True),
    ("1 in [1, 2]", True),
    ("3 in [1, 2]", False),
    ("2 in [1..3]", True),
    ("3 in [1..3)", False),
    ("3 in [1..3[", False),
    ("1 in (1..3]", False),
    ("1 in ]1..3]", False),
    ("2 in (1..3)", True),
    ("2 in (1, 2, 3)", True),
    ("5 in (< 3, > 4)", True),
    ("5 in (> 7)", False),
    ("5 in > 4", True),
    ("5 in <= 4", False),
    ("5 in != 4", True),
    ("1 in 1", True),
    ("1 in 2", False),
    ("5 in ([1..3], [4..6])", True),
    ("5 in [[1..3], [4..6]]", True),
    ("null in [null]", True),
    ("[1] in [[1], [2]]", True),
    ("[1,2] in [1,2]", True),
    ('"b" in ["a".."c"]', True),
    ('1 in ["a".."c"]', None),
    ("1 in (null)", False),
    ("x in (1)", False),
    ("1 in ([1,2,3][item > 2])", False),
    ("3 in ([1,2,3])[item > 2]", True),
    ("5 in (> 1 + 1)", True),
    ("1 in [2, 3] or 4 in [4]", True),
]

CONDITIONALS: list[tuple[str, object]] = [
    ("if true then 1 else 2", 1),
    ("if false then 1 else 2", 2),
    ("if null then 1 else 2", 2),
    ("if 1 = 1 then if 2 = 3 then 1 else 2 else 3", 2),
    ('if 1 then "a" else "b"', "b"),
    ("1 + if true then 1 else 2", 2),
    ("if true then 1 else 2 + 10", 1),
    ("(if true then 1 else 2) + 10", 11),
]

LISTS: list[tuple[str, object]] = [
    ("[]", []),
    ("[1, [2, 3], null]", [1, [2, 3], None]),
    ("[1,2,3][1]", 1),
    ("[1,2,3][3]", 3),
    ("[1,2,3][-1]", 3),
    ("[1,2,3][-3]", 1),
    ("[1,2,3][0]", None),
    ("[1,2,3][4]", None),
    ("[1,2,3][-4]", None),
    ("[1,2,3][1.5]", None),
    ("[][1]", None),
    ("[1,2,3][1 + 1]", 2),
    ("[1,2,3][item > 1]", [2, 3]),
    ("[1,2,3][item > 5]", []),
    ("[1,2,3][true]", [1, 2, 3]),
    ("[1,2,3][false]", []),
    ("[1,2,3][null]", []),
    ("[][item > 1]", []),
    ("5[1]", 5),
    ("5[item > 3]", [5]),
    ("5[2]", None),
    ("true[1]", True),
    ("null[1]", None),
    ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1]", [{"a": 3, "b": 4}]),
    ("[{a: 1, b: 2}, {a: 3, b: 4}][item.a > 1].b", [4]),
    ("[{a: 1, b: 2}, {a: 3, b: 4}].b", [2, 4]),
    ("[{a: 1}, {b: 2}][a = 1]", [{"a": 1}]),
    ("[{a: 1}, {a: 2}][a = 2][1].a", 2),
    ("[[1,2],[3,4]][item[1] = 3]", [[3, 4]]),
    ("[{item: 7}][item = 7]", [{"item": 7}]),
    ("[{a: 1}, {b: 2}].a", [1, None]),
    ("{l: [1,2,3], i: 2, r: l[i]}.r", 2),
    ("{i: 2, r: [1,2,3][i]}.r", 2),
    ("{i: 1, r: [][i]}.r", None),
    ("[1,2,3,4][item > 1][item < 4]", [2, 3]),
    ("[{a: [{b: 1}, {b: 2}]}].a", [[{"b": 1}, {"b": 2}]]),
    ("[1, 2, 3][item >= {x: 2}.x]", [2, 3]),
    ("{limit: 2, r: [{v: 1}, {v: 3}][v > limit]}.r", [{"v": 3}]),
    ("{v: 100, r: [{v: 1}, {w: 3}][v > 50]}.r", [{"w": 3}]),
]

LOOPS: list[tuple[str, object]] = [
    ("for i in [1,2,3] return i * 2", [2, 4, 6]),
    ("for i in 1..3 return i", [1, 2, 3]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in -1..1 return i", [-1, 0, 1]),
    ("for i in [1..3] return i", [1, 2, 3]),
    ("for i in 1 + 1..2 * 2 return i", [2, 3, 4]),
    ("for i in [1,2], j in [10,20] return i + j", [11, 21, 12, 22]),
    ("for i in [[1,2],[3]], j in i return j", [1, 2, 3]),
    ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [1, 2, 6, 24]),
    ("for i in 0..5 return if i < 2 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5, 8]),
    ("for i in [] return i", []),
    ("for i in 5 return i", [5]),
    ("for i in null return i", None),
    ("for i in 1..2.5 return i", None),
    ('for i in "a".."c" return i', None),
    ("for i in (1..3) return i", None),
    ('for d in @"2026-01-30"..@"2026-02-01" return d.day', [30, 31, 1]),
    ("for i in [1,2] return for j in [3] return i * j", [[3], [6]]),
    ("some i in [1,2,3] satisfies i > 2", True),
    ("some i in [1,2,3] satisfies i > 3", False),
    ("some i in [] satisfies true", False),
    ("every i in [1,2,3] satisfies i > 0", True),
    ("every i in [1,2,3] satisfies i > 1", False),
    ("every i in [] satisfies false", True),
    ("some i in [1,2], j in [2,3] satisfies i = j", True),
    ("every i in [1,2], j in [2,3] satisfies i <= j", True),
    ("some i in [null, true] satisfies i", True),
    ("some i in [1, 2] satisfies null > i", None),
    ("every i in [1, null] satisfies i > 0", None),
    ("every i in [-1, null] satisfies i > 0", False),
    ("some i in null satisfies true", None),
    ("every i in 1..3 satisfies i < 4 and i > 0", True),
    ("count(for i in 1..3 return partial)", 3),
]

CONTEXTS: list[tuple[str, object]] = [
    ("{}", {}),
    ("{a: 1}", {"a": 1}),
    ("{a: 1, b: a + 1}", {"a": 1, "b": 2}),
    ('{"a b": 1}', {"a b": 1}),
    ("{a b: 1, c: a b + 1}.c", 2),
    ("{a+b: 1, c: a+b}.c", 1),
    ("{a: {b: {c: 3}}}.a.b.c", 3),
    ("{a: 1}.b", None),
    ("{a: null}.a = null", True),
    ("null.a", None),
    ("5.a", None),
    ("{a: 1, r: {a: 2, b: a}}.r.b", 2),
    ("{nama lengkap: 1}.nama lengkap", 1),
    ("{in: 1}.in", 1),
]

FUNCTIONS: list[tuple[str, object]] = [
    ("(function(x) x + 1)(2)", 3),
    ("(function(x, y) x + y)(1, 2)", 3),
    ("(function(x, y) x - y)(y: 1, x: 5)", 4),
    ("{f: function(x) x * 2, r: f(4)}.r", 8),
    ("{f: function(a b: number) a b + 1, r: f(a b: 4)}.r", 5),
    ("{k: 10, f: function(x) x + k, r: f(1)}.r", 11),
    ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(5)}.r", 120),
    ("(function() 7)()", 7),
    ("(function(x) function(y) x + y)(1)(2)", 3),
    ("(function(x) x)(1, 2)", None),
    ('(function(x: number) x)("a")', None),
    ('(function(x: string) x)("a")', "a"),
    ("(function(x) x)(y: 1)", None),
    ("5(1)", None),
    ("{f: max, r: f([1, 3, 2])}.r", 3),
]

TYPES: list[tuple[str, object]] = [
    ("1 instance of number", True),
    ('"a" instance of string', True),
    ("true instance of boolean", True),
    ("1 instance of string", False),
    ("null instance of number", False),
    ("null instance of Any", False),
    ("null instance of Null", True),
    ("1 instance of Any", True),
    ("[1, 2] instance of list", True),
    ("[1, 2] instance of list<number>", True),
    ('[1, "a"] instance of list<number>', False),
    ("[[1]] instance of list<list<number>>", True),
    ("{a: 1} instance of context", True),
    ("{a: 1} instance of context<a: number>", True),
    ('{a: 1, b: "x"} instance of context<a: number, b: string>', True),
    ("{a: 1} instance of context<a: string>", False),
    ("{a: 1} instance of context<a: number, b: number>", False),
    ("[1..2] instance of range", True),
    ("[1..2] instance of range<number>", True),
    ("[1..2] instance of range<string>", False),
    ("(function(x) x) instance of function<number>->number", True),
    ("(function(x) x) instance of function<>->Any", False),
    ('@"2026-01-01" instance of date', True),
    ('@"2026-01-01T00:00:00" instance of date and time', True),
    ('@"2026-01-01T00:00:00" instance of date', False),
    ('@"00:00:00" instance of time', True),
    ('@"P1D" instance of days and time duration', True),
    ('@"P1M" instance of years and months duration', True),
    ('@"P1M" instance of days and time duration', False),
    ("-1 instance of number", True),
    ("1 instance of number and true", True),
]


@pytest.mark.parametrize(("text", "expected"), ARITHMETIC)
def test_arithmetic(text: str, expected: object) -> None:
    check(text, expected)


@pytest.mark.parametrize(("text", "expected"), COMPARISON)
def test_comparison(text: str, expected: object) -> None:
    check(text, expected)


@pytest.mark.parametrize(("text", "expected"), CONDITIONALS + TYPES)
def test_conditionals_and_types(text: str, expected: object) -> None:
    check(text, expected)


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_lists_and_filters(text: str, expected: object) -> None:
    check(text, expected)


@pytest.mark.parametrize(("text", "expected"), LOOPS)
def test_loops_and_quantifiers(text: str, expected: object) -> None:
    check(text, expected)


@pytest.mark.parametrize(("text", "expected"), CONTEXTS)
def test_contexts(text: str, expected: object) -> None:
    check(text, expected)


@pytest.mark.parametrize(("text", "expected"), FUNCTIONS)
def test_functions(text: str, expected: object) -> None:
    check(text, expected)


def test_a_function_has_no_json_form() -> None:
    assert answer("function(x) x") is None
