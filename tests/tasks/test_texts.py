"""What people type, before it is stored."""

from __future__ import annotations

import pytest

from engine.refusals import Invalid
from tasks import texts


def refused(value: object, **kind: bool) -> str:
    with pytest.raises(Invalid) as caught:
        texts.paragraph(value, "text", 20, **kind)
    (problem,) = caught.value.problems
    assert problem.where == "text" and "rahasia" not in str(problem.values)
    return problem.key


def test_a_text_is_trimmed_and_normalised() -> None:
    assert texts.paragraph("  satu\r\ndua\rtiga \n", "text", 20) == "satu\ndua\ntiga"
    assert texts.paragraph("e\u0301", "text", 1) == "\u00e9"
    assert texts.paragraph("", "text", 20, required=False) == ""
    assert texts.line("  kata kata ", "text", 20) == "kata kata"


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("", "text.required"),
        (" \n\t ", "text.required"),
        ("x" * 21, "text.too_long"),
        ("rahasia" * 200_000, "text.too_long"),
        ("a\x00b", "text.control"),
        ("a\x1bb", "text.control"),
        ("a\ud800b", "text.control"),
        (None, "text.not_text"),
        (7, "text.not_text"),
        (["x"], "text.not_text"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_field(value: object, key: str) -> None:
    assert refused(value) == key


def test_a_line_has_no_line_breaks() -> None:
    with pytest.raises(Invalid) as caught:
        texts.line("satu\ndua", "reason", 20)
    assert caught.value.problems[0].key == "text.one_line"
