"""Columns hold what they are given: instants, JSON, and forms in their short spelling."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from engine.types import Answers, PackedJson
from tasks.forms import GATE, PRESENT

SQLITE = SQLiteDialect_pysqlite()
VERDICT = st.fixed_dictionaries(
    {"nilai": st.sampled_from((PRESENT, "tidak_ada", "tidak_sesuai"))}, optional={"catatan": st.text()}
)
FORM = st.dictionaries(st.text(), st.text() | st.integers(0, 9) | st.none()).flatmap(
    lambda rest: st.dictionaries(st.text(), VERDICT).map(lambda gate: {**rest, GATE: gate})
)


def kept(value: Any) -> Any:
    text = Answers().process_bind_param(value, SQLITE)
    return None if text is None else orjson.loads(text)


def told(text: str) -> Any:
    return Answers().process_result_value(text, SQLITE)


@given(FORM)
def test_a_form_is_read_as_it_was_written(form: dict[str, Any]) -> None:
    read = told(orjson.dumps(kept(form)).decode())
    assert read == form
    assert list(read[GATE]) == list(form[GATE])


def test_what_was_there_is_kept_as_its_code() -> None:
    missing = {"nilai": "tidak_ada", "catatan": "hilang"}
    form = {"keputusan": "ya", GATE: {"ktp": {"nilai": PRESENT}, "kk": missing}}
    assert kept(form) == {"keputusan": "ya", GATE: ["ktp", {"kk": missing}]}
    assert form[GATE] == {"ktp": {"nilai": PRESENT}, "kk": missing}, "the form itself stays as it is"


@pytest.mark.parametrize("other", [None, {}, {"a": 1}, {GATE: "ya"}, {GATE: None}])
def test_a_form_without_a_gate_is_plain_json(other: Any) -> None:
    assert kept(other) == other
    assert other is None or told(orjson.dumps(other).decode()) == other


def test_a_form_in_full_spelling_is_read_too() -> None:
    form = {GATE: {"ktp": {"nilai": PRESENT}}}
    assert told(orjson.dumps(form).decode()) == form


def test_packed_json_is_read_as_it_was_written() -> None:
    rules = [
        {"owner": "syarat", "rules": [{"number": number, "results": [None, True]} for number in range(50)]}
    ]
    packed = PackedJson().process_bind_param(rules, SQLITE)
    assert packed is not None and len(packed) < len(orjson.dumps(rules)) / 5
    assert PackedJson().process_result_value(packed, SQLITE) == rules
    assert PackedJson().process_result_value(orjson.dumps(rules).decode(), SQLITE) == rules
    assert (
        PackedJson().process_bind_param(None, SQLITE)
        is PackedJson().process_result_value(None, SQLITE)
        is None
    )
