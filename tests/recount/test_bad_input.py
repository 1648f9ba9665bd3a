"""Hostile values in every filter, empty periods on every page, formulas in every file that is taken out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.schema import instances, pauses
from tasks import office_hours
from tasks.reports.breaches import breach_list
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from tests.recount.stage import on
from tests.recount.world import END
from tests.support.office_pages import signed_in
from web.app import create_app

FIELDS = (
    *(
        "sop",
        "type",
        "version",
        "priority",
        "state",
        "start",
        "reason",
        "odd",
        "every",
        "by",
        "of",
        "measure",
    ),
    *("after", "group", "actor", "chain", "action", "order", "late", "responsible", "step", "who", "period"),
    *("picked", "how", "add", "rows", "columns", "shown", "other", "days"),
)
WORDS = (
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "9" * 5000,
    "-1",
    "\u0663",
    "\ud7ff\u202e=1+1",
    "%s{{7*7}}",
)
DAYS = ("0000-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "kemarin", "9" * 30, "'--")
FORMULA = '=HYPERLINK("http://x","y")'


@pytest.fixture(scope="module")
def app(world_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A copy of the world that tests may write to, with formulas wherever people type."""
    path = tmp_path_factory.mktemp("hostile") / "world.db"
    path.write_bytes(world_file.read_bytes())
    database = Database(f"sqlite:///{path}", VirtualClock(END))
    with database.engine.begin() as conn:
        conn.execute(update(instances).values(title=FORMULA))
        conn.execute(update(pauses).values(evidence=FORMULA))
    yield create_app(Site(database, world_file.parent / "alur"))
    database.close()


def pages(app: Flask) -> list[str]:
    """The auditor's pages that need no name in their address, and one of each that does."""
    named = {"<element>": "pastikan_persyaratan", "<document>": "kk", "<int:outage_id>": "1"}
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for part, value in named.items():
            path = path.replace(part, value)
        ours = path.startswith(("/audit", "/laporan/ikm", "/calendar"))
        if "GET" in (rule.methods or ()) and ours and "<" not in path:
            found.append(path)
    return sorted(found)


def test_no_filter_breaks_a_page_or_comes_back_as_markup(app: Flask) -> None:
    auditor = signed_in(app, "auditor")
    for path in pages(app):
        for turn in range(3):
            query = {field: WORDS[(place + turn) % len(WORDS)] for place, field in enumerate(FIELDS)}
            answer = auditor.get(path, query_string=query)
            assert answer.status_code < 500, (path, turn)
            assert b"<script>alert(1)" not in answer.data, path
        nul = auditor.get(path, query_string={"sop": "a\x00b"})
        assert nul.status_code in (403, 422), path


@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_none_is_refused_everywhere_and_breaks_nothing(app: Flask, day: str) -> None:
    auditor = signed_in(app, "auditor")
    for path in pages(app):
        answer = auditor.get(path, query_string={"from": day, "to": day, "on": day, "period": day})
        assert answer.data is not None and answer.status_code < 500, (path, day)
    assert auditor.get("/audit", query_string={"to": day}).status_code == 422


def test_a_period_turned_round_shows_the_same(app: Flask) -> None:
    auditor = signed_in(app, "auditor")
    right, wrong = {"from": "2026-04-01", "to": "2026-04-30"}, {"from": "2026-04-30", "to": "2026-04-01"}
    for path in (
        "/audit",
        "/audit/requests",
        "/audit/breaches",
        "/audit/causes",
        "/audit/pauses",
        "/audit/heatmap",
    ):
        texts = [auditor.get(path, query_string=q).text.split("<main", 1)[1] for q in (right, wrong)]
        assert texts[0] == texts[1], path


@pytest.mark.parametrize("first", ["2020-01-01", "2199-12-31"])
def test_an_empty_period_is_a_page_that_says_so(app: Flask, first: str) -> None:
    auditor = signed_in(app, "auditor")
    months = {"/audit/issued": first[:7], "/laporan/ikm": first[:7]}
    for path in pages(app):
        day = next((month for start, month in months.items() if path.startswith(start)), first)
        answer = auditor.get(path, query_string={"from": day, "to": day, "sop": "micin_darurat"})
        # A step or a cause nobody met in the period is not there.
        assert answer.data is not None  # a file is read to its end
        assert answer.status_code in (200, 202, 303, 403, 404, 422), (path, answer.status_code)
        if path in ("/audit", "/audit/breaches", "/audit/requests", "/audit/pauses", "/audit/causes"):
            assert answer.status_code == 200 and re.search(r"Tidak ada", answer.text), path


def test_no_file_holds_a_formula(app: Flask) -> None:
    supervisor = signed_in(app, "kasi")  # sees names in full
    files = [path for path in pages(app) if path.endswith((".csv", ".xlsx"))]
    assert len(files) >= 9
    seen = 0
    for path in files:
        answer = supervisor.get(path, query_string={"sop": "micin_darurat"})
        if answer.status_code != 200:
            assert answer.status_code in (403, 422), (path, answer.status_code)
            continue
        seen += FORMULA.encode() in answer.data.replace(b'""', b'"')
        told = _typed_cells(answer.data) if path.endswith(".csv") else _sheet_formulas(answer.data)
        assert not [cell for cell in told if cell.startswith(("=", "+", "@", "\t", "\r"))], path
    assert seen >= 3  # requests, breaches and pauses as CSV did hold it


def _typed_cells(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]


def _sheet_formulas(content: bytes) -> list[str]:
    """What a workbook would compute."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [
            book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")
        ]
    return ["=" + formula for sheet in sheets for formula in re.findall(r"<f[^>]*>([^<]+)</f>", sheet)]


def test_a_calendar_changed_today_moves_no_figure_of_what_is_over(world_file: Path, tmp_path: Path) -> None:
    """Every working day of March and April closed after the fact: the lists stay, to the microsecond."""
    path = tmp_path / "world.db"
    path.write_bytes(world_file.read_bytes())
    site = Site(Database(f"sqlite:///{path}", VirtualClock(END)), tmp_path)
    auditor, scope = (
        Actor("auditor", roles=frozenset({"auditor"})),
        ReportFilter("micin_darurat", on(3, 1), END, "batulicin"),
    )
    before = [row for row in breach_list(site, auditor, scope).rows if row.stopped_at]
    content: Any = office_hours.current(site, Actor("admin", roles=frozenset({"administrator"})))
    admin = Actor("admin", roles=frozenset({"administrator"}))
    office_hours.publish(
        site, admin, replace(content, week=((),) * 5 + content.week[:2]), "Terbalik", content.version
    )
    after = [row for row in breach_list(site, auditor, scope).rows if row.stopped_at]
    assert before == after and len(before) > 20
    site.db.close()
