"""Reports as workbooks: every line, texts that stay texts, instants of the office, sheets that go on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from engine.database import Actor
from tasks.reports import exports, xlsx
from tasks.reports.exports import Export
from tasks.site import Site
from tests.tasks.test_reports import AUDITOR, SCOPE, SUPERVISOR, put_office, reads, site

__all__ = ["site"]
MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheets(chunks: Iterator[bytes]) -> list[list[list[str]]]:
    """The cells of each sheet as the file holds them; it has no formula and no link."""
    book = zipfile.ZipFile(io.BytesIO(b"".join(chunks)))
    found = []
    names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
    for name in names:
        tree = etree.fromstring(book.read(name))
        assert not tree.xpath("//m:f | //m:hyperlink", namespaces=MAIN)
        rows = tree.xpath("//m:row", namespaces=MAIN)
        found.append([["".join(cell.itertext()) for cell in row] for row in rows])
    return found


def taken(site: Site, actor: Actor, export: Export, most: int = xlsx.MOST_ROWS) -> list[list[list[str]]]:
    return sheets(xlsx.chunks(site, actor, export, most=most))


def test_a_workbook_holds_every_case_and_its_lengths_as_numbers(site: Site) -> None:
    put_office(site.db)
    ((headings, *rows),) = taken(site, SUPERVISOR, exports.cases(site, SUPERVISOR, SCOPE))
    assert tuple(headings) == exports.CASE_COLUMNS
    assert [row[headings.index("business_key")] for row in rows] == ["MD-1", "MD-2", "MD-3"]


def test_what_looks_like_a_formula_is_a_text(site: Site) -> None:
    put_office(site.db)
    ((_, first, *_),) = taken(site, AUDITOR, exports.breaches(site, AUDITOR, SCOPE))
    assert "=1+1" in first and "S*** A***" in first
    # 2026-04-09 08:19 in the office, as days since 1900.
    assert any(cell.startswith("46121.346527777") for cell in first)


def test_a_full_sheet_goes_on_in_the_next_and_an_empty_report_has_its_headings(site: Site) -> None:
    put_office(site.db)
    first, second = taken(site, SUPERVISOR, exports.cases(site, SUPERVISOR, SCOPE), most=2)
    assert (len(first), len(second), first[0]) == (3, 2, second[0])
    empty = Export("cases", ("a", "b"), lambda _tx: iter(()))
    assert taken(site, SUPERVISOR, empty) == [[["a", "b"]]]


def test_taking_a_workbook_out_leaves_a_line(site: Site) -> None:
    put_office(site.db)
    taken(site, AUDITOR, exports.steps(site, AUDITOR, SCOPE))
    assert reads(site.db) == [("auditor", "report.exported", "report:steps")]
