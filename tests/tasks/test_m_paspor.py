"""M-Paspor: thirteen messages of the applicant, two steps of the office, then Penerbitan under the same number."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import audit, instances, schema
from engine.refusals import Invalid
from tasks import cases, clock_rows, timeline, worker
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import step_report
from tests.support.office import OPERATOR, Office

BEFORE = ("pasang_aplikasi", "daftar_akun", "aktivasi_akun", "pilih_layanan", "unggah_ektp", "isi_kuesioner")
ARRIVAL = "2026-04-14"
UNTIL_QUALITY = ("verifikasi_bms_ajudikasi", "alokasi", "cetak", "uji_kualitas", "siap_diambil")


def begun(office: Office, **chosen: Any) -> cases.Started:
    """An application whose questionnaire and uploads are done."""
    case = office.begin("m_paspor")
    answers: dict[str, dict[str, Any]] = {
        "pilih_layanan": {"layanan": chosen.get("layanan", "reguler")},
        "isi_kuesioner": {
            "keputusan": "ya",
            "nama_pemohon": "Siti Aminah",
            "jenis_permohonan": chosen.get("jenis", "baru_dewasa"),
        },
    }
    for message in BEFORE:
        office.say(case, message, **{"keputusan": "ya", **answers.get(message, {})})
    office.say(case, "unggah_dokumen")
    office.say(case, "pilih_paspor_kantor")
    return case


def paid(office: Office, **chosen: Any) -> cases.Started:
    """An application with a date and a payment."""
    case = begun(office, **chosen)
    office.say(case, "pilih_jadwal", keputusan="ya", tanggal_datang=chosen.get("datang", ARRIVAL))
    office.say(case, "terima_billing")
    office.say(case, "bayar_pnbp", dibayar_pada=office.clock().isoformat())
    office.say(case, "bukti_pendaftaran")
    return case


def arrived(office: Office, **chosen: Any) -> cases.Started:
    """An application handed over to Penerbitan: its first step is open."""
    case = paid(office, **chosen)
    office.clock.move(timedelta(days=5))
    worker.settle(office.site)
    office.work(case.instance, "siapkan_daftar_hari")
    office.work(case.instance, "datang_kantor")
    return case


def waits(office: Office, instance: int) -> set[str]:
    w = schema.waits.c
    with office.site.db.read(OPERATOR) as tx:
        query = select(w.element).where(
            w.instance_id == instance, w.closed_at.is_(None), w.message.is_not(None)
        )
        return set(tx.conn.execute(query).scalars())


def stands(office: Office, instance: int) -> tuple[str, str | None]:
    with office.site.db.read(OPERATOR) as tx:
        found = instances.read(tx, instance)
        return found.status, found.outcome


def test_an_application_goes_all_the_way_with_one_number(office: Office) -> None:
    case = arrived(office)
    assert office.open_task(case.instance).element == "terima_pemohon"
    office.work(case.instance, "terima_pemohon", keputusan="tidak")
    for element in ("periksa_kelengkapan", "entri_pindai", "foto_sidik_jari", "wawancara", *UNTIL_QUALITY):
        office.work(case.instance, element)
    assert stands(office, case.instance) == ("active", None)
    office.work(case.instance, "serahkan")
    assert stands(office, case.instance) == ("completed", "END_SELESAI")
    with office.site.db.read(OPERATOR) as tx:
        found = instances.read(tx, case.instance)
        assert (found.business_key, found.title, found.category) == (
            case.business_key,
            "Siti Aminah",
            "baru_dewasa",
        )
        split = timeline.of_case(tx, case.instance)
        assert found.settled_at is not None
        assert sum(split.parts.values(), timedelta()) == found.settled_at - found.started_at
        assert not audit.verify(tx).faults
        (service,) = [clock for clock in clock_rows.of_instance(tx, case.instance) if clock.task_id is None]
        assert (service.sop, service.amount, service.anchor) == (
            "penerbitan_penggantian",
            4,
            "event:pemeriksaan_dan_wawancara_selesai",
        )
        heads = schema.audit_heads.c.chain
        chains = select(heads).where(heads.like("instance:%"))
        assert tx.conn.execute(chains).scalars().all() == [f"instance:{case.instance}"]
        first = tx.conn.execute(select(schema.audit.c.details).where(schema.audit.c.action == "case.started"))
        links = json.loads(first.scalar_one())["links"]
    assert [one["definition"] for one in links] == [
        "penerbitan_penggantian",
        "bap_paspor",
        "periksa_lanjutan",
    ]
    assert all(len(one["sha256"]) == 64 and one["version"] == 1 for one in links)


def test_the_report_of_an_sop_counts_its_steps_in_cases_another_sop_brought_to_it(office: Office) -> None:
    case = arrived(office)
    office.work(case.instance, "terima_pemohon", keputusan="tidak")
    office.begin("penerbitan_penggantian", nama_pemohon="Ani", jenis_permohonan="baru_dewasa")
    for key, version, done in (
        ("penerbitan_penggantian", None, {"terima_pemohon": 1}),
        ("penerbitan_penggantian", 1, {"terima_pemohon": 1}),
        ("m_paspor", None, {"siapkan_daftar_hari": 1, "datang_kantor": 1}),
        ("kelompok_rentan", None, {}),
    ):
        scope = ReportFilter(key, office.clock() - timedelta(days=9), office.clock(), "batulicin", version)
        office.clock.move(timedelta(seconds=1))
        rows = step_report(office.site, OPERATOR, replace(scope, end=office.clock()))
        assert {row.element: row.completed for row in rows if row.completed} == done
        assert sum(row.open for row in rows) == (2 if key == "penerbitan_penggantian" else 0)


def test_an_unpaid_code_is_given_up_after_two_hours(office: Office) -> None:
    case = begun(office)
    office.say(case, "pilih_jadwal", keputusan="ya", tanggal_datang=ARRIVAL)
    office.say(case, "terima_billing")
    office.clock.move(timedelta(hours=2))
    worker.settle(office.site)
    assert waits(office, case.instance) == {"pilih_paspor_kantor"}


def test_the_date_is_changed_once_without_paying_again(office: Office) -> None:
    case = paid(office)
    office.say(case, "ubah_jadwal", keputusan="ya")
    assert waits(office, case.instance) == {"pilih_jadwal"}
    office.say(case, "pilih_jadwal", keputusan="ya", tanggal_datang="2026-04-16")
    assert waits(office, case.instance) == set() and not office.open_tasks(case.instance)
    office.clock.move(timedelta(days=6))
    worker.settle(office.site)
    assert not office.open_tasks(case.instance)
    office.clock.move(timedelta(days=1))
    worker.settle(office.site)
    assert office.open_task(case.instance).element == "siapkan_daftar_hari"


def test_who_says_nothing_is_expected_on_the_day_and_who_stays_away_loses_the_fee(office: Office) -> None:
    case = paid(office)
    assert waits(office, case.instance) == {"ubah_jadwal"}
    office.clock.move(timedelta(days=4, hours=15, minutes=59))  # 13 April, 23:59 in Batulicin
    worker.settle(office.site)
    assert not office.open_tasks(case.instance)
    office.clock.move(timedelta(minutes=1))
    worker.settle(office.site)
    office.work(case.instance, "siapkan_daftar_hari")
    office.work(case.instance, "datang_kantor", keputusan="tidak")
    assert stands(office, case.instance) == ("completed", "END_HANGUS")


def test_what_a_message_says_must_fit_the_fields_of_its_step(office: Office) -> None:
    case = begun(office)
    for wrong in ("besok", 14, "2026-02-30"):
        with pytest.raises(Invalid):
            office.say(case, "pilih_jadwal", keputusan="ya", tanggal_datang=wrong)
    assert waits(office, case.instance) == {"pilih_jadwal"}


def test_a_wrong_nik_and_a_lost_passport_end_at_once(office: Office) -> None:
    case = office.begin("m_paspor")
    for message in ("pasang_aplikasi", "daftar_akun"):
        office.say(case, message)
    office.say(case, "aktivasi_akun", keputusan="tidak")
    assert waits(office, case.instance) == {"daftar_akun"}
    office.say(case, "daftar_akun")
    office.say(case, "aktivasi_akun", keputusan="ya")
    office.say(case, "pilih_layanan")
    office.say(case, "unggah_ektp", keputusan="tidak")
    assert stands(office, case.instance) == ("completed", "END_NIK")
