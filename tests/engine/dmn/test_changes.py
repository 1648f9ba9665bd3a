"""Differences of two versions of a decision model are told rule by rule and cell by cell."""

from __future__ import annotations

from importlib.resources import files

import pytest

from engine.dmn import load
from engine.dmn.changes import ADDED, CHANGED, MOVED, REMOVED, ModelChange, compare_models

KEYS = ("biaya", "kelengkapan", "layanan", "masa_berlaku", "prioritas")
OLD = (files("bpmn") / "prioritas.dmn").read_bytes()
BALITA = OLD[OLD.index(b'<rule id="kelompok_balita"') : OLD.index(b'<rule id="kelompok_reguler"')]


def told(new: bytes, old: bytes = OLD) -> list[tuple[str, str, int, str, str, str]]:
    found = compare_models(load(old).model, load(new).model)
    return [(one.what, one.how, one.rule, one.column, one.before, one.after) for one in found]


@pytest.mark.parametrize("key", KEYS)
def test_a_model_does_not_differ_from_itself_however_it_is_laid_out(key: str) -> None:
    xml = (files("bpmn") / f"{key}.dmn").read_bytes()
    assert told(xml.replace(b"\n  <", b"\n\n  <"), xml) == []


def test_a_cell_a_result_and_a_source_are_told_by_their_heading() -> None:
    new = OLD.replace(b"&lt; 5</text>", b"&lt; 6</text>").replace(
        b"anak di bawah 5 tahun", b"anak di bawah 6 tahun"
    )
    assert told(new) == [
        ("cell", CHANGED, 4, "Usia (tahun)", "< 5", "< 6"),
        (
            "source",
            CHANGED,
            4,
            "",
            "Layanan prioritas Imigrasi Batam: anak di bawah 5 tahun.",
            "Layanan prioritas Imigrasi Batam: anak di bawah 6 tahun.",
        ),
    ]


def test_a_rule_taken_out_or_put_in_is_told_whole_and_moves_no_other() -> None:
    without = OLD.replace(BALITA, b"")
    assert told(without) == [("rule", REMOVED, 4, "", 'Usia (tahun) < 5 → "balita"', "")]
    assert told(OLD, without) == [("rule", ADDED, 4, "", "", 'Usia (tahun) < 5 → "balita"')]


def test_a_rule_that_moved_is_told_as_such() -> None:
    first = OLD.index(b'<rule id="kelompok_lansia"')
    moved = OLD.replace(BALITA, b"")
    assert told(moved[:first] + BALITA + moved[first:]) == [("rule", MOVED, 1, "", "4", "1")]


def test_rules_whose_ids_were_made_anew_are_known_by_their_cells() -> None:
    assert told(OLD.replace(b'rule id="', b'rule id="DecisionRule_')) == []
    new = OLD.replace(b'rule id="', b'rule id="DecisionRule_').replace(b">&lt; 5<", b">&lt;= 5<")
    assert [(what, how, rule) for what, how, rule, *_ in told(new)] == [("cell", CHANGED, 4)]


def test_the_hit_policy_a_column_and_a_formula_are_told() -> None:
    new = OLD.replace(b'hitPolicy="PRIORITY"', b'hitPolicy="FIRST"').replace(
        b'label="Hamil atau menyusui"', b'label="Hamil"'
    )
    assert told(new.replace(b"(tanggal_lahir, tanggal).years", b"(tanggal_lahir, tanggal).years + 1")) == [
        ("policy", CHANGED, 0, "", "PRIORITY", "FIRST"),
        (
            "condition",
            CHANGED,
            0,
            "",
            "Hamil atau menyusui (hamil_menyusui: boolean)",
            "Hamil (hamil_menyusui: boolean)",
        ),
        ("formula", CHANGED, 0, "", *(_formula(more) for more in ("", " + 1"))),
    ]


def _formula(more: str) -> str:
    return (
        f"if usia != null then usia\n      else years and months duration(tanggal_lahir, tanggal).years{more}"
    )


def test_inputs_and_decisions_that_come_go_or_are_renamed_are_told() -> None:
    new = OLD.replace(b'name="Umur pada hari itu"', b'name="Umur"')
    assert told(new) == [("name", CHANGED, 0, "", "Umur pada hari itu", "Umur")]
    typed = OLD.replace(
        b'<variable id="var_usia" name="usia" typeRef="integer" />',
        b'<variable id="var_usia" name="usia" typeRef="number" />',
    )
    changes = compare_models(load(OLD).model, load(typed).model)
    assert changes == (
        ModelChange("input_data", CHANGED, before="Usia (tahun) (integer)", after="Usia (tahun) (number)"),
    )
