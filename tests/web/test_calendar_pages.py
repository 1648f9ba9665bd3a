"""The calendar's pages: a year at a glance; changes are seen before they are published, and move deadlines."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from engine.clock import VirtualClock
from engine.database import Database
from engine.office_calendar import plan
from engine.office_changes import hours_text
from engine.refusals import Invalid
from tasks import cases, office_hours
from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, opened, sign_in, signed_in
from tests.support.pages import Visitor
from web.pages.calendar_edit import hours_from

_STEPS = re.compile(r'name="steps" value="([^"]*)"')
_HOLIDAY = {
    "do": "holiday",
    "holiday.day": "2026-04-10",
    "holiday.name": "Pilkada",
    "holiday.kind": "other",
    "holiday.decree": "Keppres 1/2026",
}


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    return opened(db, clock, tmp_path / "alur")


@pytest.fixture
def admin(office_app: tuple[Office, Flask]) -> Visitor:
    return signed_in(office_app[1], "admin")


def _change(visitor: Visitor, fields: dict[str, str], steps: str = "[]") -> tuple[str, str]:
    """The page after a change, and the steps it carries on."""
    answer = visitor.post("/calendar/edit", {"steps": steps, "base": "1", **fields})
    assert answer.status_code == 200, answer.text
    found = _STEPS.search(answer.text)
    assert found is not None
    return answer.text, unescape(found[1])


def _hours(office: Office, day: date) -> str:
    return hours_text(plan(office_hours.current(office.site, office["admin"]), day).hours)


def _to_printing(office: Office) -> int:
    """A request paid on Thursday afternoon: printing is due at closing time on Friday, 10 April."""
    number = office.start()
    for _ in range(20):
        if not office.open_tasks(number.instance):
            break
        office.do(number.instance)
    cases.deliver(
        office.site,
        office["petugas1"],
        "pembayaran",
        number.business_key,
        {"dibayar_pada": office.clock().isoformat(), "ntpn": "1234567890123456"},
    )
    return number.instance


def test_the_year_is_told_by_words_and_symbols(admin: Visitor) -> None:
    page = admin.get("/calendar?shown=2026").text
    assert page.count('class="cal-month"') == 12
    assert 'title="Cuti bersama, Cuti bersama Hari Raya Natal"' in page
    assert "Jam khusus (Ramadan), 08.00–12.00, 12.30–15.00" in page
    assert "SKB 1497/2/5 Tahun 2025" in page
    assert "Kalender 2027 belum lengkap" not in page  # in April no deadline reaches that far


def test_a_year_without_cuti_bersama_warns_before_deadlines_reach_it(
    office_app: tuple[Office, Flask], clock: VirtualClock
) -> None:
    clock.move_to(clock().replace(month=12))
    assert "Kalender 2027 belum lengkap" in signed_in(office_app[1], "petugas1").get("/calendar").text


def test_everybody_reads_and_only_administrators_and_supervisors_change(
    office_app: tuple[Office, Flask],
) -> None:
    app = office_app[1]
    officer = signed_in(app, "petugas1")
    assert officer.get("/calendar").status_code == 200
    assert officer.get("/calendar/edit").status_code == 403
    assert officer.post("/calendar/publish", {"reason": "x", "steps": "[]"}).status_code == 403
    assert signed_in(app, "kasi").get("/calendar/edit").status_code == 200
    assert app.test_client().get("/calendar").status_code == 303


def test_a_change_is_only_shown_until_it_is_published(
    admin: Visitor, office_app: tuple[Office, Flask]
) -> None:
    office = office_app[0]
    page, steps = _change(admin, _HOLIDAY)
    assert "Belum diterbitkan" in page and "Pilkada" in page
    assert _hours(office, date(2026, 4, 10)) == "07:30-11:30 13:00-16:30"
    answer = admin.post("/calendar/publish", {"steps": steps, "base": "1", "reason": "Keppres 1/2026"})
    assert answer.status_code == 303
    assert _hours(office, date(2026, 4, 10)) == "-"
    shown = admin.get("/calendar").text
    assert "Keppres 1/2026" in shown and "Versi 2" in shown


def test_an_older_version_is_shown_as_it_was_and_cannot_be_changed(
    admin: Visitor, office_app: tuple[Office, Flask]
) -> None:
    _, steps = _change(admin, _HOLIDAY)
    admin.post("/calendar/publish", {"steps": steps, "base": "1", "reason": "Keppres 1/2026"})
    old, new = admin.get("/calendar?version=1").text, admin.get("/calendar").text
    assert "Versi 1 tidak berlaku lagi" in old and "tidak berlaku lagi" not in new
    assert "Pilkada" in new and "Pilkada" not in old
    assert "/calendar/edit" in new and "/calendar/edit?" not in old
    assert admin.get("/calendar?version=3").status_code == 404
    assert "tidak berlaku lagi" not in admin.get("/calendar?version=" + "9" * 5000).text
    assert "tidak berlaku lagi" not in admin.get("/calendar?version=²").text


def test_the_preview_names_the_deadlines_that_move_and_publishing_moves_them(
    admin: Visitor, office_app: tuple[Office, Flask]
) -> None:
    office = office_app[0]
    instance = _to_printing(office)
    before = office.open_task(instance).due_at
    page, steps = _change(admin, _HOLIDAY)
    assert "Tidak ada batas waktu yang bergeser" not in page
    assert "10 Apr 16.30" in page and "13 Apr 16.00" in page
    admin.post("/calendar/publish", {"steps": steps, "base": "1", "reason": "Pilkada"})
    after = office.open_task(instance).due_at
    assert before is not None and after is not None and after.date() > before.date()


def test_steps_add_up_can_be_taken_back_and_removed(admin: Visitor) -> None:
    _, one = _change(admin, _HOLIDAY)
    exception = {"do": "exception", "exception.day": "2026-04-11", "exception.reason": "Layanan Sabtu"}
    page, two = _change(admin, {**exception, "exception.hours": "8.00–12.00"}, one)
    assert "Pilkada" in page and "08.00–12.00" in page
    page, back = _change(admin, {"do": "undo"}, two)
    assert back == one and "Layanan Sabtu" not in page
    page, _ = _change(admin, {"do": "remove", "remove": "holidays:2026-05-01"}, one)
    assert "Jumat, 1 Mei 2026" in page[: page.index("Batas waktu terbuka")]


def test_a_week_a_period_and_a_year_are_entered(admin: Visitor, office_app: tuple[Office, Flask]) -> None:
    office = office_app[0]
    days = ("monday", "tuesday", "wednesday", "thursday", "friday")
    _, steps = _change(
        admin, {"do": "week", "basis": "SK 2/2026"} | {f"week.{day}": "08.00-15.30" for day in days}
    )
    period = {"do": "period", "period.name": "Ramadan", "period.first": "2027-02-08"}
    period |= {"period.last": "2027-03-09"} | {f"period.{day}": "08.00-14.00" for day in days}
    _, steps = _change(admin, period, steps)
    _, steps = _change(admin, {"do": "propose", "year": "2027"}, steps)
    page, steps = _change(admin, {"do": "decreed", "year": "2027", "shown": "2027"}, steps)
    assert "belum ada keputusan" in page
    assert admin.post("/calendar/publish", {"steps": steps, "base": "1", "reason": "x"}).status_code == 303
    calendar = office_hours.current(office.site, office["admin"])
    assert calendar.basis == "SK 2/2026" and 2027 in calendar.decreed_years
    assert _hours(office, date(2026, 4, 13)) == "08:00-15:30"
    assert _hours(office, date(2027, 2, 9)) == "08:00-14:00"
    assert calendar.holidays[date(2027, 1, 1)].decree == ""


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({**_HOLIDAY, "holiday.day": "kemarin"}, "holiday.day"),
        ({**_HOLIDAY, "holiday.name": " "}, "holiday.name"),
        ({**_HOLIDAY, "holiday.kind": "lain"}, "holiday.kind"),
        (
            {
                "do": "exception",
                "exception.day": "2026-04-11",
                "exception.hours": "pagi",
                "exception.reason": "x",
            },
            "exception.hours",
        ),
        ({"do": "week", "week.monday": "08.00-12.00, 11.00-15.00"}, "week.monday"),
        ({"do": "week", "week.tuesday": "15.00-08.00"}, "week.tuesday"),
        (
            {"do": "period", "period.name": "R", "period.first": "2027-03-09", "period.last": "2027-02-08"},
            "period.last",
        ),
        ({"do": "propose", "year": "99"}, "year"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(
    admin: Visitor, fields: dict[str, str], field: str
) -> None:
    _, steps = _change(admin, {**_HOLIDAY, "holiday.day": "2026-06-02"})
    answer = admin.post("/calendar/edit", {"steps": steps, "base": "1", **fields})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert "Belum diterbitkan" in answer.text  # the change collected before is not lost


def test_publishing_needs_a_reason_and_the_present_version(
    admin: Visitor, office_app: tuple[Office, Flask]
) -> None:
    _, steps = _change(admin, _HOLIDAY)
    refused = admin.post("/calendar/publish", {"steps": steps, "base": "1", "reason": ""})
    assert refused.status_code == 422 and 'id="e-reason"' in refused.text
    admin.post("/calendar/publish", {"steps": steps, "base": "1", "reason": "Pilkada"})
    _, other = _change(admin, {**_HOLIDAY, "holiday.day": "2026-06-02"})
    late = admin.post("/calendar/publish", {"steps": other, "base": "1", "reason": "Terlambat"})
    assert late.status_code == 409 and "sudah diterbitkan orang lain" in late.text


@pytest.mark.parametrize(
    "steps", ["{", "{}", '[{"do":"rm"}]', '[{"do":"holiday"}]', '[{"do":"week","week":1}]']
)
def test_steps_of_another_making_are_refused(admin: Visitor, steps: str) -> None:
    fields = {"steps": steps, "base": "1", "reason": "x"}
    assert admin.post("/calendar/publish", fields).status_code == 422
    assert admin.post("/calendar/edit", {**_HOLIDAY, "steps": steps, "base": "1"}).status_code == 422


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("07.30-12.00, 13.00-16.00", [["07:30", "12:00"], ["13:00", "16:00"]]),
        ("7:30–12:00 13:00–16:00", [["07:30", "12:00"], ["13:00", "16:00"]]),
        ("8.00 s.d. 12.00 dan 13.00 sampai 15.00", [["08:00", "12:00"], ["13:00", "15:00"]]),
        ("", []),
        ("tutup", []),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hours: list[list[str]]) -> None:
    assert hours_from(text, "x") == hours


@pytest.mark.parametrize("text", ["pagi", "08.00", "08.00-", "08.00-12.00 x", "08-12"])
def test_hours_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        hours_from(text, "x")


def test_in_a_browser_a_holiday_is_entered_seen_and_published(
    page: Page, serve: Callable[[Any], str], clock: VirtualClock, tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "alur.db"
    path.write_bytes(sqlite_template.read_bytes())
    office, app = opened(Database(f"sqlite:///{path}", clock), clock, tmp_path / "alur")
    address = serve(app)
    sign_in(page, address, "admin")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for shown in ("/calendar", "/calendar/edit"):
            page.goto(address + shown)
            assert fits(page), (shown, width)
            assert_accessible(page)
    form = page.locator("form", has=page.locator("input[value=holiday]"))
    form.get_by_label("Hari").first.fill("2026-04-10")
    form.get_by_label("Nama").fill("Pilkada")
    form.get_by_role("button", name="Tambah").click()
    expect(page.locator("#pending")).to_contain_text("Jumat, 10 April 2026")
    assert fits(page)
    assert_accessible(page)
    page.locator("#pending").get_by_label("Alasan").fill("Keppres")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("status").first).to_contain_text("versi 2")
    assert _hours(office, date(2026, 4, 10)) == "-"
