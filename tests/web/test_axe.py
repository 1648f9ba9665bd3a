"""Every page, for everybody who may open it, through axe: on a phone in light and on a desk in dark.

Who sees a page as somebody else does is spared: a page is opened once for each build it has, and once for each person's
menu. Two pages have the same build when their elements, classes and attributes are the same, whatever the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from lxml import html
from playwright.sync_api import Browser, Page

from tests.support import browser as chromium
from tests.support.browser import Complaints, accessibility_faults
from tests.support.office import PEOPLE
from tests.support.office_pages import fits, sign_in, signed_in
from tests.support.pages import Visitor
from tests.web.test_every_page import Furnished, address_of, furnished, rules

__all__ = ["furnished"]
NOBODY = ""
_FILE = re.compile(r"\.[a-z]{2,5}$")
VIEWS: tuple[tuple[Any, int], ...] = (("light", 360), ("dark", 1280))


def addresses(app: Flask, furnished: Furnished) -> Iterator[str]:
    """Every page there is, and those that look otherwise in another state of what they show."""
    yield from (address_of(app, rule, furnished) for rule in rules(app, "GET"))
    f = furnished
    for case in (f.returned, f.late, f.paid, f.done):
        yield f"/requests/{case}"
        yield f"/requests/{case}/sheet"
        yield f"/survei/{case}"
        yield from (f"/tasks/{line.id}" for line in f.office.open_tasks(case))
    yield from (f"/tasks/{number}" for number in range(1, 4))  # done ones
    yield from ("/tasks?whose=mine", "/tasks?whose=done", "/tasks?q=tiada", "/requests?q=tiada", "/tiada")


def build_of(page: str) -> str:
    """What a page is made of, its words left out."""
    main = html.fromstring(page).xpath("//main")
    parts = [
        (str(one.tag), one.get("class", ""), one.get("type", ""), *sorted(one.attrib))
        for root in main
        for one in root.iter()
    ]
    return sha256(repr(parts).encode()).hexdigest()


def tours(app: Flask, furnished: Furnished) -> dict[str, list[str]]:
    """Pages by who opens them: each build once, and one page of everybody."""
    known: set[str] = set()
    found: dict[str, list[str]] = {}
    for login in (NOBODY, *PEOPLE):
        visitor = signed_in(app, login) if login else Visitor(app)
        for path in dict.fromkeys(addresses(app, furnished)):
            if _FILE.search(path):
                continue  # no page, and some take long to make
            answer = visitor.get(path)
            assert answer.data is not None  # a file that is streamed is read to its end
            if answer.mimetype != "text/html" or answer.status_code // 100 == 3:
                continue
            build = build_of(answer.text)
            if build not in known or login not in found:
                known.add(build)
                found.setdefault(login, []).append(path)
    return found


@pytest.fixture
def address(serve: Callable[[Any], str], office_app: Flask) -> str:
    return serve(office_app)


def test_every_page_is_accessible_and_fits_for_everybody(
    browser: Browser, complaints: Complaints, address: str, office_app: Flask, furnished: Furnished
) -> None:
    complaints.expect("40[34]")
    faults = []
    wanted = tours(office_app, furnished)
    assert set(wanted) == {NOBODY, *PEOPLE}
    for login, paths in wanted.items():
        with chromium.opened(browser, complaints) as page:
            if login:
                sign_in(page, address, login)
            for path in paths:
                page.goto(address + path, wait_until="load")
                faults += [f"{login} {path} {fault}" for fault in _faults(page)]
    assert faults == []
    assert complaints.unexpected() == []


def _faults(page: Page) -> Iterator[str]:
    for scheme, width in VIEWS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(
            "document.getAnimations().forEach((one) => one.finish())"
        )  # colours on their way to others
        yield from (f"{scheme} {width}: {fault}" for fault in accessibility_faults(page))
        if not fits(page):
            yield f"{scheme} {width}: wider than the screen"
