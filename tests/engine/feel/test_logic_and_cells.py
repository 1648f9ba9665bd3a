"""Three-valued logic as whole truth tables, and the unary tests of decision table cells."""

from __future__ import annotations

import itertools

import pytest

from engine.feel import compile_unary
from tests.engine.feel.asking import answer, ask, passes

TRUTHS = (True, False, None)


@pytest.mark.parametrize(("left", "right"), list(itertools.product(TRUTHS, TRUTHS)))
def test_and_or_and_not_follow_kleene(left: bool | None, right: bool | None) -> None:
    context = {"a": left, "b": right}
    both = False if False in (left, right) else (None if None in (left, right) else True)
    either = True if True in (left, right) else (None if None in (left, right) else False)
    assert answer("a and b", context) is both
    assert answer("a or b", context) is either
    assert answer("not(a)", context) is (None if left is None else not left)
    assert answer("not(a and b) = (not(a) or not(b))", context) is True


@pytest.mark.parametrize("triple", list(itertools.product(TRUTHS, TRUTHS, TRUTHS)))
def test_and_binds_tighter_than_or_and_both_are_associative(triple: tuple[bool | None, ...]) -> None:
    context = dict(zip("abc", triple, strict=True))
    assert answer("a or b and c", context) is answer("a or (b and c)", context)
    for sign in ("and", "or"):
        flat = answer(f"a {sign} b {sign} c", context)
        assert flat is answer(f"(a {sign} b) {sign} c", context)
        assert flat is answer(f"a {sign} (b {sign} c)", context)
    word = answer("every x in [a, b, c] satisfies x", context)
    assert word is answer("a and b and c", context) is answer("all([a, b, c])", context)
    word = answer("some x in [a, b, c] satisfies x", context)
    assert word is answer("a or b or c", context) is answer("any([a, b, c])", context)


@pytest.mark.parametrize("other", ['"true"', "1", "[]", "{}", '@"2026-01-01"'])
def test_what_is_no_truth_value_counts_as_null_and_is_told(other: str) -> None:
    assert answer(f"true and {other}") is None
    assert answer(f"false and {other}") is False
    assert answer(f"true or {other}") is True
    assert "not_boolean" in {one.key for one in ask(f"false or {other}").warnings}


def test_a_null_among_truth_values_is_told_once() -> None:
    keys = [one.key for one in ask("a and b", {"a": None, "b": True}).warnings]
    assert keys == ["not_boolean"]


CELLS: list[tuple[str, object, object]] = [
    ("-", 5, True),
    ("-", None, True),
    ("5", 5, True),
    ("5", 6, False),
    ("-5", -5, True),
    ("< 5", 4, True),
    ("< 5", 5, False),
    ("<= 5", 5, True),
    ("> 5", 5, False),
    (">= 5", 5, True),
    ("= 5", 5, True),
    ("!= 5", 5, False),
    ("< 5", "a", None),
    ("< 5", None, None),
    ("[1..5]", 5, True),
    ("[1..5)", 5, False),
    ("(1..5]", 1, False),
    ("]1..5[", 3, True),
    ("1, 2, 3", 2, True),
    ("1, 2, 3", 4, False),
    ("< 1, > 10", 11, True),
    ("< 1, [5..6], 9", 9, True),
    ("not(1, 2)", 3, True),
    ("not(1, 2)", 2, False),
    ("not(< 5)", 5, True),
    ("not(> 5)", "a", None),
    ('"ya"', "ya", True),
    ('"ya"', "tidak", False),
    ('not("ya")', "tidak", True),
    ('"ya", "mungkin"', "mungkin", True),
    ("null", None, True),
    ("null", 1, False),
    ("not(null)", 1, True),
    ("not(null)", None, False),
    ("true", True, True),
    ("true", False, False),
    ("false", False, True),
    ("? > 5", 6, True),
    ("? > 5 and ? < 10", 11, False),
    ("? + 1 = 7", 6, True),
    ('starts with(?, "a")', "abc", True),
    ("not(? = 5)", 6, True),
    ("not(? > 5) and ? != 3", 3, False),
    ("not(? > 5) and ? != 3", 4, True),
    ("count(?) > 1", [1, 2], True),
    ("? in [1..5]", 3, True),
    ("some x in ? satisfies x > 3", [1, 5], True),
    ("every x in [1, 2] satisfies x < ?", 3, True),
    ("[1, 2, 3]", 2, True),
    ("[1, 2, 3]", [1, 2, 3], True),
    ("[[1..3], 9]", 2, True),
    ("limit", 10, True),
    ("limit", 9, False),
    ("> limit", 11, True),
    ("[1..limit]", 10, True),
    ("limit + 1", 11, True),
    ("options", "b", True),
    ("options", "z", False),
    ('date("2026-03-02")', None, False),
    ("<= limit, null", None, True),
]


@pytest.mark.parametrize(("cell", "value", "expected"), CELLS)
def test_a_cell_passes_what_it_says(cell: str, value: object, expected: object) -> None:
    assert passes(cell, value, {"limit": 10, "options": ["a", "b"]}) is expected


def test_a_cell_knows_what_it_reads() -> None:
    cell = compile_unary("> batas.atas, ? = nilai awal", ["nilai awal"])
    assert cell.names == {"batas", "nilai awal"}
    assert cell.paths == {("batas", "atas"), ("nilai awal",)}
