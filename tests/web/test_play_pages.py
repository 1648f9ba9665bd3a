"""The pages of play and scenarios: real forms, quick answers, refusals at the fields, words of what differs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from tasks.sandbox import judging, shipping
from tests.conftest import Serve
from tests.support.browser import assert_accessible
from tests.support.office import OPERATOR, Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.support.pages import Visitor
from tests.tasks.sandbox import changed

PLAY, SCENARIOS = "/studio/micin_darurat/play", "/studio/micin_darurat/scenarios"
BEGIN = {"sop": "micin_darurat", "nama_pemohon": "Contoh", "jenis_permohonan": "baru_dewasa"}
_REVISION = re.compile(r'name="revision" value="(\d+)"')


@pytest.fixture
def owner(office: Office, office_app: Flask) -> Iterator[Visitor]:
    """The process owner at a browser without a screen, with the shipped scenarios."""
    shipping.deploy_shipped(office.site, OPERATOR)
    yield signed_in(office_app, "pemilik")


def send(owner: Visitor, path: str, page: str = PLAY, **fields: str) -> TestResponse:
    """Send a form of the page with the revision it shows."""
    found = _REVISION.search(owner.get(page).text)
    return owner.post(path, {"revision": found[1] if found else "0", **fields}, page=page)


def test_a_request_is_played_with_forms_and_with_samples(owner: Visitor) -> None:
    assert send(owner, f"{PLAY}/begin", **BEGIN).status_code == 303
    form = owner.get(f"{PLAY}/1/terima_permohonan?sample=1").text
    assert 'value="ada" checked' in form
    done = {"kelengkapan.surat_permohonan.nilai": "ada", "minutes": "2"}
    assert send(owner, f"{PLAY}/1/terima_permohonan", **done).status_code == 303
    assert send(owner, f"{PLAY}/1/pastikan_persyaratan/quick", choice="tidak").status_code == 303
    page = owner.get(PLAY).text
    assert "Mengembalikan permohonan" in page and "08.05 WITA" in page
    assert owner.get(f"{PLAY}/diagram").mimetype == "application/xml"


def test_wrong_forms_name_their_fields_and_wrong_moments_say_so(owner: Visitor) -> None:
    missing = send(owner, f"{PLAY}/begin", sop="micin_darurat", jenis_permohonan="baru_dewasa")
    assert missing.status_code == 422 and "f-nama_pemohon" in missing.text
    send(owner, f"{PLAY}/begin", **BEGIN)
    answer = send(owner, f"{PLAY}/1/terima_permohonan", **{"kelengkapan.surat_permohonan.nilai": "mungkin"})
    assert answer.status_code == 422 and "f-kelengkapan.surat_permohonan.nilai" in answer.text
    assert send(owner, f"{PLAY}/clock", to="kemarin").status_code == 422
    assert send(owner, f"{PLAY}/1/cetak_ambil/quick").status_code == 409
    assert owner.get(f"{PLAY}/1/cetak_ambil").status_code == 409
    assert owner.get("/studio/tiada/play").status_code == 404
    stale = owner.post(f"{PLAY}/clock", {"revision": "0", "to": "15"}, page=PLAY)
    assert stale.status_code == 409


def test_a_play_is_saved_opened_again_and_deleted(owner: Visitor) -> None:
    send(owner, f"{PLAY}/begin", **BEGIN)
    saved = owner.post(SCENARIOS, {"name": "<b>Uji</b>", "description": "Baru dimulai"}, page=PLAY)
    place = saved.location or ""
    assert saved.status_code == 303
    page = owner.get(place).text
    assert "&lt;b&gt;Uji&lt;/b&gt;" in page and "sesuai" in page
    assert owner.post(f"{place}/play", page=place).status_code == 303
    assert owner.post(f"{place}/delete", page=place).status_code == 303
    assert owner.get(place).status_code == 404


def test_what_differs_is_told_and_accepted_with_a_reason(owner: Visitor, office: Office) -> None:
    changed.draft(office, changed.relaxed)
    page = owner.get(SCENARIOS).text
    assert "2 dari 4 berbeda" in page and "tenggat bergeser dari 14 Apr 16.00 ke" in page
    summary = owner.get(f"{SCENARIOS}/summary", headers={"HX-Request": "true"}).text
    assert "2 dari 4 berbeda" in summary
    one = f"{SCENARIOS}/1"
    refused = send(owner, f"{one}/accept", page=one, reason="")
    assert refused.status_code == 422
    assert send(owner, f"{one}/accept", page=one, reason="Disepakati rapat").status_code == 303
    assert "1 dari 4 berbeda" in owner.get(SCENARIOS).text
    assert "tidak" in owner.get(f"{SCENARIOS}?of=force").text


def test_deadlines_are_typed_and_wrong_ones_refused(owner: Visitor, office: Office) -> None:
    one = f"{SCENARIOS}/1"
    assert send(owner, f"{one}/expect", page=one, **{"due.1.0": "besok", "reason": "x"}).status_code == 422
    typed = {"due.1.0": "2026-04-13T09:00", "due.1.1": "", "reason": "Disepakati"}
    assert send(owner, f"{one}/expect", page=one, **typed).status_code == 303
    _, judged = judging.judge_one(office.site, office["pemilik"], "micin_darurat", 1)
    assert [found.kind for found in judged.result.differences] == ["due"]
    assert judged.scenario.expected[0].steps[1].due is None


def test_scenarios_go_out_and_come_in_as_a_file(owner: Visitor) -> None:
    content = owner.get(f"{SCENARIOS}/export").data
    assert content.startswith(b"scenarios_of: micin_darurat")
    taken = owner.post(f"{SCENARIOS}/import", {"file": (BytesIO(content), "x.yaml")}, page=SCENARIOS)
    assert taken.status_code == 422  # the names are taken
    for wrong in (b"", b"\xff", b"a: 1"):
        answer = owner.post(f"{SCENARIOS}/import", {"file": (BytesIO(wrong), "x.yaml")}, page=SCENARIOS)
        assert answer.status_code == 422
    unknown = owner.post(f"{SCENARIOS}/case", {"case": "MD-2026-09999", "case_name": "x"}, page=SCENARIOS)
    assert unknown.status_code == 422


def test_an_owner_plays_saves_and_sees_what_a_change_does(
    page: Page, serve: Serve, office: Office, office_app: Flask
) -> None:
    address = serve(office_app)
    sign_in(page, address, "pemilik")
    page.goto(f"{address}{PLAY}")
    page.get_by_role("button", name="Mulai permohonan").click()
    expect(page.get_by_role("link", name="1. Menerima permohonan")).to_be_visible()
    page.get_by_role("button", name="Kerjakan dengan isian contoh").click()
    page.get_by_role("button", name="Contoh: Tidak").click()
    page.get_by_role("button", name="Kerjakan dengan isian contoh").click()
    expect(page.get_by_role("button", name="Berkas sudah diterima")).to_be_visible()
    expect(page.locator(".diagram[data-ready]")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert fits(page), width
    assert_accessible(page)
    page.get_by_role("button", name="Batas berikutnya").click()
    expect(page.get_by_text("Layanan berakhir")).to_be_visible()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_role("button", name="Berkas sudah diterima")).to_be_visible()
    page.get_by_role("button", name="Simpan sebagai skenario").click()
    page.get_by_label("Nama skenario").fill("Berkas kurang")
    page.locator("#play-save").get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("heading", name="Berkas kurang")).to_be_visible()
    changed.draft(office, changed.in_a_week)
    page.reload()
    expect(page.get_by_text("tenggat bergeser dari")).to_be_visible()
    page.get_by_role("button", name="Terima hasil baru").click()
    page.locator("#accept").get_by_label("Alasan").fill("Batas melengkapi menjadi tiga hari")
    page.locator("#accept").get_by_role("button", name="Terima hasil baru").click()
    expect(page.get_by_text("Hasil baru kini menjadi harapan.")).to_be_visible()
    expect(page.get_by_text("tenggat bergeser dari")).not_to_be_visible()
