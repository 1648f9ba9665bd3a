"""The inspector's pages: all offices side by side, a visit said on every page and ended by one press, who may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from engine import calendars
from engine.database import SYSTEM, Actor
from tasks import api_tokens, cases, people
from tasks.facts import refreshing
from tasks.people import NewPerson
from tasks.roles import PRODUCT_ROLES
from tests.support.browser import assert_accessible
from tests.support.office import PASSWORD, REQUEST, Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.support.pages import Visitor
from web.app import create_app

PAGE = "/audit/offices"


@pytest.fixture
def office_app(office: Office) -> Iterator[Flask]:
    """Batulicin with a request done in part, Kotabaru with one just begun, an inspector of neither."""
    with office.site.db.begin(SYSTEM) as tx:
        calendars.seed(tx, "kotabaru")
    people.add(
        office.site, SYSTEM, NewPerson("inspektur", "Inspektur", ("inspector",), PASSWORD, "inspektorat")
    )
    people.add(office.site, SYSTEM, NewPerson("jauh", "Petugas Jauh", ("petugas",), PASSWORD, "kotabaru"))
    office.do(office.start(nama_pemohon="Siti Aminah").instance)
    away = people.find(office.site, SYSTEM, "jauh")
    there = Actor(away.login, away.name, frozenset(away.roles), away.office)
    cases.start(office.site, there, "micin_darurat", {**REQUEST, "nama_pemohon": "Rahmat Hidayat"})
    assert refreshing.rebuild(office.site).faults == []
    yield create_app(office.site, testing=True)


def visit(visitor: Visitor, office: str) -> int:
    return visitor.post(f"{PAGE}/visit", {"office": office}).status_code


def test_the_first_page_of_an_inspector_is_that_of_all_offices(office_app: Flask) -> None:
    inspector = signed_in(office_app, "inspektur")
    assert inspector.get("/").location == PAGE
    page = inspector.get(PAGE).text
    assert (
        "Semua kantor" in page and "Batulicin" in page and "Kotabaru" in page and "Per 9 April 2026" in page
    )
    assert "Siti" not in page and "Rahmat" not in page
    assert "2 dari permohonan" in page  # both are open, and counted
    assert "Langkah semua kantor" not in page
    one = inspector.get(PAGE + "?sop=micin_darurat").text
    assert "Langkah semua kantor bersama-sama" in one and "paling banyak 0,5%" in one and "April 2026" in one
    assert inspector.get(PAGE + "?from=2020-01&to=2020-02").status_code == 200
    assert inspector.get(PAGE + "?from=2026-05&to=2026-01&order=cases&down=0").status_code == 200


@pytest.mark.parametrize("value", ["<script>", "9" * 5000, "' OR 1=1", "=1+1"])
def test_hostile_values_choose_nothing(office_app: Flask, value: str) -> None:
    inspector = signed_in(office_app, "inspektur")
    assert inspector.get(PAGE, query_string={"sop": value, "order": value, "down": value}).status_code == 200
    assert inspector.get(PAGE, query_string={"from": value}).status_code == 422
    assert visit(inspector, value) == 404


def test_a_visit_is_an_auditor_s_and_said_on_every_page_until_it_ends(office_app: Flask) -> None:
    inspector = signed_in(office_app, "inspektur")
    assert inspector.get("/audit").status_code == 403  # at home: figures alone
    assert visit(inspector, "kotabaru") == 303
    for path in ("/audit", "/audit/requests", "/sop", "/account", PAGE, "/requests", "/nowhere"):
        page = inspector.get(path).text
        assert "Anda melihat Kotabaru sebagai auditornya" in page and "Akhiri kunjungan" in page, path
    listed = inspector.get("/audit/requests").text
    assert "R*** H***" in listed and "Siti" not in listed and "S*** A***" not in listed
    assert inspector.get("/requests/1").status_code == 404  # the other office's
    for path in (
        "/tasks",
        "/admin/people",
        "/admin/settings",
        "/outages",
        "/requests/new",
        "/studio/micin_darurat",
    ):
        assert inspector.get(path).status_code == 403, path
    assert inspector.post("/tasks/1/claim").status_code == 403
    assert visit(inspector, "batulicin") == 303
    assert "S*** A***" in inspector.get("/audit/requests").text
    assert inspector.post(f"{PAGE}/leave").location == PAGE
    assert inspector.get("/audit").status_code == 403
    assert "Akhiri kunjungan" not in inspector.get(PAGE).text
    trail = signed_in(office_app, "auditor").get("/audit/trail?action=office.visited").text
    assert "Kantor dikunjungi" in trail and "Inspektur" in trail


def test_signing_out_ends_the_visit(office_app: Flask) -> None:
    inspector = signed_in(office_app, "inspektur")
    visit(inspector, "kotabaru")
    assert inspector.post("/logout").status_code == 303
    assert inspector.sign_in("inspektur", PASSWORD).status_code == 303
    assert inspector.get("/audit").status_code == 403 and "Akhiri kunjungan" not in inspector.get(PAGE).text


def test_others_and_programs_do_not_visit(office_app: Flask, office: Office) -> None:
    for login in ("auditor", "admin", "petugas1", "kasi", "pemilik"):
        other = signed_in(office_app, login)
        assert other.get(PAGE).status_code == 403
        assert (visit(other, "kotabaru"), other.post(f"{PAGE}/leave").status_code) == (403, 403)
        assert "Kotabaru" not in other.get("/account").text
    stranger = Visitor(office_app)
    assert "/login" in stranger.get(PAGE).location
    inspector = signed_in(office_app, "inspektur")
    token = inspector.token("/account")
    assert inspector.client.post(f"{PAGE}/visit", data={"office": "kotabaru"}).status_code in (400, 403, 422)
    held = [*PRODUCT_ROLES, "petugas"]
    bearer = {"Authorization": f"Bearer {api_tokens.create(office.site, SYSTEM, 'mesin', held)}"}
    for client in (office_app.test_client(), inspector.client):  # with a cookie beside it too
        answer = client.post(
            f"{PAGE}/visit", data={"office": "kotabaru", "csrf_token": token}, headers=bearer
        )
        assert answer.status_code == 403
    assert inspector.get("/audit").status_code == 403


def test_in_a_browser_offices_are_sorted_visited_and_left(
    page: Page, serve: Callable[[Any], str], office_app: Flask
) -> None:
    address = serve(office_app)
    sign_in(page, address, "inspektur")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}{PAGE}?sop=micin_darurat")
        assert fits(page), width
        assert_accessible(page)
    page.get_by_role("region", name="Semua kantor").get_by_role("link", name="Kantor").click()
    expect(page.locator("tbody th").first).to_contain_text("Batulicin")
    page.get_by_role("button", name="Kunjungi Kotabaru").click()
    expect(page.get_by_role("region", name="Kunjungan ke kantor")).to_contain_text("Kotabaru")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{address}/audit/requests")
    expect(page.get_by_text("R*** H***")).to_be_visible()
    assert fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="Akhiri kunjungan").click()
    expect(page.get_by_text("Kunjungan selesai.")).to_be_visible()
