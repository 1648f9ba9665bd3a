"""Whoever may use a page finds it: from the first page by links alone, without knowing an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from lxml import html

from tasks.facts import refreshing
from tests.support.office import PEOPLE
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor
from tests.web.test_every_page import PAGES, Furnished, furnished

__all__ = ["furnished"]
MOST_PAGES = 400
_FILE = re.compile(r"\.[a-z]{2,5}$")
# Not for people's eyes; where one is already; and what is offered only when there is something in it.
APART = {"/", "/login", "/health", "/styleguide", "/tagihan/belum", "/laporan/ikm.csv", "/laporan/ikm.xlsx"}
APART |= {"/audit/heatmap/marks", "/audit/variants/marks", "/audit/conformance/marks"}  # drawn on the diagram


def links(visitor: Visitor, path: str) -> Iterator[str]:
    """Addresses of this site a page links to, without their queries. Files lead nowhere and are not made for this."""
    if _FILE.search(path):
        return
    answer = visitor.get(path, follow_redirects=True)
    if answer.mimetype != "text/html":
        assert answer.data is not None
        return
    for target in html.fromstring(answer.text).xpath(
        "//a/@href | //form[not(@method) or @method='get']/@action"
    ):
        found = urlsplit(urljoin(answer.request.path, target))
        if not found.netloc:
            yield found.path


def walked(visitor: Visitor) -> set[str]:
    """Every address reached from the first page."""
    known, waiting = {"/"}, ["/"]
    while waiting and len(known) < MOST_PAGES:
        for path in links(visitor, waiting.pop(0)):
            if path not in known:
                known.add(path)
                waiting.append(path)
    return known


@pytest.mark.parametrize("login", PEOPLE)
def test_every_page_one_may_use_is_linked(login: str, office_app: Flask, furnished: Furnished) -> None:
    assert (
        refreshing.rebuild(furnished.office.site).faults == []
    )  # questions of one's own are asked of the facts
    reached = walked(signed_in(office_app, login))
    plain = {path for path, people in PAGES.items() if login in people and "<" not in path}
    assert plain - reached - APART == set()
