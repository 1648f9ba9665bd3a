"""Pages on paper: white whatever the screen is, the office's letterhead, the whole drawing, every number."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.office import Office
from tests.support.office_pages import sign_in, signed_in

_PORTRAIT, _LANDSCAPE = "595x842", "842x595"


def sheets(page: Page) -> list[str]:
    """The sizes of the sheets a page prints on, in points."""
    found = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", page.pdf(prefer_css_page_size=True))
    return [f"{float(width):.0f}x{float(height):.0f}" for width, height in found]


def colours(page: Page, selector: str) -> list[str]:
    """Ink and ground of an element, and the ground of the page."""
    return [
        page.locator(selector).first.evaluate(f"e => getComputedStyle(e).{name}")
        for name in ("color", "backgroundColor")
    ] + [page.evaluate("getComputedStyle(document.body).backgroundColor")]


@pytest.fixture
def address(office_app: Flask, serve: Callable[[Any], str]) -> str:
    return serve(office_app)


def test_what_is_dark_on_the_screen_prints_as_the_light_page_does(
    page: Page, address: str, office: Office
) -> None:
    case = office.start().instance
    office.do(case)
    page.emulate_media(color_scheme="dark")
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/requests/{case}/sheet")
    dark = colours(page, ".badge-ok")
    page.emulate_media(color_scheme="dark", media="print")
    printed = colours(page, ".badge-ok")
    page.emulate_media(color_scheme="light", media="screen")
    assert printed[:2] == colours(page, ".badge-ok")[:2]
    assert printed[2] == "rgb(255, 255, 255)" and dark[2] != printed[2]


def test_the_case_sheet_prints_its_numbers_and_the_offices_name_alone(
    page: Page, address: str, office: Office
) -> None:
    case = office.start(nama_pemohon="Hj. Siti Aminah binti Abdurrahman Noor").instance
    office.do(case)
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/requests/{case}/sheet")
    expect(page.locator(".chart-numbers table")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".chart-numbers table")).to_be_visible()
    expect(page.locator(".chart-numbers summary")).to_be_hidden()
    assert set(sheets(page)) == {_PORTRAIT}


def test_letters_bear_the_office_and_nothing_of_the_product(office: Office, office_app: Flask) -> None:
    case = office.start().instance
    office.until(case, "pastikan_persyaratan")
    office.do(case, missing={"kk": "tidak_ada"}, keputusan="tidak")
    for paper in ("sheet", "letter"):
        text = signed_in(office_app, "petugas1").get(f"/requests/{case}/{paper}").text
        letter = text[text.index('<article class="letter') : text.index("</article>")]
        assert "Kantor Imigrasi Kelas II TPI Batulicin" in letter
        assert "<h1" in letter
        assert "logo" not in letter and "Alur" not in letter.split("<h2")[0]


def test_the_whole_flow_prints_on_a_sheet_of_its_own_and_stands_afterwards_as_before(
    page: Page, address: str
) -> None:
    sign_in(page, address, "petugas1")
    page.goto(f"{address}/sop/micin_darurat")
    page.locator(".diagram[data-ready]").wait_for()
    page.locator(".diagram-tools button").first.click()
    drawing = page.locator(".diagram .viewport").first
    before = drawing.get_attribute("transform")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    inside = page.evaluate(
        """() => {
          const inner = document.querySelector('.diagram .viewport').getBoundingClientRect();
          const paper = document.querySelector('.diagram-paper').getBoundingClientRect();
          return inner.top >= paper.top && inner.left >= paper.left
            && inner.bottom <= paper.bottom && inner.right <= paper.right;
        }"""
    )
    assert inside
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert numbers(drawing.get_attribute("transform")) == pytest.approx(numbers(before), abs=0.01)
    printed = sheets(page)
    assert printed[0] == _PORTRAIT and set(printed[1:]) == {_LANDSCAPE}


def numbers(matrix: str | None) -> list[float]:
    """The six numbers of a transform."""
    return [float(text) for text in re.findall(r"-?[0-9.]+", matrix or "")]
