"""The SOP tables as data: everything in a file lands in the Sop."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
import yaml

from processes.model import AnchorKind, ClockEffect, Sop, StepKind, TimeKind
from processes.table import SHIPPED, read_table, tables
from processes.table_cells import BadTable


def table_text(sop_id: str) -> bytes:
    return (files("bpmn") / "tables" / f"{sop_id}.yaml").read_bytes()


def words(value: object) -> set[str]:
    """Every scalar of a YAML tree as text."""
    if isinstance(value, dict):
        return set().union(*(words(item) for item in value.values()), set())
    if isinstance(value, list):
        return set().union(*(words(item) for item in value), set())
    # "bila:diambil orang lain" is a condition and its text
    return {value.removeprefix("bila:")} if isinstance(value, str) else set()


TRANSLATED = {  # words of the file that become members of an enumeration
    "layanan", "hari_kerja", "kalender", "tanpa_standar", "menit", "jam", "hari", "berhenti", "dicatat_terpisah",
    "tunggu", "perjalanan", "subproses", "lapor", "dokumen", "peralatan", "panggil", "panggilan",
}  # fmt: skip


def table(sop_id: str) -> Sop:
    return next(sop for sop in tables() if sop.id == sop_id)


def micin() -> Sop:
    return table("micin_darurat")


@pytest.mark.parametrize("sop_id", SHIPPED)
def test_every_word_of_a_table_file_lands_in_the_sop(sop_id: str) -> None:
    sop = read_table(table_text(sop_id), sop_id)
    said = repr(sop) + "".join(json.dumps(json.loads(text), ensure_ascii=False) for _, text in sop.facts)
    document = yaml.safe_load(table_text(sop_id))
    missing = {
        word
        for word in words(document) - TRANSLATED
        if repr(word)[1:-1] not in said
        and word not in said
        and json.dumps(word, ensure_ascii=False) not in said
    }
    assert missing == set()


def test_the_micin_darurat_table_has_eleven_official_steps_and_its_minutes() -> None:
    official = [step for step in micin().steps if step.kind is StepKind.TASK]
    assert [step.number for step in official] == [str(number) for number in range(1, 12)]
    minutes = [step.time.amount for step in official if step.time.kind is TimeKind.SERVICE]
    assert sum(minute or 0 for minute in minutes) == 101


def test_the_rows_the_table_is_silent_about_are_marked_as_assumptions() -> None:
    silent = [step for step in micin().steps if step.kind is not StepKind.TASK]
    assert [step.number for step in silent] == ["T1", "J1", "PL", "T2", "L1"]
    assert all(step.assumption and "A" in dict(step.sources).values() for step in silent)


def test_step_eleven_counts_one_working_day_from_payment() -> None:
    step = next(step for step in micin().steps if step.number == "11")
    assert (step.time.kind, step.time.amount) == (TimeKind.WORKING_DAYS, 1)
    assert (step.time.anchor.kind, step.time.anchor.refs) == (AnchorKind.EVENT, ("pembayaran",))
    assert micin().service_standards[0].source == "A"


def test_waits_stop_the_clock_and_travel_is_counted_apart() -> None:
    effects = {step.number: step.time.effect for step in micin().steps}
    assert effects["T1"] is effects["T2"] is effects["PL"] is ClockEffect.STOPS
    assert effects["J1"] is ClockEffect.SEPARATE
    assert effects["1"] is ClockEffect.COUNTS


def test_an_anchor_of_two_events_keeps_both() -> None:
    step = next(step for step in table("kelompok_rentan").steps if step.number == "11")
    assert step.time.anchor.kind is AnchorKind.LATEST
    assert step.time.anchor.refs == ("event:pembayaran", "step:8")


def test_berkas_permohonan_and_perlengkapan_stand_for_checklists() -> None:
    rows = {step.number: step for step in micin().steps}
    assert rows["2"].requirements[0].expands == "documents"
    assert rows["2"].checklist_ref == "documents.yaml#per_type"
    assert rows["5"].requirements[0].expands == "equipment"
    assert len(micin().identity.equipment) == 8


def test_no_shipped_table_carries_a_telephone_number() -> None:
    assert all("0821" not in table_text(sop_id).decode() for sop_id in SHIPPED)


def test_a_table_with_an_unknown_key_is_refused() -> None:
    text = table_text("micin_darurat").replace(b"    output: [Data pemohon]", b"    hasil: [x]", 1)
    with pytest.raises(BadTable, match="hasil"):
        read_table(text, "micin_darurat")


def test_a_table_of_another_sop_is_refused() -> None:
    with pytest.raises(BadTable, match="m_paspor"):
        read_table(table_text("m_paspor"), "micin_darurat")
