"""Settings and outages through the pages: typed fields, errors at them, who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from engine import settings
from engine.clock import VirtualClock
from engine.database import Database
from engine.settings import SETTINGS
from tests.processes.templates import LINE, file, lane
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, opened, sign_in, signed_in
from tests.tasks.small_processes import deploy
from web.pages.settings_fields import AREAS, field, posted

_LIMITS = {
    "limit.batas_kelengkapan": "30",
    "limit.batas_kelengkapan.unit": "D",
    "limit.batas_pembayaran": "2",
    "limit.batas_pembayaran.unit": "MO",
    "rules.batas_lansia": "65",
    "attachment.max_bytes": "8.000.000",
    "reason": "SK 5/2026",
}


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    return opened(db, clock, tmp_path / "alur")


def _value(office: Office, key: str) -> Any:
    with office.site.db.read(office["admin"]) as tx:
        return settings.value(tx, key)


def test_every_setting_has_words_and_comes_back_as_it_was(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    with app.test_request_context():
        for setting in SETTINGS:
            assert setting.area in AREAS
            shown = field(setting, _value(office, setting.key))
            assert shown.label != setting.key, f"{setting.key} has no label"
            form = {setting.key: shown.value, f"{setting.key}.unit": shown.unit}
            assert posted(setting, form) == setting.default


def test_settings_are_saved_with_their_types_and_written_down(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    admin = signed_in(app, "admin")
    assert admin.post("/admin/settings/limits", _LIMITS).status_code == 303
    assert _value(office, "limit.batas_kelengkapan") == "P30D"
    assert _value(office, "limit.batas_pembayaran") == "P2M"
    assert _value(office, "attachment.max_bytes") == 8_000_000
    trail = signed_in(app, "auditor").get("/audit/trail?action=setting.changed").text
    assert "Setelan diubah" in trail and "SK 5/2026" in trail


def test_lists_are_edited_as_lines(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    fields = {
        "reasons.late": "antrean = Antrean padat\r\nHujan lebat",
        "reasons.pause": "lain = Alasan lain",
        "outage.systems": "jaringan = Jaringan kantor",
    }
    assert signed_in(app, "admin").post("/admin/settings/reasons", fields).status_code == 303
    assert _value(office, "reasons.late") == [
        {"code": "antrean", "label": "Antrean padat"},
        {"code": "hujan_lebat", "label": "Hujan lebat"},
    ]


@pytest.mark.parametrize(
    ("area", "key", "typed"),
    [
        ("limits", "limit.batas_kelengkapan", "nanti"),
        ("limits", "limit.batas_pembayaran", "0"),
        ("limits", "attachment.max_bytes", "banyak"),
        ("office", "office.zone", "Asia/Batulicin"),
        ("reasons", "reasons.late", ""),
        ("reasons", "reasons.pause", "a = A\na = B"),
    ],
)
def test_a_wrong_value_is_named_at_its_field_and_nothing_is_stored(
    office_app: tuple[Office, Flask], area: str, key: str, typed: str
) -> None:
    office, app = office_app
    with app.test_request_context():
        shown = [field(setting, _value(office, setting.key)) for setting in SETTINGS if setting.area == area]
    fields = {one.key: one.value for one in shown} | {f"{one.key}.unit": one.unit for one in shown}
    before = {one.key: _value(office, one.key) for one in shown}
    answer = signed_in(app, "admin").post(f"/admin/settings/{area}", {**fields, key: typed})
    assert answer.status_code == 422
    assert f'id="e-{key}"' in answer.text
    assert {one.key: _value(office, one.key) for one in shown} == before


def test_lanes_of_other_sops_bear_their_name_or_the_offices_word(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    admin = signed_in(app, "admin")
    deploy(
        office.site.db, file(LINE, lanes=lane("s", "a", "e").replace('name="Petugas"', 'name="Admin CMS"'))
    )
    for page in ("/admin/people/new", "/admin/tokens"):
        assert 'value="admin_cms"' in admin.get(page).text and "Admin CMS" in admin.get(page).text
    assert "Admin CMS" in admin.get("/sop/p").text
    fields = {"roles.names": "admin_cms = Operator backend", "reason": "uji"}
    assert admin.post("/admin/settings/roles", fields, page="/admin/settings").status_code == 303
    for page in ("/admin/people/new", "/sop/p"):
        assert "Operator backend" in admin.get(page).text
    assert admin.post("/admin/settings/roles", {"roles.names": ""}, page="/admin/settings").status_code == 303
    assert "Operator backend" not in admin.get("/admin/people/new").text
    wrong = admin.post("/admin/settings/roles", {"roles.names": "admin_cms = "}, page="/admin/settings")
    assert wrong.status_code == 422 and "peran = sebutan" in wrong.text


def test_a_process_owner_changes_words_and_limits_alone(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    owner = signed_in(app, "pemilik")
    page = owner.get("/admin/settings").text
    assert 'id="limits"' in page and 'id="office"' not in page
    words = {"words.nama_sistem_paspor": "SIPRI", "words.no_hp_layanan": "0812"}
    assert owner.post("/admin/settings/words", words).status_code == 303
    assert "SIPRI" in owner.get("/sop/micin_darurat").text
    refused = owner.post("/admin/settings/demo", {"demo.accounts": "true"})
    assert (refused.status_code, _value(office, "demo.accounts")) == (403, False)
    assert signed_in(app, "petugas1").get("/admin/settings").status_code == 403
    assert signed_in(app, "admin").post("/admin/settings/tiada").status_code == 404


def test_an_outage_stops_the_clocks_until_it_ends(
    office_app: tuple[Office, Flask], clock: VirtualClock
) -> None:
    office, app = office_app
    office.start()
    supervisor = signed_in(app, "kasi")
    declared = supervisor.post("/outages", {"system": "jaringan", "ticket": "TIKET-7"}, page="/outages")
    assert declared.status_code == 303
    assert "Sedang terganggu: Jaringan kantor" in supervisor.get("/outages").text
    again = supervisor.post("/outages", {"system": "jaringan", "ticket": "TIKET-8"})
    assert again.status_code == 409
    clock.move(timedelta(minutes=45))
    assert supervisor.post("/outages/1/end").status_code == 303
    page = supervisor.get("/outages").text
    assert "45 menit" in page and "TIKET-7" in page and "Tidak ada sistem yang tercatat" in page
    assert supervisor.post("/outages/1/end").status_code == 409


def test_an_outage_needs_a_system_a_ticket_and_the_right(office_app: tuple[Office, Flask]) -> None:
    app = office_app[1]
    answer = signed_in(app, "admin").post("/outages", {"system": "", "ticket": " "})
    assert answer.status_code == 422
    assert 'id="e-system"' in answer.text and 'id="e-ticket"' in answer.text
    officer = signed_in(app, "petugas1")
    assert (officer.get("/outages").status_code, officer.post("/outages/1/end").status_code) == (403, 403)


def test_in_a_browser_the_pages_fit_and_are_accessible(
    page: Page, serve: Callable[[Any], str], clock: VirtualClock, tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    _, app = opened(Database(f"sqlite:///{path}", clock), clock, tmp_path / "alur")
    address = serve(app)
    sign_in(page, address, "admin")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for shown in ("/admin/settings", "/outages"):
            page.goto(address + shown)
            assert fits(page), (shown, width)
            assert_accessible(page)
