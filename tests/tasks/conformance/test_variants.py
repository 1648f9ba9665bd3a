"""Variants: distinct paths with their figures, counted again from the cases one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from statistics import median

import pytest

from engine import schema
from engine.refusals import Forbidden, NotFound
from tasks import cases, timeline, worker
from tasks.conformance import export, picture, variants
from tests.processes.templates import END, START, file, flow, lane, task, when
from tests.support.office import OPERATOR, Office
from tests.tasks.conformance.test_deviations import SCOPE, through
from tests.tasks.moving.versions import begin, publish

GATE = '<bpmn:exclusiveGateway id="g" name="Sesuai?"/>\n'


def looping() -> bytes:
    """`a`, then `b` until it says yes."""
    flows = flow("s", "a") + flow("a", "b") + flow("b", "g")
    flows += flow("g", "e", "Ya", when('b.keputusan = "ya"')) + flow(
        "g", "a", "Tidak", when('b.keputusan = "tidak"')
    )
    body = START + task("a") + task("b") + GATE + END + flows
    return file(body, lanes=lane(*"sabge"))


def walk(office: Office, returns: int, takes: int = 1) -> int:
    """A case that goes back so many times, each step so many minutes long."""
    number = begin(office).instance
    for turn in range(returns + 1):
        office.do(number, takes=timedelta(minutes=takes))
        office.do(number, takes=timedelta(minutes=takes), keputusan="tidak" if turn < returns else "ya")
    return number


@pytest.fixture
def gone(office: Office) -> tuple[Office, dict[str, list[int]]]:
    """Three straight cases of different length, two that went back once (one late), one withdrawn, one open."""
    publish(office, looping())
    made = {
        "straight": [walk(office, 0, takes) for takes in (1, 2, 4)],
        "back": [walk(office, 1), walk(office, 1, 9)],
        "withdrawn": [through(office, "a")],
        "open": [through(office, "a")],
    }
    cases.cancel(office.site, office["kasi"], made["withdrawn"][0], "dicabut")
    worker.settle(office.site)
    return office, made


def test_paths_are_counted_the_most_frequent_first(gone: tuple[Office, dict[str, list[int]]]) -> None:
    office, made = gone
    found = variants.variants(office.site, office["auditor"], SCOPE)
    paths = [["".join(place.element for place in one.path), one.count, one.broken] for one in found.variants]
    assert paths == [["ab", 3, False], ["abab", 2, False], ["a", 1, True]]
    assert (found.total, found.open) == (6, 1)
    straight, back, withdrawn = found.variants
    assert {one.id for one in straight.members} == set(made["straight"])
    assert [(place.element, times) for place, times in back.loops] == [("a", 2), ("b", 2)]
    assert (straight.late, back.late, withdrawn.deviating) == (0, 1, 1)
    assert straight.share == 0.5 and back.lateness.low < 0.5 < back.lateness.high


def test_lengths_are_those_of_the_cases_own_pages(gone: tuple[Office, dict[str, list[int]]]) -> None:
    office, _ = gone
    found = variants.variants(office.site, office["auditor"], SCOPE)
    with office.site.db.read(OPERATOR) as tx:
        for one in found.variants:
            whole = [timeline.of_case(tx, member.id) for member in one.members]
            assert [member.gross for member in one.members] == [split.total for split in whole]
            assert [member.net for member in one.members] == [split.net for split in whole]
            assert one.gross.median == timedelta(seconds=median(s.total.total_seconds() for s in whole))


def test_the_chosen_path_is_told_step_by_step_and_drawn(gone: tuple[Office, dict[str, list[int]]]) -> None:
    office, _ = gone
    first = variants.variants(office.site, office["auditor"], SCOPE)
    assert first.chosen is first.variants[0]
    back = first.variants[1]
    found = variants.variants(office.site, office["auditor"], SCOPE, code=back.code)
    assert found.chosen is not None and found.chosen.code == back.code
    assert [(one.place.element, one.here, one.passages) for one in found.steps] == [("a", 2, 6), ("b", 2, 5)]
    assert found.steps[0].average == pytest.approx(8 / 6)
    drawn = picture.picture(office.site, office["auditor"], SCOPE, "", back.code)
    assert drawn is not None and drawn.times == Counter(a=2, b=2) and drawn.version == 1
    assert drawn.moves == {("s", "a"): 2, ("a", "b"): 4, ("b", "a"): 2}
    with pytest.raises(NotFound):
        picture.picture(office.site, office["auditor"], SCOPE, "", "nichts")


def test_only_late_or_deviating_ones(gone: tuple[Office, dict[str, list[int]]]) -> None:
    office, made = gone

    def counted(only: str) -> list[int]:
        found = variants.variants(office.site, office["auditor"], SCOPE, only)
        return [member.id for one in found.variants for member in one.members]

    assert counted("late") == [made["back"][1]] and counted("deviating") == made["withdrawn"]


def test_who_may_see_variants_and_take_them_away(gone: tuple[Office, dict[str, list[int]]]) -> None:
    office, _ = gone
    for login in ("petugas1", "pemilik", "admin"):
        with pytest.raises(Forbidden):
            variants.variants(office.site, office[login], SCOPE)
        with pytest.raises(Forbidden):
            export.paths(office.site, office[login], SCOPE)
    away = replace(office["auditor"], office="kotabaru")
    assert variants.variants(office.site, away, replace(SCOPE, office="kotabaru")).total == 0
    made = export.paths(office.site, office["auditor"], SCOPE)
    with office.site.db.read(office["auditor"]) as tx:
        rows = list(made.rows(tx))
        noted = tx.conn.execute(schema.audit.select().where(schema.audit.c.action == "report.exported")).one()
    assert [row[:3] for row in rows] == [("a > b", False, 3), ("a > b > a > b", False, 2), ("a", True, 1)]
    assert noted.subject == "report:variants"
