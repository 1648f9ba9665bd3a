"""The task page: its form, its refusals, drafts, files, colleagues, and two people at one task."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tasks import people, views, work
from tests.support import browser as chromium
from tests.support import hands
from tests.support.browser import Complaints, assert_accessible
from tests.support.office import Office
from tests.support.office_pages import fits, sign_in, signed_in
from tests.support.pages import Visitor

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def address(office_app: Flask, serve: Callable[[Any], str]) -> str:
    return serve(office_app)


def begun(office: Office, element: str = "terima_permohonan", login: str = "petugas1") -> int:
    """A task of a fresh case that this person has started; its number."""
    line = office.until(office.start().instance, element)
    work.start(office.site, office[login], line.id)
    return line.id


def post(visitor: Visitor, task: int, verb: str, **fields: str) -> Any:
    page = f"/tasks/{task}"
    return visitor.post(f"{page}/{verb}", fields, page=page)


def test_the_form_opens_with_start_and_the_clock_runs_from_there(office: Office, office_app: Flask) -> None:
    task = office.open_task(office.start().instance).id
    visitor = signed_in(office_app, "petugas1")
    before = visitor.get(f"/tasks/{task}").text
    assert ["3 menit sejak Mulai" in before, 'id="task-form"' in before] == [True, False]
    assert post(visitor, task, "start").location == f"/tasks/{task}"
    after = visitor.get(f"/tasks/{task}").text
    assert ["3 menit lagi" in after, 'id="task-form"' in after] == [True, True]


def test_a_refused_form_names_every_field_and_keeps_what_was_typed(
    page: Page, address: str, office: Office, complaints: Complaints
) -> None:
    complaints.expect("422")
    task = begun(office, "foto_sidik_jari")
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{task}")
    page.get_by_label("Keterangan").fill("pemohon di kursi roda")
    hands.complete(page)
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("link")).to_have_count(2)
    expect(alert).to_contain_text("Berkas permohonan: Isi bagian ini.")
    expect(alert).to_contain_text("Sebutkan petugas kedua")
    for name in ("kelengkapan.berkas_permohonan.nilai", "petugas_kedua"):
        expect(page.locator(f'[id="e-{name}"]')).to_be_visible()
    expect(page.get_by_label("Keterangan")).to_have_value("pemohon di kursi roda")
    assert_accessible(page)
    alert.get_by_role("link").nth(1).click()
    expect(page.locator('[id="f-petugas_kedua"]')).to_be_in_viewport()


def test_what_is_typed_is_saved_by_itself_and_survives_a_reload(
    page: Page, address: str, office: Office
) -> None:
    task = begun(office)
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{task}")
    page.get_by_label("Keterangan").fill("menunggu surat dokter")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Draf tersimpan")
    page.reload()
    expect(page.get_by_label("Keterangan")).to_have_value("menunggu surat dokter")
    expect(page.get_by_text("Draf 9 Apr")).to_be_visible()


def test_who_comes_second_is_told_and_loses_nothing_typed(
    page: Page, address: str, office: Office, browser: Browser, complaints: Complaints
) -> None:
    complaints.expect("409")
    task = begun(office)
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{task}")
    hands.fill_task(page)
    page.get_by_label("Keterangan").fill("berkas di meja depan")
    with chromium.opened(browser, complaints) as other:
        sign_in(other, address, "petugas1")
        other.goto(f"{address}/tasks/{task}")
        hands.fill_task(other)
        hands.complete(other)
        expect(other.get_by_role("status").first).to_contain_text("Langkah selesai")
    hands.complete(page)
    expect(page.get_by_role("alert")).to_contain_text("sudah selesai atau ditarik")
    expect(page.locator(".typed")).to_contain_text("berkas di meja depan")
    expect(page.get_by_role("heading", name="Yang tercatat")).to_be_visible()
    assert_accessible(page)
    assert len(views.case(office.site, office["petugas1"], 1).tasks) == 2


def test_a_page_that_is_stale_changes_nothing(office: Office, office_app: Flask) -> None:
    task = begun(office)
    visitor = signed_in(office_app, "petugas1")
    stale = re.search(r'name="revision" value="(\d+)"', visitor.get(f"/tasks/{task}").text)
    assert stale is not None
    work.suspend(office.site, office["petugas1"], task, "jaringan", "kabel putus")
    work.resume(office.site, office["petugas1"], task)
    answer = post(visitor, task, "complete", revision=stale[1], catatan="sudah lengkap")
    assert (answer.status_code, "sudah lengkap" in answer.text) == (409, True)
    assert views.task(office.site, office["petugas1"], task).task.state == "IN_PROGRESS"


def test_a_failed_gate_points_at_the_decision(office: Office, office_app: Flask) -> None:
    task = begun(office, "pastikan_persyaratan")
    form = views.form_for(office.site, office["petugas1"], task).form
    given = {f"kelengkapan.{item.code}.nilai": "tidak_ada" for item in form.gate} | {"keputusan": "ya"}
    answer = post(signed_in(office_app, "petugas1"), task, "complete", **given)
    assert answer.status_code == 422
    assert 'href="#f-keputusan"' in answer.text
    assert answer.text.count('value="tidak_ada" checked') == len(form.gate)


def test_ticking_off_a_gate_leaves_no_group_without_an_answer(
    page: Page, address: str, office: Office
) -> None:
    task = begun(office, "pastikan_persyaratan")
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks/{task}")
    page.set_viewport_size({"width": 360, "height": 740})
    hands.answer(page, "kk", "tidak_ada")
    page.get_by_role("button", name="Semua yang wajib: ada").click()
    expect(page.locator('input[name="kelengkapan.kk.nilai"]:checked')).to_have_value("tidak_ada")
    rest = page.get_by_role("button", name="Sisanya: tidak perlu")
    rest.click()
    group = page.locator("[data-group] fieldset.verdict")
    expect(group.locator("input:checked")).to_have_count(0)
    group.first.locator('input[value="ada"]').check()
    rest.click()
    expect(page.locator("fieldset.verdict:not(:has(input:checked))")).to_have_count(0)
    assert fits(page)
    assert_accessible(page)


def test_work_is_paused_given_back_delegated_and_reassigned(office: Office, office_app: Flask) -> None:
    first, second = signed_in(office_app, "petugas1"), signed_in(office_app, "petugas2")
    boss = signed_in(office_app, "kasi")
    task = begun(office)

    def state() -> tuple[str, str | None, str | None]:
        found = views.task(office.site, office["petugas1"], task).task
        return found.state, found.assignee, found.delegation

    post(first, task, "suspend", **{"suspend.reason": "jaringan", "suspend.note": "kabel putus"})
    assert state() == ("SUSPENDED", "petugas1", None)
    assert "kabel putus" in first.get(f"/tasks/{task}").text
    post(first, task, "resume")
    post(first, task, "delegate", **{"delegate.to": "petugas2"})
    assert state() == ("IN_PROGRESS", "petugas2", "PENDING")
    assert "Petugas1 meminta Anda" in second.get(f"/tasks/{task}").text
    post(second, task, "resolve", catatan="sudah dicek")
    assert state() == ("IN_PROGRESS", "petugas1", "RESOLVED")
    assert "sudah dicek" in first.get(f"/tasks/{task}").text
    post(first, task, "unclaim")
    assert state()[:2] == ("CREATED", None)
    refused = post(boss, task, "reassign", **{"reassign.to": "petugas3", "reassign.reason": ""})
    assert (refused.status_code, state()[1]) == (422, None)
    post(boss, task, "reassign", **{"reassign.to": "petugas3", "reassign.reason": "cuti"})
    assert state()[1] == "petugas3"
    colleague = second.get(f"/tasks/{task}").text
    assert ["Sedang dikerjakan Petugas3" in colleague, "/complete" in colleague] == [True, False]


def test_files_and_comments_stand_at_the_task(office: Office, office_app: Flask) -> None:
    task = begun(office, "pastikan_persyaratan")
    visitor = signed_in(office_app, "petugas1")
    fields = {"file": (io.BytesIO(PDF), "KK Siti.pdf"), "item": "kk"}
    token = {"csrf_token": visitor.token(f"/tasks/{task}")}
    assert visitor.client.post(f"/tasks/{task}/attachments", data=fields | token).status_code == 303
    post(visitor, task, "comments", text="<b>Pemohon</b> dirawat di ICU.")
    page = visitor.get(f"/tasks/{task}").text
    assert "KK Siti.pdf" in page and "&lt;b&gt;Pemohon&lt;/b&gt;" in page
    opened = visitor.get("/attachments/1")
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert opened.mimetype == "application/pdf"
    assert (
        visitor.post("/attachments/1/remove", {"task": str(task)}, page=f"/tasks/{task}").status_code == 303
    )
    assert "/attachments/1/remove" not in visitor.get(f"/tasks/{task}").text
    empty = post(visitor, task, "comments", text=" ")
    assert (empty.status_code, 'id="e-text"' in empty.text) == (422, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"catatan": "x" * 300_000},
        {"catatan": "a\x00b"},
        {"kelengkapan.surat_permohonan.nilai": "mungkin"},
        {"hasil.tiada": "x"},
    ],
)
def test_hostile_fields_complete_nothing(office: Office, office_app: Flask, fields: dict[str, str]) -> None:
    task = begun(office)
    answer = post(signed_in(office_app, "petugas1"), task, "complete", **fields)
    assert answer.status_code == 422
    assert views.task(office.site, office["petugas1"], task).task.state == "IN_PROGRESS"


def test_a_late_step_asks_why_and_takes_the_answer(office: Office, office_app: Flask) -> None:
    task = begun(office)
    office.clock.move(timedelta(minutes=30))
    visitor = signed_in(office_app, "petugas1")
    page = visitor.get(f"/tasks/{task}").text
    assert 'name="late.reason"' in page
    form = views.form_for(office.site, office["petugas1"], task).form
    given = {f"kelengkapan.{item.code}.nilai": "ada" for item in form.gate}
    late = {"late.reason": "tiada", "late.note": "x"}
    assert post(visitor, task, "complete", **given, **late).status_code == 422
    assert post(visitor, task, "complete", **given).status_code == 303
    assert "1 langkah terlambat belum diberi penyebab" in visitor.get("/tasks").text


def test_a_step_for_two_says_when_nobody_else_holds_the_lane(office: Office, office_app: Flask) -> None:
    task = begun(office, "foto_sidik_jari")
    visitor = signed_in(office_app, "petugas1")
    missing = "Petugas kedua belum ada"
    assert missing not in visitor.get(f"/tasks/{task}").text
    for login in ("petugas2", "petugas3"):
        people.deactivate(office.site, office["admin"], login)
    assert missing in visitor.get(f"/tasks/{task}").text


def test_who_reads_along_sees_what_the_sop_says_in_the_main_column(office: Office, office_app: Flask) -> None:
    task = begun(office)
    for login, beside in (("petugas1", True), ("petugas2", False)):
        main, aside = signed_in(office_app, login).get(f"/tasks/{task}").text.split("<aside>")
        assert ("Menurut SOP" in aside) is beside
        assert ("Menurut SOP" in main) is not beside
