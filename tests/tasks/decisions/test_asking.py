"""Asking a model: the newest version answers, a case keeps the answer, the trail tells no more than it may."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from engine import audit, decision_models, instances, schema, settings
from engine.decision_models import publish
from engine.refusals import Conflict, NotFound
from tasks import decisions
from tasks.decisions import taken
from tests.engine.dmn.drawing import decision, given, literal, model
from tests.support.office import OPERATOR, Office

FEE = {
    "jenis_permohonan": "hilang",
    "jenis_paspor": "elektronik",
    "masa_berlaku": 10,
    "layanan": "reguler",
    "keadaan_kahar": False,
}


def look(office: Office, key: str, decision: str, **inputs: Any) -> decisions.Answer:
    with office.site.db.read(OPERATOR) as tx:
        return decisions.look(tx, key, decision, inputs)


def kept(office: Office) -> list[dict[str, Any]]:
    with office.site.db.read() as tx:
        query = select(schema.decisions_taken).order_by(schema.decisions_taken.c.id)
        return [dict(row._mapping) for row in tx.conn.execute(query)]


def told(office: Office) -> list[Any]:
    """The details of the trail's lines about decisions."""
    trail = schema.audit
    with office.site.db.read() as tx:
        assert not audit.verify(tx).faults
        query = select(trail.c.details).where(trail.c.action == "decision.taken").order_by(trail.c.seq)
        return [json.loads(text) for text in tx.conn.execute(query).scalars()]


def test_an_answer_carries_its_rules_with_their_source(office: Office) -> None:
    answer = look(office, "biaya", "jumlah", **FEE)
    assert (answer.value, answer.version, answer.model.key) == (1_950_000, 1, "biaya")
    by_table = {rule.table: rule for rule in answer.rules}
    fine = by_table["denda"]
    assert (fine.id, fine.number, fine.name) == ("denda_pp45_hilang", 5, "Denda")
    assert fine.source.startswith("PP 45/2024")
    assert fine.results == (("Jumlah (rupiah)", 1_000_000), ("Dasar", "PP 45/2024"))
    assert ("Jenis permohonan", '"hilang"') in fine.conditions
    assert answer.missing == ("pertama_kali",)


def test_the_day_is_the_offices_and_settings_are_known_to_the_model(office: Office) -> None:
    answer = look(office, "prioritas", "kelompok", tanggal_lahir="1964-04-09", nama_pemohon="Siti")
    assert answer.value == "lansia"
    assert answer.inputs == {"tanggal_lahir": "1964-04-09", "tanggal": "2026-04-09", "batas_lansia": 60}
    with office.site.db.begin(OPERATOR) as tx:
        settings.put(tx, {"rules.batas_lansia": 65})
    assert look(office, "prioritas", "kelompok", tanggal_lahir="1964-04-09").value == "reguler"
    assert look(office, "biaya", "jumlah", **FEE, tanggal="2019-05-02").value is None


def test_a_case_keeps_the_answer_and_the_trail_tells_what_it_may(office: Office) -> None:
    number = office.start().instance
    with office.site.db.begin(office["petugas1"]) as tx:
        held = instances.hold(tx, number)
        asked = {"tanggal_lahir": "1950-01-01", "penyandang_disabilitas": True, "nama_pemohon": "Siti"}
        decisions.ask(tx, "prioritas", "kelompok", asked, instance=held)
        decisions.ask(tx, "biaya", "jumlah", FEE, instance=held)
    with office.site.db.read() as tx:
        second, first = taken.of_instance(tx, number)
    assert (first.decision, first.value) == ("kelompok", "lansia")
    assert first.inputs["tanggal_lahir"] == "1950-01-01" and "nama_pemohon" not in first.inputs
    assert [rule.id for rule in first.rules] == ["kelompok_lansia"]
    assert second.value == 1_950_000
    lines = told(office)
    assert lines[0]["rules"] == {"kelompok": [1]}
    assert lines[1]["rules"] == {rule.table: [rule.number] for rule in second.rules}
    details = lines[0]
    assert details["inputs"] == {"tanggal": "2026-04-09", "batas_lansia": 60}
    assert details["form"] and details["version"] == 1
    assert (
        "1950" not in str(lines) and "Siti" not in str(lines) and "disabilitas" not in str(details["inputs"])
    )
    assert lines[1]["inputs"]["jenis_permohonan"] == "hilang"


@pytest.mark.parametrize(
    ("key", "decision"), [("biaya", "jumlah"), ("kelengkapan", "daftar"), ("prioritas", "kelompok")]
)
def test_what_is_kept_shows_the_rules_as_they_were(office: Office, key: str, decision: str) -> None:
    number = office.start().instance
    with office.site.db.begin(office["petugas1"]) as tx:
        asked = {**FEE, "usia": 70, "penyandang_disabilitas": True, "sop": "micin_darurat"}
        answer = decisions.ask(tx, key, decision, asked, instance=instances.hold(tx, number))
    with office.site.db.begin(OPERATOR) as tx:  # a later version changes nothing of what was decided
        xml = decision_models.source(tx, answer.model.id)
        decision_models.publish(tx, xml.replace(b"<description>", b"<description>Baru: "))
        (kept_,) = taken.of_instance(tx, number)
    assert (kept_.model, kept_.value, kept_.rules) == (answer.model, answer.value, answer.rules)
    assert kept_.name == answer.name and all(rule.source for rule in kept_.rules)


def test_looking_leaves_nothing(office: Office) -> None:
    look(office, "biaya", "jumlah", **FEE)
    with office.site.db.begin(OPERATOR) as tx:
        decisions.ask(tx, "biaya", "jumlah", FEE)
    assert kept(office) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"jenis_permohonan": "hlang"},
        {"masa_berlaku": "sepuluh"},
        {"tanggal": "besok"},
        {"masa_berlaku": 10**40},
        {"keadaan_kahar": {"a": [1, {"b": None}]}},
    ],
)
def test_what_does_not_fit_is_refused_and_never_echoed(office: Office, odd: dict[str, Any]) -> None:
    number = office.start().instance
    with (
        pytest.raises(Conflict) as refused,
        office.site.db.begin(office["petugas1"]) as tx,
    ):
        decisions.ask(tx, "biaya", "jumlah", FEE | odd, instance=instances.hold(tx, number))
    assert refused.value.key == "decision.failed" and refused.value.problems
    assert "besok" not in str(refused.value.problems) and "hlang" not in str(refused.value.problems)
    assert kept(office) == [] and told(office) == []


def test_a_model_or_decision_that_is_not_there_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        look(office, "tarif_lain", "jumlah")
    with pytest.raises(NotFound):
        look(office, "biaya", "tidak_ada")


def test_a_value_nobody_can_store_is_kept_all_the_same(office: Office) -> None:
    xml = model(given("a"), decision("Aneh", literal('{angka: 10**30, teks: a + "\\u0000"}'), inputs=["a"]))
    number = office.start().instance
    with office.site.db.begin(OPERATOR) as tx:
        publish(tx, xml)
        answer = decisions.ask(tx, "model", "Aneh", {"a": "x"}, instance=instances.hold(tx, number))
    assert answer.value == {"angka": str(10**30), "teks": "x\ufffd"}
    with office.site.db.read() as tx:
        assert taken.of_instance(tx, number)[0].value == answer.value
