"""The pages that move running requests, and every page of a request that was moved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from engine import audit
from tasks import work
from tasks.evidence import logs
from tasks.moving import following, jobs
from tasks.moving.plans import Choices, Plan
from tests.support.office import OPERATOR, Office
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor
from tests.support.sops import shipped
from tests.tasks.evidence import packs
from tests.tasks.small_processes import deploy

KEY = "micin_darurat"
URL = f"/studio/{KEY}/move"
RENAMED = (b"terima_permohonan", b"pastikan_persyaratan", b"entri_pindai", b"tunggu_kelengkapan")


def second_version() -> bytes:
    """Micin Darurat with four rows under other ids, one of them with another time."""
    changed = shipped(KEY)
    for name in RENAMED:
        changed = changed.replace(name, b"baru_" + name)
    return changed.replace(b">5 menit<", b">7 menit<")


@pytest.fixture
def moved(office: Office) -> int:
    """A request that went back for documents, did more steps, and was moved with other ids for most of them."""
    case = office.start(nama_pemohon="Siti Aminah")
    gate = office.until(case.instance, "pastikan_persyaratan")
    office.do_task(gate.id, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.do(case.instance)
    office.say(case, "kelengkapan")
    office.until(case.instance, "siapkan_perlengkapan")
    deploy(office.site.db, second_version())
    plan = Plan(KEY, (1,), 2, {}, Choices("supersede", "supersede"))
    number = jobs.begin(office.site, office["pemilik"], plan, "Waktu langkah diperbaiki")
    assert following.follow(office.site) == []
    assert jobs.read(office.site, office["pemilik"], number).counts == {"moved": 1}
    return case.instance


def owner(app: Flask) -> Visitor:
    return signed_in(app, "pemilik")


def test_every_page_of_a_moved_request_still_tells_what_was_done(
    office: Office, office_app: Flask, moved: int
) -> None:
    visitor = signed_in(office_app, "kasi")
    page = visitor.get(f"/requests/{moved}").text
    assert (
        "Dipindahkan ke versi lain" in page and "Versi 1 → 2" in page and "Waktu langkah diperbaiki" in page
    )
    assert "Memastikan persyaratan" in page and "Menunggu pemohon melengkapi" in page
    assert page.count('<span class="muted small"> v1</span>') == 5  # the steps done before
    for path in ("sheet", "letter", "marks"):
        assert visitor.get(f"/requests/{moved}/{path}").status_code == 200
    marks = {one["element"] for one in visitor.get(f"/requests/{moved}/marks").json or ()}
    assert {"baru_terima_permohonan", "baru_tunggu_kelengkapan", "siapkan_perlengkapan"} <= marks
    assert not any(name.decode() in marks for name in RENAMED)
    for task in range(1, office.open_task(moved).id + 1):
        shown = visitor.get(f"/tasks/{task}")
        assert shown.status_code == 200, task
    assert "Memastikan persyaratan" in visitor.get("/tasks/2").text
    assert visitor.get(f"/audit?key={KEY}").status_code == 200


def test_an_evidence_pack_of_a_moved_request_has_both_versions_and_proves_itself(
    office: Office, moved: int, tmp_path: Path
) -> None:
    content = packs.of_case(office, moved)
    files = packs.opened(content)
    assert {name for name in files if name.startswith(f"sop/{KEY}-v") and name.endswith(".bpmn")} == {
        f"sop/{KEY}-v1.bpmn",
        f"sop/{KEY}-v2.bpmn",
    }
    assert b"instance.migrated" in b"".join(files.values())
    log = b"".join(logs.as_xes(office.site, office["auditor"], packs.PERIOD)).decode()
    assert "Memastikan persyaratan" in log and "baru_pastikan" not in log
    code, said = packs.verify(content, tmp_path)
    assert code == 0, said
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def test_a_moved_request_runs_to_its_end(office: Office, moved: int) -> None:
    office.clock.move(timedelta(minutes=3))
    office.until(moved, "tanda_terima_pembayaran")
    assert office.open_task(moved).due_at is None


def test_the_owner_tries_says_what_becomes_what_and_moves(office: Office, office_app: Flask) -> None:
    for element in ("entri_pindai", "siapkan_perlengkapan"):
        office.until(office.start().instance, element)
    deploy(
        office.site.db,
        second_version().replace(b"Memasukkan dan memindai data pemohon ke dalam sistem", b"Uji"),
    )
    visitor = owner(office_app)
    page = visitor.get(URL).text
    assert (
        "Pindahkan 1 permohonan" in page and "Menunggu di langkah 4" in page and "yang tidak ada lagi" in page
    )
    assert "MD-2026-00001" in page and "Siti" not in page
    asked = "?from=1&to=2&other=keep&service=keep&m.entri_pindai=baru_entri_pindai"
    page = visitor.get(URL + asked).text
    assert "Pindahkan 2 permohonan" in page and "pilihan Anda" in page
    fields = {"from": "1", "to": "2", "m.entri_pindai": "baru_entri_pindai", "other": "rearm"}
    refused = visitor.post(URL, fields)
    assert refused.status_code == 422 and "Pindahkan 2 permohonan" in refused.text
    begun = visitor.post(URL, {**fields, "reason": "SOP diperbaiki"})
    assert begun.status_code == 303
    job = begun.location or ""
    page = visitor.get(job).text
    assert "0 dari 2 permohonan" in page and "Hentikan" in page and "data-live-url" in page
    assert "sedang dipindahkan" in visitor.get(URL).text
    following.follow(office.site)
    page = visitor.get(job).text
    assert "2 dari 2 permohonan" in page and "Hentikan pekerjaan" not in page
    assert visitor.get(job.replace(KEY, "m_paspor")).status_code == 404
    assert visitor.post(f"{job}/retry").status_code == 409


def test_the_owner_reads_how_many_would_be_late_at_once(office: Office, office_app: Flask) -> None:
    line = office.until(office.start().instance, "siapkan_perlengkapan")
    work.start(office.site, office["petugas1"], line.id)
    office.clock.move(timedelta(minutes=5))
    deploy(office.site.db, second_version().replace(b'amount="20"', b'amount="2"'))
    visitor = owner(office_app)
    asked = f"{URL}?from=1&to=2&service=keep&other="
    assert "1 akan langsung terlambat" in visitor.get(asked + "supersede").text
    assert "akan langsung terlambat" not in visitor.get(asked + "rearm").text


def test_a_job_is_stopped_and_tried_again(office: Office, office_app: Flask) -> None:
    office.until(office.start().instance, "entri_pindai")
    deploy(office.site.db, second_version())
    visitor = signed_in(office_app, "admin")
    job = visitor.post(URL, {"from": "1", "to": "2", "reason": "uji"}).location or ""
    assert visitor.post(f"{job}/cancel").status_code == 303
    page = visitor.get(job).text
    assert "Dihentikan" in page or "Berhenti" in page
    assert visitor.post(f"{job}/retry").status_code == 303
    following.follow(office.site)
    assert "1 dari 1 permohonan" in visitor.get(job).text
