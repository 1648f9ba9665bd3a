"""Questions of one's own on a page: figures, charts with the same numbers, filters, the facts behind, refusals."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible
from tests.support.office import Office
from tests.support.office_pages import WIDTHS, fits, sign_in, signed_in
from tests.tasks.asking.fact_rows import MINUTE, NINE, case, put, step

PERIOD = "from=2026-03-01&to=2026-03-31"


@pytest.fixture
def filled(office: Office) -> Office:
    """Sixty steps of four weeks, a third of them by each officer, and ten cases."""
    rows = [
        step(
            number,
            element=("terima_permohonan", "pastikan_persyaratan")[number % 2],
            person=f"petugas{number % 3 + 1}",
            completed_at=NINE + timedelta(hours=number * 9),
            touch=number * MINUTE,
            late=number % 5 == 0,
        )
        for number in range(60)
    ]
    with office.site.db.begin() as tx:
        put(tx, rows, [case(number, gross=number * MINUTE) for number in range(10)])
    return office


def cells(text: str) -> list[str]:
    """The figures of the page's table, in order."""
    table = text[text.index('class="table plain-table ask-table"') :]
    found = re.findall(r'<td class="num[^"]*">(.*?)</td>', table, re.S)
    return [unescape(re.sub(r"<[^>]+>", " ", one)).split("  ")[0].strip() for one in found]


def test_the_page_answers_at_once_and_offers_questions(office_app: Flask, filled: Office) -> None:
    visitor = signed_in(office_app, "auditor")
    page = visitor.get("/audit/explore").text
    assert "Langkah mana paling sering terlambat, per bulan?" in page
    for address in re.findall(r'<li><a href="(/audit/explore\?[^"]+)"', page):
        assert visitor.get(unescape(address)).status_code == 200, address


def test_chart_and_table_say_the_same_numbers(office_app: Flask, filled: Office) -> None:
    visitor = signed_in(office_app, "auditor")
    page = visitor.get(
        f"/audit/explore?{PERIOD}&rows=person&columns=step&measure=median&of=touch&chart=heat"
    ).text
    titles = [
        unescape(one).rsplit(": ", 1)[1] for one in re.findall(r"<rect[^>]+><title>([^<]+)</title>", page)
    ]
    across = [one for number, one in enumerate(cells(page)) if number % 4 < 2][: len(titles)]
    assert len(titles) == 6 and titles == across
    bars = visitor.get(f"/audit/explore?{PERIOD}&rows=person&measure=max&of=touch&chart=bars").text
    texts = re.findall(r'<span class="bar-text">([^<]+)</span>', bars)
    assert texts == ["59 menit", "58 menit", "57 menit"] == cells(bars)[0:6:2]


def test_a_filter_is_ticked_shown_and_taken_away(office_app: Flask, filled: Office) -> None:
    visitor = signed_in(office_app, "auditor")
    box = visitor.get(f"/audit/explore?{PERIOD}&rows=step&add=person").text
    assert box.count('name="pick"') == 3
    ticked = visitor.get(
        f"/audit/explore?{PERIOD}&rows=step&picked=person&how=out&pick=petugas1&pick=petugas2"
    )
    assert ticked.status_code == 303
    page = visitor.get(ticked.location).text
    assert "Pelaksana: selain Petugas1, Petugas2" in page or "selain Petugas1, Petugas2" in page
    assert cells(page) == ["10", "10", "20"]
    bounded = visitor.get(f"/audit/explore?{PERIOD}&rows=step&min.touch=0:50&max.touch=55+menit").text
    assert cells(bounded) == ["3", "3", "6"]
    assert "paling sedikit 50 menit" in bounded
    plain = re.search(r'class="ask-remove" href="([^"]+)"', bounded)
    assert plain and cells(visitor.get(unescape(plain[1])).text)[-1] == "56"


def test_the_filter_of_the_other_pages_is_taken_and_given_back(office_app: Flask, filled: Office) -> None:
    visitor = signed_in(office_app, "auditor")
    page = visitor.get(f"/audit/explore?{PERIOD}&sop=micin_darurat&version=1&type=baru_dewasa").text
    assert cells(page)[-1] == "60"
    kept = "from=2026-03-01&amp;to=2026-03-31&amp;sop=micin_darurat&amp;version=1&amp;type=baru_dewasa"
    assert f'href="/audit/requests?{kept}"' in page or f"/audit/requests?{kept}" in page


def test_what_cannot_be_asked_is_said_at_its_field(office_app: Flask, filled: Office) -> None:
    visitor = signed_in(office_app, "auditor")
    answer = visitor.get("/audit/explore?rows=passwd&min.touch=<script>alert(1)</script>&in.title=Siti")
    assert answer.status_code == 422
    assert "Pertanyaan ini tidak dapat diajukan" in answer.text and "<script>alert" not in answer.text
    for address in ("/audit/explore/behind", "/audit/explore/pivot.csv"):
        assert visitor.get(f"{address}?measure=1").status_code == 422
    assert signed_in(office_app, "pemilik").get("/audit/explore?rows=person").status_code == 403
    assert signed_in(office_app, "petugas1").get("/audit/explore").status_code == 403
    assert signed_in(office_app, "pemilik").get("/audit/explore/behind").status_code == 403
    owner = signed_in(office_app, "pemilik").get(f"/audit/explore?{PERIOD}").text
    assert "petugas1" not in owner and "/audit/explore/behind" not in owner


def test_a_table_is_taken_away_with_harmless_texts(office_app: Flask, filled: Office) -> None:
    visitor = signed_in(office_app, "auditor")
    with filled.site.db.begin() as tx:
        put(tx, [step(1, person="=cmd|'/c calc'!A1", completed_at=NINE), step(2, touch=90 * MINUTE)])
    asked = f"{PERIOD}&rows=person&measure=median&of=touch"
    lines = visitor.get(f"/audit/explore/pivot.csv?{asked}").text.splitlines()
    assert lines[1:] == ["Petugas1,5400,1", "'=cmd|'/c calc'!A1,180,1", "Jumlah,2790,2"]
    assert visitor.get(f"/audit/explore/pivot.xlsx?{asked}").data[:2] == b"PK"
    page = visitor.get(f"/audit/explore?{PERIOD}&rows=person").text
    assert "=cmd|&#39;/c calc&#39;!A1" in page


def test_the_page_fits_every_screen(
    office_app: Flask, filled: Office, serve: Callable[[Flask], str], page: Page
) -> None:
    address = serve(office_app)
    sign_in(page, address, "auditor")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/audit/explore?{PERIOD}&rows=step&columns=week&measure=late&add=week")
        expect(page.locator(".ask-table")).to_be_visible()
        assert fits(page)
    assert_accessible(page)
    page.get_by_role("group", name="Pekan").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Saring").click()
    page.wait_for_url("**in.week=2026-W10**")
    page.locator(".ask-table tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("di balik angka")
    assert_accessible(page)
