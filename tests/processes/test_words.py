"""Slugs and the office's words."""

from __future__ import annotations

from processes.words import fill, placeholders, slug


def test_a_slug_is_the_name_in_plain_letters() -> None:
    assert slug("Ketua Tim") == "ketua_tim"
    assert slug("  Ya! ") == "ya"
    assert slug("Café No. 2") == "cafe_no_2"


def test_placeholders_are_filled_with_the_offices_words() -> None:
    assert fill("sistem {nama_sistem_paspor}", {"nama_sistem_paspor": "SPRI"}) == "sistem SPRI"


def test_an_unset_word_stays_visible() -> None:
    assert fill("No. HP {no_hp_layanan}", {}) == "No. HP [no_hp_layanan]"
    assert fill("No. HP {no_hp_layanan}", {"no_hp_layanan": ""}) == "No. HP [no_hp_layanan]"


def test_other_braces_are_left_alone() -> None:
    assert fill('{"a": 1} {A}', {"A": "x"}) == '{"a": 1} {A}'


def test_placeholders_are_listed_once() -> None:
    assert placeholders("{a_b} {c} {a_b}") == ("a_b", "c")
