"""The page that puts two sides beside each other: words, ways on, hostile values, empty sides, zones, and who may."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, g
from openpyxl import load_workbook
from playwright.sync_api import Page

from engine import calendars
from engine.database import SYSTEM
from processes.model import TimeKind
from tasks import people, settings
from tasks.people import NewPerson
from tasks.reports.comparing_export import COLUMNS
from tests.support.browser import assert_accessible
from tests.support.office import PASSWORD, Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.support.pages import Visitor
from tests.tasks.report_rows import put_breach, put_case, put_clock, put_task
from web.app import create_app
from web.pages.compare import column_name
from web.pages.compare_scope import pair

SIDES = "/audit/compare?sop=micin_darurat&a.from=2026-02-01&a.to=2026-02-28&b.from=2026-03-01&b.to=2026-03-31"
STEP = "terima_permohonan"
HOSTILE = (
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "9" * 5000,
    "\u0665",
    "-99",
    "=cmd|' /C calc'!A0",
    "../../etc",
    "\x7f",
)


@pytest.fixture
def office_app(office: Office) -> Iterator[Flask]:
    """An office with ten requests in February and ten slower, later ones in March; one in Kotabaru."""
    with office.site.db.begin(SYSTEM) as tx:
        for month, minutes in ((2, 2), (3, 6)):
            for day in range(1, 11):
                began = datetime(2026, month, day, 1, tzinfo=UTC)
                put_one(tx, f"MD-{month}-{day}", began, minutes + day % 3)
        calendars.seed(tx, "kotabaru")
        put_one(tx, "KB-1", datetime(2026, 3, 5, 1, tzinfo=UTC), 30, office="kotabaru")
    app = create_app(office.site, testing=True)
    people.add(office.site, SYSTEM, NewPerson("inspektur", "Inspektur", ("inspector",), PASSWORD))
    yield app


def put_one(tx: Any, key: str, began: datetime, minutes: int, **more: Any) -> None:
    definition = tx.conn.exec_driver_sql("select id from definitions where key = 'micin_darurat'").scalar()
    ends = began + timedelta(minutes=minutes)
    case = put_case(tx, definition, key, began, ends + timedelta(hours=2), **more)
    task = put_task(tx, case, STEP, began, began, ends)
    clock = put_clock(tx, case, task, TimeKind.SERVICE, began, began + timedelta(minutes=3), ends)
    if minutes > 3:
        put_breach(tx, case, clock, began + timedelta(minutes=3), task, STEP)


def test_a_real_difference_is_said_in_words_and_leads_to_the_requests(office_app: Flask) -> None:
    auditor = signed_in(office_app, "auditor")
    page = auditor.get(SIDES).text
    page = auditor.get(SIDES).text
    assert "lebih lambat 4 menit, antara +2 menit dan +5 menit" in page and "perbedaan nyata" in page
    assert "lebih sering terlambat 70 poin persen" in page
    behind = "/audit/steps/terima_permohonan/requests?sop=micin_darurat&amp;from=2026-02-01&amp;to=2026-02-28"
    assert behind in page
    listed = auditor.get(behind.replace("&amp;", "&") + "&order=longest").text
    assert listed.count("MD-2-") >= 10 and "MD-3-" not in listed
    assert "MD-2-2<" in listed.split("MD-2-3<")[0]  # the longest first: 4 minutes before 2


def test_no_difference_could_be_chance_and_one_side_alone_says_nothing(office_app: Flask) -> None:
    auditor = signed_in(office_app, "auditor")
    page = auditor.get(
        SIDES.replace("a.from=2026-02-01&a.to=2026-02-28", "a.from=2026-03-01&a.to=2026-03-31")
    ).text
    assert "sama cepat" in page and "bisa kebetulan" in page and "Kedua sisi sama" in page
    few = auditor.get(SIDES.replace("b.to=2026-03-31", "b.to=2026-03-03")).text
    assert "terlalu sedikit untuk dinilai" in few
    empty = auditor.get(SIDES.replace("2026-0", "2020-0")).text
    assert "Tidak ada data pada kedua sisi" in empty
    assert "Salah satu sisi tidak punya data" in auditor.get(SIDES.replace("2026-02", "2020-02")).text


def test_ready_comparisons_lead_to_their_sides(office_app: Flask) -> None:
    auditor = signed_in(office_app, "auditor")  # it is 9 April 2026
    page = auditor.get("/audit/compare?sop=micin_darurat").text
    assert "Bulan ini dan bulan lalu" in page and "Maret 2026 dibanding Februari 2026" in page
    assert "b.from=2026-04-01&amp;b.to=2026-04-09" in page and "a.from=2026-03-01&amp;a.to=2026-03-31" in page
    kept = auditor.get("/audit/compare?sop=micin_darurat&from=2026-03-11&to=2026-03-20").text
    assert 'name="a.from" type="date" value="2026-03-01"' in kept
    assert 'name="a.to" type="date" value="2026-03-10"' in kept


def test_the_files_hold_the_page_s_numbers_and_are_written_down(office_app: Flask) -> None:
    auditor = signed_in(office_app, "auditor")
    answer = auditor.get(SIDES.replace("/compare?", "/compare.csv?"))
    heads, *rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    with office_app.test_request_context():
        assert heads == [column_name(column) for column in COLUMNS]
        assert not set(heads) & set(COLUMNS)
    row = dict(zip(COLUMNS, next(row for row in rows if row[0] == STEP), strict=True))
    assert (row["a_completed"], row["b_completed"], row["median_rise_seconds"]) == ("10", "10", "240")
    assert (row["a_late"], row["b_late"], row["rate_verdict"]) == ("3", "10", "more")
    book = load_workbook(io.BytesIO(auditor.get(SIDES.replace("/compare?", "/compare.xlsx?")).data))
    assert len(list(book.active.iter_rows())) == len(rows) + 1
    assert "Laporan diunduh" in auditor.get("/audit/trail?action=report.exported").text


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_choose_nothing_and_break_nothing(office_app: Flask, value: str) -> None:
    auditor = signed_in(office_app, "auditor")
    whole = auditor.get(SIDES).text
    query = {"b.version": value, "b.type": value, "b.priority": value, "b.office": value, "by": value}
    answer = auditor.get(SIDES + "&" + encoded(query))
    assert answer.status_code == 200 and f">{value}<" not in answer.text and f'"{value}"' not in answer.text
    assert answer.text.count("<tr") == whole.count("<tr")
    for path in ("/audit", f"/audit/steps/{STEP}", f"/audit/steps/{STEP}/requests"):
        shown = auditor.get(
            f"{path}?sop=micin_darurat&from=2026-02-01&" + encoded(query | {"version": value, "of": value})
        )
        assert shown.status_code == 200 and "<script>alert" not in shown.text
    assert (
        auditor.get(SIDES + "&" + encoded({"a.from": value})).status_code == 200
    )  # the first of the name counts
    assert auditor.get("/audit/compare?" + encoded({"a.from": value})).status_code == 422


def encoded(query: dict[str, str]) -> str:
    return urlencode(query)


def test_who_may_compare_and_what_is_not_theirs(office_app: Flask, office: Office) -> None:
    owner = signed_in(office_app, "pemilik")
    page = owner.get(SIDES).text
    assert "perbedaan nyata" in page and "/requests?" not in page  # figures, and no way to a request
    officer, stranger = signed_in(office_app, "petugas1"), Visitor(office_app)
    for path in (
        SIDES,
        SIDES.replace("/compare?", "/compare.csv?"),
        SIDES.replace("/compare?", "/compare.xlsx?"),
    ):
        assert (officer.get(path).status_code, stranger.get(path).status_code) == (403, 303)
    assert owner.get(f"/audit/steps/{STEP}/requests").status_code == 403
    other = signed_in(office_app, "auditor").get(SIDES + "&b.office=kotabaru").text
    assert "Kotabaru" not in other and "30 menit" not in other


def test_an_inspector_sees_two_offices_and_no_request_of_either(office_app: Flask) -> None:
    inspector = signed_in(office_app, "inspektur")
    page = inspector.get(SIDES + "&a.office=batulicin&b.office=kotabaru").text
    assert "Februari 2026 · Batulicin" in page and "Maret 2026 · Kotabaru" in page and "30 menit" in page
    assert "/requests?" not in page
    assert inspector.get(f"/audit/steps/{STEP}/requests").status_code == 403


@pytest.mark.parametrize(
    ("zone", "first", "last", "start", "end"),
    [
        ("Europe/Amsterdam", "2026-03-29", "2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),  # 23 hours
        ("Europe/Amsterdam", "2026-10-25", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),  # 25 hours
        (
            "Africa/Cairo",
            "2026-04-24",
            "2026-04-24",
            "2026-04-23T22:00",
            "2026-04-24T21:00",
        ),  # no midnight at all
        (
            "America/Havana",
            "2026-11-01",
            "2026-11-01",
            "2026-11-01T04:00",
            "2026-11-02T05:00",
        ),  # midnight twice
    ],
)
def test_a_period_is_of_the_office_s_days_where_clocks_are_changed(
    office_app: Flask, office: Office, zone: str, first: str, last: str, start: str, end: str
) -> None:
    settings.change(office.site, office["admin"], {"office.zone": zone})
    with office_app.test_request_context(f"/audit/compare?b.from={first}&b.to={last}"):
        g.actor = office["auditor"]
        found = pair()
        assert found is not None
        assert found.b.scope.start == datetime.fromisoformat(f"{start}+00:00")
        assert found.b.scope.end == datetime.fromisoformat(f"{end}+00:00")
        assert found.a.scope.end == found.b.scope.start  # no instant between the two is lost or counted twice


def test_each_completion_counts_once_on_the_day_it_was_there(office_app: Flask, office: Office) -> None:
    settings.change(office.site, office["admin"], {"office.zone": "Europe/Amsterdam"})
    ends = {  # in UTC; on 25 October 2026 the hour from 2 to 3 comes twice there, on 29 March it is left out
        "24T21:59": 24,
        "24T22:00": 25,
        "25T00:30": 25,
        "25T01:30": 25,
        "25T22:59": 25,
        "25T23:00": 26,
    }
    with office.site.db.begin(SYSTEM) as tx:
        for place, moment in enumerate(ends):
            end = datetime.fromisoformat(f"2026-10-{moment}+00:00")
            put_one(tx, f"DST-{place}", end - timedelta(minutes=2), 2)
        for place, moment in enumerate(
            ("28T22:59", "28T23:00", "29T00:59", "29T01:00", "29T21:59", "29T22:00")
        ):
            end = datetime.fromisoformat(f"2026-03-{moment}+00:00")
            put_one(tx, f"GAP-{place}", end - timedelta(minutes=2), 2)
    auditor = signed_in(office_app, "auditor")
    days = {f"2026-10-{day}": list(ends.values()).count(day) for day in (24, 25, 26)}
    for day, count in (days | {"2026-03-28": 1, "2026-03-29": 4, "2026-03-30": 1}).items():
        address = f"/audit/compare.csv?sop=micin_darurat&a.from={day}&a.to={day}&b.from={day}&b.to={day}"
        _, *rows = list(csv.reader(io.StringIO(auditor.get(address).data.decode("utf-8-sig"))))
        row = dict(zip(COLUMNS, next(row for row in rows if row[0] == STEP), strict=True))
        assert (row["a_completed"], row["b_completed"]) == (str(count), str(count)), day


def test_in_a_browser_the_comparison_fits_and_is_accessible(
    page: Page, serve: Callable[[Any], str], office_app: Flask
) -> None:
    address = serve(office_app)
    sign_in(page, address, "auditor")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for shown in (SIDES, f"/audit/steps/{STEP}/requests?sop=micin_darurat&from=2026-02-01"):
            page.goto(address + shown)
            assert fits(page), (shown, width)
            assert_accessible(page)
