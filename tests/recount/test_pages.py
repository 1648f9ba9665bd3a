"""What the pages write: the figures a reader sees are those counted from the rows, in the page's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from lxml import html

from tests.recount import counted
from tests.recount.conftest import APRIL, World
from tests.recount.raw import Raw
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor
from web.shell.formatting import percent, span

ASKED = {"sop": "micin_darurat", "from": "2026-04-01", "to": "2026-04-30"}


@pytest.fixture
def auditor(world: World) -> Iterator[Visitor]:
    """Somebody who reads, with the words of the page at hand."""
    with world.app.test_request_context(headers={"Accept-Language": "id"}):
        yield signed_in(world.app, "auditor")


def table(auditor: Visitor, path: str, caption: str) -> list[list[str]]:
    """The cells of a page's table, row by row, as one reads them."""
    page = html.fromstring(auditor.get(path, query_string=ASKED).text)
    (found,) = (one for one in page.iter("table") if one.findtext("caption") == caption)
    return [
        [" ".join(cell.text_content().split()) for cell in row] for row in found.find("tbody").iterfind("tr")
    ]


def said(microseconds: int | None) -> str:
    return "–" if microseconds is None else span(timedelta(microseconds=microseconds))


def test_the_overview(world: World, auditor: Visitor) -> None:
    raw = world.raw
    done = counted.by(counted.completed(raw, APRIL), lambda task: task.step)
    late = {one.task_id for one in raw.breaches}
    shown = {cells[0].split(".")[0]: cells for cells in table(auditor, "/audit", "Angka per langkah")}
    assert set(done) <= set(shown)
    for step, tasks in done.items():
        _, _, completed, median, p90, share, *_ = shown[step]
        lengths = [one for one in (counted.judged(raw, task) for task in tasks) if one is not None]
        touch = [task.completed_at - task.started_at - counted.stood(raw, task) for task in tasks]
        figures = counted.figures(lengths or touch)
        assert figures is not None
        assert completed.split()[0] == str(len(tasks))
        assert (median, p90) == (said(figures[2]), said(figures[4])), step
        hits = sum(task.id in late for task in tasks)
        assert share.startswith(f"{percent(hits / len(tasks))} ({hits})") or share == "tanpa baku", share


def test_the_list_of_requests(world: World, auditor: Visitor) -> None:
    rows = table(auditor, "/audit/requests", "Permohonan")
    begun = {case.business_key: case for case in counted.begun(world.raw, APRIL)}
    assert 20 < len(rows) <= 25
    for cells in rows:
        case = begun[cells[0][: len("MD-2026-00001")]]
        parts = counted.parts(world.raw, case)
        still = sum(parts[part] for part in ("outage", "travel", "applicant", "examination"))
        assert cells[4:6] == [said(sum(parts.values())), said(sum(parts.values()) - still)]


def test_the_list_of_breaches(world: World, auditor: Visitor) -> None:
    raw: Raw = world.raw
    found = sorted(counted.breached(raw, APRIL), key=lambda one: (-one.at, -one.id))
    rows = table(auditor, "/audit/breaches", "Keterlambatan")
    assert len(rows) == min(25, len(found))
    for cells, one in zip(rows, found, strict=False):
        assert raw.instance[one.instance_id].business_key in cells[1]
        assert cells[3].startswith(said(counted.lateness(raw, one)))


def test_causes_without_one_and_missing_documents(world: World, auditor: Visitor) -> None:
    found = counted.breached(world.raw, APRIL)
    reasons = Counter(one.reason or "" for one in found)
    rows = table(auditor, "/audit/causes", "Seandainya satu penyebab hilang")
    assert [cells[1] for cells in rows] == [f"−{count}" for _, count in counted.most(reasons)]
    left = [len(found) - count for _, count in counted.most(reasons)]
    assert [cells[2].split()[0] for cells in rows] == [str(number) for number in left]


def test_pauses_by_reason(world: World, auditor: Visitor) -> None:
    raw = world.raw
    pauses = [
        one
        for one in raw.pauses
        if counted.is_about(raw, one, APRIL) and counted.within(one.started_at, APRIL)
    ]
    lengths = {
        reason: [(one.ended_at or raw.now) - one.started_at for one in same]
        for reason, same in counted.by(pauses, lambda one: one.reason).items()
    }
    rows = table(auditor, "/audit/pauses", "Alasan")
    ordered = sorted(lengths, key=lambda reason: (-sum(lengths[reason]), reason))
    for cells, reason in zip(rows, ordered, strict=True):
        figures = counted.figures(lengths[reason])
        assert figures is not None
        total, told = sum(lengths[reason]), [figures[0], said(figures[2]), said(figures[4]), said(figures[6])]
        assert [int(cells[1]), *cells[4:7]] == told
        assert cells[3] == said(total)
