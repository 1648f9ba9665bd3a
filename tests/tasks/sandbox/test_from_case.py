"""A scenario of a real case repeats its way and deadlines, and holds nothing of whom it was about."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from engine.refusals import Forbidden, Invalid
from tasks import work
from tasks.sandbox import commands, from_case, judging, path, scenarios
from tests.support.office import Office
from tests.tasks.sandbox.playing import KEY

PERSON = {
    "nama_pemohon": "Rahmawati binti Salim",
    "tanggal_lahir": "1961-08-17",
    "nama_pelapor": "Hendra",
    "no_hp": "0812 9876 5432",
    "lokasi_layanan": "Jalan Kenanga 7, Kotabaru",
}


def test_the_way_the_times_and_the_decisions_are_those_of_the_case(office: Office) -> None:
    started = office.start(**PERSON)
    office.until(started.instance, "pastikan_persyaratan")
    office.do(
        started.instance, missing={"kk": "tidak_ada"}, keputusan="tidak", catatan="KK hilang di Kotabaru"
    )
    office.do(started.instance, takes=timedelta(minutes=8))
    office.clock.move_to(datetime(2026, 4, 13, 1, 30, tzinfo=UTC))  # after the weekend
    office.say(started, "kelengkapan")
    office.until(started.instance, "foto_sidik_jari")
    task = office.open_task(started.instance).id
    work.start(office.site, office["petugas1"], task)
    work.suspend(office.site, office["petugas1"], task, "jaringan", "rahasia")
    office.clock.move(timedelta(minutes=30))
    work.resume(office.site, office["petugas1"], task)
    number = from_case.make(office.site, office["pemilik"], KEY, started.business_key, "Dari permohonan")
    with office.site.db.read() as tx:
        made = scenarios.read(tx, KEY, number)
    text = json.dumps([commands.to_json(made.commands), path.to_json(made.expected)])
    for said in (*PERSON.values(), "hilang", "rahasia", "9876", "1961-08-17"):
        assert said not in text
    assert made.commands[0].given["tanggal_lahir"] == "1961-01-01"
    way = made.expected[0]
    assert [step.element for step in way.steps][:5] == [
        "terima_permohonan",
        "pastikan_persyaratan",
        "kembalikan_permohonan",
        "tunggu_kelengkapan",
        "pastikan_persyaratan",
    ]
    assert way.steps[1].branch == "tidak"
    real = {line.element: line.due_at for line in office.open_tasks(started.instance)}
    assert way.steps[-1].due == real["foto_sidik_jari"]
    assert judging.judge_one(office.site, office["pemilik"], KEY, number)[1].result.passed


def test_a_billing_code_keeps_its_form_and_a_payment_its_instant(office: Office) -> None:
    started = office.start()
    office.until(started.instance, "tanda_terima_pembayaran")
    office.do(started.instance, kode_billing="820260409123456")
    office.clock.move_to(datetime(2026, 4, 13, 2, 0, tzinfo=UTC))
    paid = {"ntpn": "9F8E7D6C5B4A3210", "dibayar_pada": "2026-04-10T15:00:00+08:00"}
    office.say(started, "pembayaran", **paid)
    number = from_case.make(office.site, office["pemilik"], KEY, started.business_key, "Dibayar Jumat")
    with office.site.db.read() as tx:
        made = scenarios.read(tx, KEY, number)
    text = json.dumps(commands.to_json(made.commands))
    assert "820260409" not in text and "9F8E7D6C" not in text and '"kode_billing": "0000000000000' in text
    assert made.expected[0].steps[-1].due == office.open_task(started.instance).due_at


def test_only_cases_of_this_office_and_sop_and_only_for_owners(office: Office) -> None:
    started = office.start()
    for wrong in ("", "MD-2026-99999", None, "x" * 200, "\x00"):
        with pytest.raises(Invalid):
            from_case.make(office.site, office["pemilik"], KEY, wrong, "Salah")
    with pytest.raises(Invalid):
        from_case.make(
            office.site, office["pemilik"], "penerbitan_penggantian", started.business_key, "Salah"
        )
    with pytest.raises(Forbidden):
        from_case.make(office.site, office["petugas1"], KEY, started.business_key, "Salah")
