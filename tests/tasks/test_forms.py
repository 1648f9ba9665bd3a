"""Forms: every wrong field is named at once, and the schema that is published is the one that is enforced."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from engine.refusals import Invalid
from processes.diagram import Diagram
from processes.reader import read_bpmn
from tasks import forms
from tasks.forms import Form
from tests.processes.templates import END, START, file, flow, lane
from tests.support.office import filled
from tests.tasks.report_rows import MICIN_DARURAT
from tests.tasks.small_processes import numbered

EVERY = ("s:string", "t:text", "l:long", "n:number", "b:boolean", "d:date", "w:datetime", "f:file")
GOOD = {
    "s": "a",
    "t": "b",
    "l": 1,
    "n": 1.5,
    "b": False,
    "d": "2026-04-09",
    "w": "2026-04-09T08:00:00+08:00",
    "f": "0" * 64,
}


def small() -> Form:
    body = START + numbered(*EVERY) + END + flow("s", "a") + flow("a", "e")
    return forms.form_of(read_bpmn(file(body, lanes=lane("s", "a", "e"))), "a", "")


def shipped() -> Diagram:
    return read_bpmn(MICIN_DARURAT)


def problems(form: Form, variables: Any) -> dict[str, set[str]]:
    try:
        forms.check(form, variables)
    except Invalid as refused:
        found: dict[str, set[str]] = {}
        for problem in refused.problems:
            found.setdefault(problem.where, set()).add(problem.key)
        return found or {"": {refused.key}}
    return {}


@pytest.mark.parametrize(
    ("field", "values", "key"),
    [
        ("s", (1, None, [], {}, True), "form.type"),
        ("s", ("x" * 501,), "form.too_long"),
        ("t", ("x" * 10_001,), "form.too_long"),
        ("s", ("a\x00b",), "form.nul"),
        ("l", ("1", 1.5, True, None, [1]), "form.type"),
        ("n", ("1", True, float("nan"), float("inf")), "form.type"),
        ("b", (0, 1, "ya", None), "form.type"),
        ("d", (20260409, None), "form.type"),
        ("d", ("2026-02-30", "kemarin", "09-04-2026", "20260409", ""), "form.format"),
        ("w", ("2026-04-09", "2026-04-09T25:00:00Z", "kapan"), "form.format"),
        ("f", ("0" * 64 + "\n",), "form.too_long"),
        ("f", ("x" * 64, "0" * 63, "../../etc/passwd", ""), "form.pattern"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(field: str, values: tuple[Any, ...], key: str) -> None:
    form = small()
    assert problems(form, GOOD) == {}
    for value in values:
        assert problems(form, {**GOOD, field: value}) == {field: {key}}


def test_a_pattern_leaves_no_room_for_a_line_break() -> None:
    fields = shipped().start_fields
    assert forms.check_start(fields, {"no_hp": "0812-3456-7890"}, strict=False)
    for wrong in ("0812-3456-7890\n", "\n0812-3456-7890", "0812", "0812-3456-7890x"):
        with pytest.raises(Invalid) as refused:
            forms.check_start(fields, {"no_hp": wrong}, strict=False)
        assert [(one.key, one.where) for one in refused.value.problems] == [("form.pattern", "no_hp")]


def test_every_wrong_field_is_named_at_once() -> None:
    form = forms.form_of(shipped(), "pastikan_persyaratan", "baru_dewasa")
    codes = [item.code for item in form.gate]
    found = problems(form, {})
    assert found == {"kelengkapan": {"form.required"}, "keputusan": {"form.required"}}
    found = problems(form, {"kelengkapan": {codes[0]: {"nilai": "mungkin"}}, "x": 1, "typename": "y"})
    assert found == {
        **{f"kelengkapan.{code}": {"form.required"} for code in codes[1:]},
        f"kelengkapan.{codes[0]}.nilai": {"form.choice"},
        "keputusan": {"form.required"},
        "x": {"form.unknown"},
        "typename": {"form.unknown"},
    }


def test_unknown_keys_are_named_shortened_and_without_control_signs() -> None:
    found = problems(small(), {**GOOD, "k" * 5_000: 1, "a\x00b": 1, "": 1, "__proto__": {}, "x.y": 2})
    assert found == {
        "k" * 100: {"form.unknown"},
        "ab": {"form.unknown", "form.nul"},
        "": {"form.unknown"},
        "__proto__": {"form.unknown"},
        "x.y": {"form.unknown"},
    }


@pytest.mark.parametrize(
    ("variables", "key"),
    [
        (None, "form.not_an_object"),
        ([], "form.not_an_object"),
        ("a", "form.not_an_object"),
        (7, "form.not_an_object"),
        ({"s": "x" * 1_000_000}, "form.too_large"),
        ({"l": 2**70}, "form.not_json"),
        ({"s": "\ud800"}, "form.not_json"),
    ],
)
def test_what_is_no_json_object_of_fit_size_is_refused_whole(variables: Any, key: str) -> None:
    where = next(iter(variables)) if isinstance(variables, dict) else ""
    assert problems(small(), variables) == {where: {key}}
    with pytest.raises(Invalid, match=key.replace(".", r"\.")):
        forms.check_start((), variables, strict=False)


def test_deep_nesting_is_refused() -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = [deep]
    assert problems(small(), {"s": deep}) == {"s": {"form.not_json"}}


def test_a_form_too_large_names_the_fields_that_have_to_shrink() -> None:
    given = {"s": "x", "t": "x" * 200_000, "l": "x" * 90_000, "d": "x" * 10_000}
    assert problems(small(), given) == {"t": {"form.too_large"}}
    two = {**given, "t": "x" * 300_000, "l": "x" * 300_000}
    assert problems(small(), two) == {"t": {"form.too_large"}, "l": {"form.too_large"}}
    many = problems(small(), {f"k{number}": "x" * 100 for number in range(5_000)})
    assert len(many) == 20 and set.union(*many.values()) == {"form.too_large"}


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(-2, 2)
    | st.sampled_from(["", "ada", "tidak_ada", "ya", "tidak", "2026-04-09", "0" * 64, "x" * 600]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("sldnilai catatan"), inner),
    max_leaves=4,
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.data())
def test_the_published_schema_accepts_exactly_what_is_accepted(data: st.DataObject) -> None:
    diagram = shipped()
    element = data.draw(st.sampled_from(["a", *sorted(diagram.activities)]))
    form = small() if element == "a" else forms.form_of(diagram, element, "baru_dewasa")
    good = GOOD if element == "a" else filled(form, "petugas2")
    key = data.draw(st.sampled_from([*form.schema["properties"], "lain"]))
    sent = {**good, key: data.draw(_JSON)}
    published = forms.with_officers(form, ["petugas2"]) if form.officers > 1 else form.schema
    checker = FormatChecker(("date", "date-time"))
    fits = Draft202012Validator(published, format_checker=checker).is_valid(sent)
    try:
        forms.check(form, sent, ["petugas2"])
    except Invalid:
        assert not fits
    else:
        assert fits


def test_every_form_of_the_shipped_sop_is_a_valid_schema() -> None:
    diagram = shipped()
    for element in diagram.activities:
        for category in ("baru_dewasa", "baru_anak", "habis_berlaku", ""):
            Draft202012Validator.check_schema(forms.form_of(diagram, element, category).schema)


def test_a_start_form_names_what_is_missing_only_where_a_person_fills_it() -> None:
    fields = shipped().start_fields
    with pytest.raises(Invalid) as refused:
        forms.check_start(fields, {}, strict=True)
    assert {problem.where for problem in refused.value.problems} == {f.id for f in fields if f.required}
    assert forms.check_start(fields, {"tambahan": [1]}, strict=False) == {"tambahan": [1]}
    with pytest.raises(Invalid, match=r"form\.invalid"):
        forms.check_start(fields, {"setelan": 1}, strict=False)


def test_blanks_alone_do_not_fill_a_required_text() -> None:
    body = START + numbered("wajib:string:required", "boleh:text") + END + flow("s", "a") + flow("a", "e")
    form = forms.form_of(read_bpmn(file(body, lanes=lane("s", "a", "e"))), "a", "")
    for blank in (" ", "\t\n", "\u00a0\u2003"):
        assert problems(form, {"wajib": blank, "boleh": blank}) == {"wajib": {"form.required"}}
    assert problems(form, {"wajib": " a "}) == {}


def test_a_step_that_refuses_always_asks_for_the_reason() -> None:
    diagram = read_bpmn((files("bpmn") / "penerbitan_penggantian.bpmn").read_bytes())
    form = forms.form_of(diagram, "tolak", "baru_dewasa")
    assert problems(form, filled(form))["catatan"] == {"form.required"}
    assert problems(form, filled(form, catatan="Dokumen palsu")) == {}
