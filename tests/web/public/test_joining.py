"""Registering and signing in on the public pages: nothing told, nothing typed lost, cookies apart."""

from __future__ import annotations

from flask import Flask

from tests.support.office import PASSWORD, Office
from tests.support.pages import Visitor, form_token
from tests.tasks.applicants.people import BUDI, SITI, SITI_NIK, SITI_PERSON, mailed_code, registering
from tests.web.public.people import Citizen

HERE = {"Sec-Fetch-Site": "same-origin"}


def test_registering_shows_the_whole_text_and_ticks_nothing(nobody: Citizen) -> None:
    page = nobody.get("/layanan/daftar").text
    assert "NIK disimpan tersandi" in page and "Dokumen kesehatan tidak pernah disimpan" in page
    assert "checked" not in page
    again = nobody.send("/layanan/daftar", {**SITI, "consent_version": "2026-1"})
    assert again.status_code == 422
    assert "Centang kotak ini" in again.text and 'value="siti@example.id"' in again.text


def test_the_code_page_can_be_left_for_the_mail_and_loaded_again(nobody: Citizen) -> None:
    assert nobody.send("/layanan/daftar", registering(SITI)).location.endswith("/layanan/kode")
    assert "siti@example.id" in nobody.get("/layanan/kode").text
    wrong = nobody.send("/layanan/kode", {"email": SITI["email"], "code": "12"})
    assert wrong.status_code == 403 and "Kode salah" in wrong.text and "siti@example.id" in wrong.text
    nobody.come_in()
    assert "Siti Aminah" in nobody.get("/layanan/akun").text


def test_known_and_unknown_addresses_are_answered_with_the_same_page(siti: Citizen, nobody: Citizen) -> None:
    pages = []
    for email in (SITI["email"], "tiada@example.id"):
        nobody.send("/layanan/masuk", {"email": email})
        wrong = nobody.send("/layanan/kode", {"email": email, "code": "000000"})
        token = form_token(wrong.text)
        pages.append((wrong.status_code, wrong.text.replace(email, "").replace(token, "")))
    assert pages[0] == pages[1]


def test_the_applicants_cookie_is_its_own_and_stays_on_the_public_pages(siti: Citizen) -> None:
    answer = siti.send("/layanan/keluar")
    assert "alur_pemohon=;" in answer.headers["Set-Cookie"]
    siti.send("/layanan/masuk", {"email": SITI["email"]})
    code = mailed_code(siti.site, SITI["email"])
    answer = siti.send("/layanan/kode", {"email": SITI["email"], "code": code})
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("alur_pemohon="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/layanan" in cookie
    assert "/login" in siti.get("/tasks").location
    assert "/login" in siti.get("/account").location


def test_staff_are_nobody_on_the_public_pages(office_app: Flask, office: Office) -> None:
    officer = Visitor(office_app)
    officer.sign_in("petugas1", PASSWORD)
    assert "/layanan/masuk" in officer.get("/layanan/akun").location
    assert "Petugas1" not in officer.get("/layanan").text


def test_signing_out_everywhere_ends_the_other_phone_too(siti: Citizen, office_app: Flask) -> None:
    other = Citizen(office_app, siti.site)
    other.send("/layanan/masuk", {"email": SITI["email"]})
    other.come_in()
    siti.send("/layanan/keluar", {"everywhere": "1"})
    assert not other.signed_in() and not siti.signed_in()


def test_signing_in_leads_on_to_where_one_was_headed_but_never_elsewhere(siti: Citizen) -> None:
    siti.send("/layanan/keluar")
    for wish, leads in (
        ("/layanan/keluarga/tambah", "/layanan/keluarga/tambah"),
        ("//evil.example/", "/layanan/"),
    ):
        siti.send("/layanan/masuk", {"email": SITI["email"], "next": wish})
        code = mailed_code(siti.site, SITI["email"])
        answer = siti.send("/layanan/kode", {"email": SITI["email"], "code": code, "next": wish})
        assert answer.location.startswith(leads)
        siti.send("/layanan/keluar")


def test_what_was_typed_when_the_session_had_ended_is_sent_after_signing_in(siti: Citizen) -> None:
    form = {**SITI_PERSON, "name": "Noraini", "nik": "6310014102900002"}
    token = siti.token("/layanan/akun")
    siti.client.delete_cookie("alur_pemohon", path="/layanan")
    data = {"csrf_token": token, **form}
    stopped = siti.client.post("/layanan/keluarga/tambah", data=data, headers=HERE)
    assert stopped.status_code == 401 and "tidak hilang" in stopped.text
    carried = stopped.text.partition('name="unsent" value="')[2].partition('"')[0]
    carried = carried.replace("&#34;", '"')
    asked = siti.send("/layanan/masuk", {"email": SITI["email"], "unsent": carried})
    assert 'name="unsent"' in asked.text
    code = mailed_code(siti.site, SITI["email"])
    shown = siti.send("/layanan/kode", {"email": SITI["email"], "code": code, "unsent": carried})
    assert "Noraini" in shown.text and 'action="/layanan/keluarga/tambah"' in shown.text
    assert siti.send("/layanan/keluarga/tambah", form).status_code == 303


def test_the_nik_is_asked_about_and_then_masked(siti: Citizen) -> None:
    odd = {**SITI_PERSON, "nik": "6310010102900002"}
    asked = siti.send("/layanan/keluarga/tambah", odd)
    assert asked.status_code == 422 and "nik_checked" in asked.text and "jenis kelamin lain" in asked.text
    assert siti.send("/layanan/keluarga/tambah", {**odd, "nik_checked": "true"}).status_code == 303
    pages = [siti.get("/layanan/akun").text, siti.get("/layanan/keluarga/1").text]
    assert all(SITI_NIK not in page for page in pages) and "•••• 0001" in pages[0]


def test_somebody_elses_person_is_not_there(siti: Citizen, budi: Citizen, nobody: Citizen) -> None:
    assert siti.get("/layanan/keluarga/1").status_code == 200
    assert budi.get("/layanan/keluarga/1").status_code == 404
    assert budi.send("/layanan/keluarga/1/hapus").status_code == 404
    assert "/layanan/masuk" in nobody.get("/layanan/keluarga/1").location
    assert budi.get("/layanan/keluarga/1").text.replace("/1", "") == budi.get(
        "/layanan/keluarga/9"
    ).text.replace("/9", "")


def test_english_by_a_switch_that_also_turns_the_messages(siti: Citizen, budi: Citizen) -> None:
    answer = siti.send(
        "/layanan/bahasa", {"language": "en"}, headers={"Referer": "http://localhost/layanan/akun"}
    )
    assert answer.location == "/layanan/akun"
    assert "Sign out everywhere" in siti.get("/layanan/akun").text
    assert "Keluar di semua perangkat" in budi.get("/layanan/akun").text
    assert siti.send("/layanan/bahasa", {"language": "fr"}).status_code == 422
    assert BUDI["email"] in budi.get("/layanan/akun").text
