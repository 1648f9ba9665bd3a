"""Complaints and the survey as the public, staff and supervisors meet them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from playwright.sync_api import Browser

from tasks import outbox
from tasks.outbox.mail import Mail
from tasks.voice import complaint_clock, surveys
from tasks.voice import complaints as sending
from tests.support import browser as chromium
from tests.support.browser import Complaints, accessibility_faults
from tests.support.office import Office
from tests.support.office_pages import fits, signed_in
from tests.support.pages import Visitor
from tests.tasks.voice.saying import COMPLAINT, scores, served
from web.mails.composing import composer
from web.mails.links import linked


def test_anybody_complains_and_reads_the_answer_at_an_address_of_its_own(
    office: Office, office_app: Flask
) -> None:
    anybody, kasi = Visitor(office_app), signed_in(office_app, "kasi")
    sent = anybody.post("/layanan/pengaduan", COMPLAINT, page="/layanan/pengaduan")
    assert sent.status_code == 303
    page = anybody.get(sent.location).text
    assert "ADU-2026-00001" in page and "Rabu, 29 April 2026" in page
    listed = kasi.get("/pengaduan").text
    assert "ADU-2026-00001" in listed and "Budi Santoso" in listed
    kasi.post("/pengaduan/1/answer", {"answer": "Maaf, loket ditambah."}, page="/pengaduan/1")
    assert "Maaf, loket ditambah." in anybody.get(sent.location).text
    assert "Budi" not in anybody.get(sent.location).text
    assert anybody.get(sent.location[:-1] + "x").status_code == 404


def test_what_is_wrong_is_told_at_the_fields_and_nothing_typed_is_lost(office_app: Flask) -> None:
    refused = Visitor(office_app).post(
        "/layanan/pengaduan", COMPLAINT | {"contact": "rahasia"}, page="/layanan/pengaduan"
    )
    assert refused.status_code == 422
    assert "Isi alamat email atau nomor telepon." in refused.text and "Menunggu dua jam" in refused.text


def test_the_same_is_said_for_a_code_that_is_known_and_one_that_is_not(
    office: Office, office_app: Flask
) -> None:
    office.start()
    visitor = Visitor(office_app)
    pages = []
    for code in ("MD-2026-00001", "MD-2026-55555"):
        sent = visitor.post("/layanan/pengaduan", COMPLAINT | {"receipt": code}, page="/layanan/pengaduan")
        pages.append(re.sub(r"ADU-\d+-\d+|v=\w+|content=\"[^\"]+\"", "", visitor.get(sent.location).text))
    assert pages[0] == pages[1]


def test_too_many_from_one_place_are_refused(office_app: Flask) -> None:
    visitor = Visitor(office_app)
    answers = [visitor.post("/layanan/pengaduan", COMPLAINT, page="/layanan/pengaduan") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [403]
    assert "Terlalu banyak pengaduan" in answers[-1].text


def test_late_ones_are_told_by_words_and_symbol(office: Office, office_app: Flask) -> None:
    sending.send(office.site, COMPLAINT, "10.0.0.1")
    office.clock.move(timedelta(days=30))
    complaint_clock.follow_calendar(office.site)
    page = signed_in(office_app, "petugas1").get("/pengaduan?state=late").text
    assert '<tr class="late">' in page and "#warning" in page and "Terlambat" in page


def test_a_case_shows_its_complaints_and_its_survey(office: Office, office_app: Flask) -> None:
    case = served(office.site.db, "MD-2026-00077", state=b"")
    sending.send(office.site, COMPLAINT | {"receipt": "MD-2026-00077"}, "10.0.0.1")
    started = office.start().instance
    sending.send(office.site, COMPLAINT | {"receipt": "MD-2026-00001"}, "10.0.0.1")
    petugas = signed_in(office_app, "petugas1")
    assert "ADU-2026-00002" in petugas.get(f"/requests/{started}").text
    stored = petugas.post(f"/survei/{case}", scores(4, channel="paper"), page=f"/survei/{case}")
    assert stored.status_code == 303


def test_the_survey_asks_nine_questions_once(office: Office, office_app: Flask) -> None:
    case = served(office.site.db, "MD-2026-00077")
    address = f"/layanan/survei/{surveys.token_of(office.site, case)}"
    visitor = Visitor(office_app)
    page = visitor.get(address).text
    assert page.count("<fieldset") == 9 and "Gratis" in page
    refused = visitor.post(address, {**scores(4), "u4": ""}, page=address)
    assert refused.status_code == 422 and refused.text.count(" checked") == 8
    assert visitor.post(address, scores(4), page=address).status_code == 303
    assert "Terima kasih" in visitor.get(address).text


def test_the_public_s_own_addresses_fit_a_phone_and_everybody(
    browser: Browser, complaints: Complaints, serve: Callable[[Any], str], office: Office, office_app: Flask
) -> None:
    case = served(office.site.db, "MD-2026-00077")
    sent = sending.send(office.site, COMPLAINT, "10.0.0.1")
    sending.answer(office.site, office["kasi"], sent.id, "Maaf.")
    paths = (f"survei/{surveys.token_of(office.site, case)}", f"pengaduan/{sent.token}")
    address, found = serve(office_app), []
    with chromium.opened(browser, complaints, viewport={"width": 360, "height": 740}) as page:
        for path in paths:
            page.goto(f"{address}/layanan/{path}", wait_until="load")
            found += accessibility_faults(page) + ([] if fits(page) else [f"{path} is too wide"])
    assert found == complaints.unexpected() == []


def test_a_mail_s_link_is_made_when_it_is_sent_and_opens_what_it_is_about(
    office: Office, office_app: Flask
) -> None:
    sent = sending.send(office.site, COMPLAINT, "10.0.0.1")
    mails: list[Mail] = []
    outbox.send_due(office.site, linked(office.site, composer("https://paspor.example")), mails.append)
    link = f"/layanan/pengaduan/{sent.token}"
    assert [f"https://paspor.example{link}" in mail.text.body for mail in mails] == [True]
    assert sent.number in Visitor(office_app).get(link).text


def test_the_report_is_taken_out_as_csv_and_workbook(office: Office, office_app: Flask) -> None:
    case = served(office.site.db, "MD-2026-00077")
    surveys.answer(office.site, surveys.token_of(office.site, case), scores(3, comment="Panas."))
    kasi, petugas = signed_in(office_app, "kasi"), signed_in(office_app, "petugas1")
    page = kasi.get("/laporan/ikm").text
    assert "75,00" in page and "Kurang baik" in page and "Panas." in page and "MD-2026-00077" not in page
    text = kasi.get("/laporan/ikm.csv?from=2026-04&to=2026-04")
    assert (
        "U1 Persyaratan" in text.text
        and "ikm-semua-2026-04-2026-04.csv" in text.headers["Content-Disposition"]
    )
    assert kasi.get("/laporan/ikm.xlsx").data[:2] == b"PK"
    staff = petugas.get("/laporan/ikm").text
    assert "75,00" not in staff and "Panas." not in staff
    assert "75.00" not in petugas.get("/laporan/ikm.csv").text
    assert kasi.get("/laporan/ikm?from=kemarin").status_code == 422
