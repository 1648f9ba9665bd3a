"""Every null says why and where, and every syntax error what and where, in two languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import engine.feel
from engine.feel import MESSAGES, FeelSyntaxError, compile_expression, compile_unary, describe
from engine.feel.builtins import BUILTINS
from tests.engine.feel.asking import ask

WARNED: list[tuple[str, str, int]] = [
    ("usia >= 65", "unknown_variable", 0),
    ("1 + usia", "unknown_variable", 4),
    ('1 = 1 and "67" >= 65', "not_comparable", 15),
    ("{a: 1}.b", "no_entry", 6),
    ("5.tahun", "no_path", 1),
    ("[1, 2][3]", "no_such_element", 6),
    ("1 + tambah(2)", "unknown_function", 4),
    ('  substring(1, "a")', "wrong_arguments", 2),
    ("10 / 0", "division_by_zero", 3),
    ('date("besok")', "not_temporal", 0),
    ("for i in null return i", "loop_over_null", 0),
    ('1 in ["a".."b"]', "not_in_range", 5),
    ("if 1 then 2 else 3", "not_boolean", 0),
]


@pytest.mark.parametrize(("text", "key", "position"), WARNED)
def test_a_warning_has_its_reason_and_place(text: str, key: str, position: int) -> None:
    first = ask(text).warnings[0]
    assert (first.key, first.position) == (key, position)


REFUSED: list[tuple[str, str, int]] = [
    ("", "unexpected_end", 0),
    ("1 +", "unexpected_end", 3),
    ("(1", "expected_before_end", 2),
    ("[1, 2", "expected_before_end", 5),
    ("{a 1}", "unexpected_token", 4),
    ("{: 1}", "unexpected_token", 1),
    ("{a: 1, a: 2}", "key_twice", 7),
    ("1 2", "unexpected_token", 2),
    ("nama lengkap", "unexpected_token", 5),
    ("a = = b", "unexpected_token", 4),
    ("a == b", "unexpected_token", 3),
    ("a && b", "unknown_character", 2),
    ("a # b", "unknown_character", 2),
    ('"abc', "string_not_closed", 0),
    ('"\\uD800"', "unknown_escape", 0),
    ("'abc'", "unexpected_token", 0),
    ("if a then b", "expected_before_end", 11),
    ("for x xs return x", "unexpected_end", 17),
    ("some x in xs return x", "expected", 13),
    ("a instance of tidak_ada", "unknown_type", 14),
    ("a instance b", "expected", 11),
    ("function(a) external {}", "external_function", 12),
    ("?", "input_outside_test", 0),
    ("> 5", "unexpected_token", 0),
    ("[1..5", "unexpected_end", 5),
    ('@"besok"', "not_temporal", 0),
    ("1 between 2", "expected_before_end", 11),
    ("f(a: 1, 2)", "unexpected_token", 9),
    ("a.", "unexpected_end", 2),
    ("a.1", "unexpected_token", 1),
]


@pytest.mark.parametrize(("text", "key", "position"), REFUSED)
def test_a_syntax_error_has_its_reason_and_place(text: str, key: str, position: int) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)
    assert (refused.value.key, refused.value.position) == (key, position)


@pytest.mark.parametrize("cell", ["", "1,", "not(", "< ", "[1..", "1 2", "- 1 -"])
def test_a_broken_cell_is_refused(cell: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary(cell)


def gaps(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_message_has_both_languages_with_the_same_gaps() -> None:
    for key, (indonesian, english) in MESSAGES.items():
        assert indonesian and english, key
        assert gaps(indonesian) == gaps(english), key


def test_every_key_in_the_source_has_a_message_and_every_message_is_used() -> None:
    folder = Path(engine.feel.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "messages.py")
    raised = r'(?:\.warn|FeelSyntaxError|LimitReached|\.error)\(\s*"([a-z_]+)"|_stopped\(run, "([a-z_]+)"'
    used = {first or second for first, second in re.findall(raised, source)}
    assert used == set(MESSAGES)


def test_messages_are_filled_from_the_values_of_what_happened() -> None:
    for text, _, _ in WARNED:
        for one in ask(text).warnings:
            for language in ("id", "en"):
                assert "{" not in describe(one.key, one.values, language)
    for text, _, _ in REFUSED:
        with pytest.raises(FeelSyntaxError) as refused:
            compile_expression(text)
        assert describe(refused.value.key, refused.value.values)


def test_messages_speak_the_reader_s_language() -> None:
    first = ask('"67" >= 65').warnings[0]
    assert describe(first.key, first.values) == "teks dan angka tidak dapat dibandingkan dengan >="
    assert describe(first.key, first.values, "en") == "string and number cannot be compared with >="


def test_the_page_on_feel_names_every_built_in_function() -> None:
    page = (Path(engine.feel.__file__).parents[2] / "docs" / "feel.md").read_text("utf-8")
    missing = [name for name in BUILTINS if f"`{name}(" not in page]
    assert missing == []
