"""Quotas on their page: a month by place and group, rules seen before they are put in force, who may."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tasks import slots
from tasks.slots import rules
from tests.support.office import Office
from tests.support.office_pages import signed_in
from tests.tasks.slots.booked import MONDAY, TUESDAY, applications, hold, limit

WEEK = {f"seats.{day}": "" for day in range(7)}
RULE = {"place": "batulicin", "group": "reguler", "since": "2026-04-13", **WEEK, "seats.0": "1"}
DAY = {"place": "batulicin", "group": "reguler", "day": "2026-04-13", "seats": "1", "reason": "Apel"}


def seats(office: Office, day: date = MONDAY, place: str = "batulicin", grp: str = "reguler") -> int:
    with office.site.db.read(office["petugas1"]) as tx:
        return slots.calendar(tx, "batulicin", place, grp, day, 1)[0].seats


@pytest.fixture
def booked(office: Office) -> Office:
    """Two are booked on Monday, Tuesday is full."""
    one, two, three = applications(office, 3)
    hold(office, one)
    hold(office, two)
    limit(office, 1, TUESDAY)
    hold(office, three, TUESDAY)
    return office


def test_a_month_tells_each_day_by_number_symbol_and_words(office_app: Flask, booked: Office) -> None:
    text = signed_in(office_app, "petugas1").get("/kuota?month=2026-04").text
    assert "April 2026" in text
    assert "Senin, 13 April 2026, Masih ada kuota, 2 dari 40 terisi, sisa 38, angka asumsi" in text
    assert "Selasa, 14 April 2026, Penuh, 1 dari 1 terisi, angka khusus" in text
    assert "Sabtu, 11 April 2026, Kantor tutup" in text
    assert 'class="quota-day quota-open"' in text and 'class="quota-day quota-full"' in text
    assert "/kuota/ubah" not in text


def test_places_groups_and_months_are_links(office_app: Flask, booked: Office) -> None:
    visitor = signed_in(office_app, "auditor")
    text = visitor.get("/kuota?place=kotabaru&group=prioritas&month=2026-05").text
    assert "Mei 2026" in text and "Hari Buruh" in text
    assert "place=kotabaru&amp;group=prioritas&amp;month=2026-04" in text
    assert "5 kuota per hari" in text
    for odd in ("/kuota?place=x&group=y&month=z", "/kuota?month=9999-99"):
        assert visitor.get(odd).status_code == 200


def test_a_preview_names_what_is_booked_above_and_stores_nothing(office_app: Flask, booked: Office) -> None:
    visitor = signed_in(office_app, "kasi")
    for path, fields in (("/kuota/pekan", RULE), ("/kuota/hari", DAY)):
        answer = visitor.post(path, {**fields, "do": "preview"}, page="/kuota/ubah")
        assert answer.status_code == 200
        assert "Hari yang terisi melebihinya" in answer.text and "Senin, 13 April 2026" in answer.text
        fine = visitor.post(
            path, {**fields, "seats": "9", "seats.0": "9", "do": "preview"}, page="/kuota/ubah"
        )
        assert "Tidak ada hari yang terisi melebihinya" in fine.text
    assert seats(booked) == 40


def test_a_rule_and_a_day_are_put_in_force_and_stand_in_the_history(
    office_app: Flask, booked: Office
) -> None:
    visitor = signed_in(office_app, "kasi")
    answer = visitor.post("/kuota/pekan", {**RULE, "do": "publish"}, page="/kuota/ubah")
    assert answer.status_code == 303
    shown = visitor.get(answer.location).text
    assert "Kuota sudah berlaku." in shown and "1 hari terisi melebihinya" in shown
    assert "Aturan mulai 13 April 2026" in shown and "Kasi" in shown
    assert seats(booked) == 1
    visitor.post(
        "/kuota/hari", {**DAY, "seats": "", "day": "2026-04-14", "do": "publish"}, page="/kuota/ubah"
    )
    assert seats(booked, TUESDAY) == 40
    assert "sesuai aturan" in visitor.get("/kuota").text


def test_wrong_fields_are_told_where_they_are_and_what_was_typed_stays(
    office_app: Flask, booked: Office
) -> None:
    visitor = signed_in(office_app, "kasi")
    answer = visitor.post("/kuota/pekan", {**RULE, "seats.0": "banyak", "do": "publish"}, page="/kuota/ubah")
    assert answer.status_code == 422
    assert 'href="#f-seats.0"' in answer.text and 'value="banyak"' in answer.text
    late = visitor.post("/kuota/hari", {**DAY, "day": "2026-04-08", "do": "publish"}, page="/kuota/ubah")
    assert late.status_code == 422 and "Tanggal ini sudah lewat" in late.text
    for fields in ({**DAY, "day": "besok"}, {**DAY, "reason": " "}, {**DAY, "place": "x"}):
        assert visitor.post("/kuota/hari", {**fields, "do": "publish"}, page="/kuota/ubah").status_code == 422
    assert seats(booked) == 40


def test_staff_see_and_supervisors_and_administrators_change(office_app: Flask, booked: Office) -> None:
    for login, sees, changes in (
        ("petugas1", 200, 403),
        ("auditor", 200, 403),
        ("kasi", 200, 200),
        ("admin", 200, 200),
        ("pemilik", 403, 403),
    ):
        visitor = signed_in(office_app, login)
        assert (visitor.get("/kuota").status_code, visitor.get("/kuota/ubah").status_code) == (sees, changes)
    refused = signed_in(office_app, "petugas1").post("/kuota/pekan", {**RULE, "do": "publish"})
    assert refused.status_code == 403 and seats(booked) == 40


def test_another_office_has_its_own(office: Office) -> None:
    rules.set_day(office.site, office["kasi"], "batulicin", "reguler", MONDAY, 3, "uji")
    with office.site.db.read() as tx:
        (found,) = slots.calendar(tx, "batulicin", "batulicin", "reguler", MONDAY, 1)
        assert found.seats == 3
        assert rules.quotas.of_place(tx, "kotabaru", "batulicin", "reguler").on(MONDAY)[0] == 40
