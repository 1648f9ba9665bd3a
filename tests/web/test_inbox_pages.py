"""The inbox: what waits for whom, late first, found by name, renewed by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect

from tasks import outages, work, worker
from tests.support.office import Office
from tests.support.office_pages import sign_in, signed_in

_ROW = re.compile(r'<th scope="row"><a href="(/tasks/\d+)">')


def rows(app: Flask, login: str, query: str = "") -> list[str]:
    return _ROW.findall(signed_in(app, login).get(f"/tasks{query}").text)


def test_each_lane_sees_its_own_tasks_and_nobody_elses(office: Office, office_app: Flask) -> None:
    case = office.start().instance
    assert rows(office_app, "petugas1") == [f"/tasks/{office.open_task(case).id}"]
    assert rows(office_app, "pengawas") == []
    office.until(case, "wawancara_verifikasi_cekal")
    office.do(case, keputusan="tidak")
    examination = f"/tasks/{office.open_task(case).id}"
    assert rows(office_app, "koordinator") == [examination]
    assert "Tidak ada yang menunggu Anda" in signed_in(office_app, "petugas1").get("/tasks").text


def test_what_is_late_stands_first_and_is_told_in_words(office: Office, office_app: Flask) -> None:
    first, second = office.start().instance, office.start(nama_pemohon="Rahmawati").instance
    late = office.open_task(second).id
    work.start(office.site, office["petugas1"], late)
    office.clock.move(timedelta(minutes=10))
    worker.settle(office.site)
    page = signed_in(office_app, "petugas1").get("/tasks").text
    assert _ROW.findall(page) == [f"/tasks/{late}", f"/tasks/{office.open_task(first).id}"]
    assert "terlambat 7 menit" in page and "3 menit sejak Mulai" in page
    assert rows(office_app, "petugas1", "?late=1") == [f"/tasks/{late}"]
    assert rows(office_app, "petugas2", "?whose=mine") == []


def test_tasks_are_found_by_name_number_and_step(office: Office, office_app: Flask) -> None:
    office.start(nama_pemohon="Budi Saputra")
    found = office.start(nama_pemohon="Hj. Noraini")
    line = office.until(found.instance, "pastikan_persyaratan")
    for query in ("?q=noraini", f"?q={found.business_key}", "?step=pastikan_persyaratan"):
        assert rows(office_app, "petugas1", query) == [f"/tasks/{line.id}"]
    nothing = signed_in(office_app, "petugas1").get("/tasks?q=tiada").text
    assert "Tidak ditemukan" in nothing
    done = signed_in(office_app, "petugas1").get("/tasks?whose=done").text
    assert _ROW.findall(done) == [f"/tasks/{line.id - 1}"]


def test_pages_of_many_tasks_follow_each_other(office: Office, office_app: Flask) -> None:
    for _ in range(27):
        office.start()
    visitor = signed_in(office_app, "petugas1")
    first = visitor.get("/tasks").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = visitor.get(following[1].replace("&amp;", "&")).text
    assert (len(_ROW.findall(first)), len(_ROW.findall(second))) == (25, 2)
    assert not set(_ROW.findall(first)) & set(_ROW.findall(second))
    assert visitor.get("/tasks?after=x&whose=y&step=z%27").status_code == 200


def test_the_filter_holds_on_the_next_page(office: Office, office_app: Flask) -> None:
    for _ in range(27):
        work.start(office.site, office["petugas1"], office.open_task(office.start().instance).id)
    office.clock.move(timedelta(hours=1))
    page = signed_in(office_app, "petugas1").get("/tasks?late=1&whose=mine&q=MD").text
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    assert set(following[1].split("?")[1].split("&amp;")) == {"after=25", "late=1", "whose=mine", "q=MD"}


def test_an_outage_and_a_silent_worker_are_told(office: Office, office_app: Flask) -> None:
    worker.beat(office.site, "w1")
    outages.declare(office.site, office["kasi"], "jaringan", "T-17")
    office.clock.move(timedelta(hours=1))
    page = signed_in(office_app, "petugas1").get("/tasks").text
    assert "Gangguan: Jaringan kantor" in page and "T-17" in page
    assert "Pemantau tenggat tidak berjalan" in page


def test_a_new_task_appears_by_itself(
    page: Page, office: Office, office_app: Flask, serve: Callable[[Any], str]
) -> None:
    address = serve(office_app)
    page.clock.install()
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/tasks")
    expect(page.get_by_text("Tidak ada yang menunggu Anda")).to_be_visible()
    office.start(nama_pemohon="Rahmawati")
    page.clock.run_for(16_000)
    expect(page.get_by_role("row", name="Rahmawati")).to_be_visible()
    assert page.url.endswith("/tasks")
