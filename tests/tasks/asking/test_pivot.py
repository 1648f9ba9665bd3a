"""Pivots against a plain count in Python over the same facts; filters, totals, order, others; who may ask what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median_low
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import schema
from engine.database import Actor, Database
from engine.refusals import Forbidden, Invalid
from tasks.asking import pivot as pivots
from tasks.asking.behind import behind
from tasks.asking.measures import LENGTHS
from tasks.asking.pivot import ALL, OTHERS, answer, pivot
from tasks.asking.question import Question, pairs, read
from tasks.reports.scope import Page
from tasks.roles import AUDITOR, INSPECTOR, PROCESS_OWNER
from tasks.site import Site
from tests.tasks.asking.fact_rows import MINUTE, NINE, ZONE, case, put, step

TODAY = date(2026, 4, 1)
WHO = Actor("auditor", "Auditor", frozenset({AUDITOR}), "batulicin")
INSPECTING = Actor("irjen", "Irjen", frozenset({INSPECTOR}), "pusat")
OWNER = Actor("pemilik", "Pemilik", frozenset({PROCESS_OWNER}), "batulicin")


def ask(db: Database, *fields: tuple[str, str], who: Actor = WHO) -> Any:
    with db.read(who) as tx:
        return pivot(tx, read(fields, TODAY))


@st.composite
def some_steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        step(
            number,
            instance_id=draw(st.integers(1, 6)),
            office=draw(st.sampled_from(("batulicin", "kotabaru"))),
            sop=draw(st.sampled_from(("micin_darurat", "kelompok_rentan"))),
            version=draw(st.sampled_from((1, 2, 10))),
            element=draw(st.sampled_from(("a", "b"))),
            lane=draw(st.sampled_from(("", "petugas", "koordinator"))),
            category=draw(st.sampled_from(("", "baru_dewasa", "hilang"))),
            completed_at=NINE + timedelta(minutes=draw(st.integers(0, 60 * 24 * 45))),
            touch=draw(st.integers(0, 10**11)),
            queue=draw(st.integers(0, 3)),
            judged=draw(st.none() | st.integers(0, 1000)),
            late=draw(st.booleans()),
            standard_kind=draw(st.sampled_from(("none", "service"))),
            nth=draw(st.integers(1, 3)),
        )
        for number in range(draw(st.integers(0, 40)))
    ]


def local(row: dict[str, Any]) -> datetime:
    return row["completed_at"].astimezone(ZONE)


KEYS: dict[str, Callable[[dict[str, Any]], str]] = {
    "sop": lambda row: row["sop"],
    "step": lambda row: f"{row['sop']}/{row['element']}",
    "version": lambda row: f"{row['sop']}/{row['version']}",
    "role": lambda row: row["lane"] or "-",
    "type": lambda row: row["category"] or "-",
    "late": lambda row: "yes" if row["late"] else "no",
    "repeated": lambda row: "yes" if row["nth"] > 1 else "no",
    "month": lambda row: f"{local(row):%Y-%m}",
    "week": lambda row: f"{local(row):%G-W%V}",
    "weekday": lambda row: f"{local(row):%u}",
    "day": lambda row: f"{local(row):%Y-%m-%d}",
    "hour": lambda row: f"{local(row):%H}",
}


def percentile(values: list[int], percent: int) -> int:
    """The smallest value that at least so many of a hundred do not exceed, found by looking at each."""
    return min(v for v in values if sum(w <= v for w in values) * 100 >= percent * len(values))


def middle(values: list[int]) -> int:
    return (median_low(values) + -median_low([-value for value in values])) // 2


def length_of(row: dict[str, Any], of: str) -> int | None:
    return row["queue"] + row["touch"] + row["paused"] if of == "lead" else row[of]


def expected(rows: list[dict[str, Any]], measure: str, of: str) -> float | None:
    """A cell's figure by plain counting."""
    lengths = [length for row in rows if (length := length_of(row, of or "touch")) is not None]
    judged = [row["late"] for row in rows if row["judged"] is not None]
    plain: dict[str, Callable[[], float | None]] = {
        "count": lambda: len(rows),
        "cases": lambda: len({row["instance_id"] for row in rows}),
        "repeats": lambda: sum(row["nth"] > 1 for row in rows),
        "late": lambda: sum(judged) / len(judged) if judged else None,
        "median": lambda: middle(lengths) if lengths else None,
        "max": lambda: max(lengths, default=None),
        "sum": lambda: sum(lengths) if lengths else None,
        "mean": lambda: sum(lengths) // len(lengths) if lengths else None,
    }
    if measure in plain:
        return plain[measure]()
    return percentile(lengths, int(measure[1:])) if lengths else None


def test_every_figure_is_what_plain_counting_gives(db: Database) -> None:
    measures = ("count", "cases", "repeats", "late", "median", "p75", "p90", "p95", "max", "sum", "mean")

    @given(
        rows=some_steps(),
        sides=st.lists(st.sampled_from(sorted(KEYS)), min_size=1, max_size=2, unique=True),
        measure=st.sampled_from(measures),
        of=st.sampled_from(("lead", "touch", "judged")),
        kept=st.none() | st.sampled_from(("weekday", "hour", "role", "step", "version", "month", "late")),
        dropped=st.none() | st.sampled_from(("type", "week", "repeated")),
        least=st.none() | st.integers(1, 500),
        order=st.sampled_from(("", "name", "most", "least")),
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def holds(
        rows: list[dict[str, Any]],
        sides: list[str],
        measure: str,
        of: str,
        kept: str | None,
        dropped: str | None,
        least: int | None,
        order: str,
    ) -> None:
        fields = [
            ("from", "2026-03-05"),
            ("to", "2026-04-05"),
            ("measure", measure),
            ("of", of),
            ("order", order),
        ]
        fields += list(zip(("rows", "columns"), sides, strict=False))
        mine = [row for row in rows if row["office"] == "batulicin"]
        mine = [row for row in mine if date(2026, 3, 5) <= local(row).date() <= date(2026, 4, 5)]
        if kept and mine:
            keys = sorted({KEYS[kept](row) for row in mine})[:2]
            fields += [(f"in.{kept}", key) for key in keys]
            mine = [row for row in mine if KEYS[kept](row) in keys]
        if dropped and mine:
            key = KEYS[dropped](mine[0])
            fields.append((f"out.{dropped}", key))
            mine = [row for row in mine if KEYS[dropped](row) != key]
        if least:
            fields.append(("min.touch", f"{least} menit"))
            mine = [row for row in mine if row["touch"] >= least * MINUTE]
        with db.begin() as tx:
            put(tx, rows)
        found = ask(db, *fields)
        down = KEYS[sides[0]]
        across = KEYS[sides[1]] if len(sides) == 2 else lambda _: ALL
        groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for row in mine:
            for place in (
                ("cell", down(row), across(row)),
                ("row", down(row)),
                ("column", across(row)),
                ("all",),
            ):
                groups[place].append(row)
        asked = of if measure not in ("count", "cases", "repeats", "late") else ""
        figures = {place: expected(several, measure, asked) for place, several in groups.items()}

        def those(kind: str) -> dict[Any, float | None]:
            return {place[1:]: number for place, number in figures.items() if place[0] == kind}

        assert found.facts == len(mine)
        assert found.whole.number == (figures["all",] if mine else None)
        assert {place: one.number for place, one in found.cells.items()} == those("cell")
        assert {(key,): one.number for key, one in found.of_row.items()} == those("row")
        assert {(key,): one.number for key, one in found.of_column.items()} == those("column")
        assert set(found.rows) == set(found.of_row)

    holds()


def test_rows_beyond_the_top_are_one_with_exact_figures(db: Database) -> None:
    rows = [step(number, person=f"p{number % 7}", touch=(number + 1) * MINUTE) for number in range(70)]
    with db.begin() as tx:
        put(tx, rows)
    found = ask(db, ("rows", "person"), ("measure", "median"), ("of", "touch"), ("top", "5"))
    assert found.rows == ("p6", "p5", "p4", "p3", "p2", OTHERS) and found.hidden == (2, 0)
    others = [row["touch"] for row in rows if row["person"] in ("p0", "p1")]
    assert found.of_row[OTHERS].number == middle(others)
    assert found.whole.number == middle([row["touch"] for row in rows])
    least = ask(db, ("rows", "person"), ("measure", "max"), ("of", "touch"), ("top", "5"), ("order", "least"))
    assert least.rows[:2] == ("p0", "p1")


def test_a_share_bears_its_interval_and_leaves_out_what_has_no_standard(db: Database) -> None:
    rows = [step(1, late=True), step(2), step(3), step(4, standard_kind="none", judged=None)]
    with db.begin() as tx:
        put(tx, rows)
    found = ask(db, ("measure", "late"))
    assert (found.whole.number, found.whole.count) == (1 / 3, 3)
    assert found.whole.likely is not None and found.whole.likely.low < 1 / 3 < found.whole.likely.high


def test_hours_follow_a_zone_whose_clocks_change(db: Database) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    with db.begin(WHO) as tx:
        tx.conn.execute(
            schema.settings.insert().values(
                key="office.zone", value="Europe/Berlin", changed_at=tx.now, changed_by="admin"
            )
        )
        moments = [datetime(2026, 3, 28, 23, tzinfo=UTC) + timedelta(minutes=20 * n) for n in range(20)]
        put(tx, [step(number, completed_at=at) for number, at in enumerate(moments)])
    counted: dict[str, int] = defaultdict(int)
    for at in moments:
        counted[f"{at.astimezone(berlin):%H}"] += 1
    found = ask(db, ("rows", "hour"), ("from", "2026-03-20"))
    assert {key: one.number for key, one in found.of_row.items()} == counted
    assert "02" not in counted


def test_cases_are_counted_by_their_start_and_open_ones_said(db: Database) -> None:
    cases = [
        case(1, breaches=2, returns=1),
        case(2, late=True, breaches=1, gross=90 * MINUTE),
        case(3, ended_at=None, settled_at=None, status="active"),
    ]
    with db.begin() as tx:
        put(tx, cases=cases)
    found = ask(db, ("about", "cases"), ("rows", "status"), ("measure", "breached"))
    assert (found.facts, found.running) == (3, 1)
    assert found.of_row["completed"].number == 1.0 and found.of_row["active"].number == 0.0
    assert ask(db, ("about", "cases"), ("rows", "sop"), ("measure", "returns")).whole.number == 1
    assert ask(db, ("about", "cases"), ("rows", "sop"), ("min.breaches", "2")).facts == 1
    longest = ask(db, ("about", "cases"), ("rows", "sop"), ("measure", "max"), ("of", "gross"))
    assert longest.whole.number == 90 * MINUTE


def test_nothing_is_said_of_nothing(db: Database) -> None:
    for measure in ("count", "late", "median", "cases", "max"):
        found = ask(db, ("rows", "sop"), ("columns", "month"), ("measure", measure))
        assert (found.facts, found.rows, found.columns, dict(found.cells)) == (0, (), (), {})


def test_too_many_for_memory_are_refused(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pivots, "MOST_FACTS", 2)
    with db.begin() as tx:
        put(tx, [step(n) for n in range(3)])
    assert ask(db, ("measure", "mean"), ("of", "touch")).facts == 3
    for measure in ("median", "cases"):
        with pytest.raises(Invalid):
            ask(db, ("measure", measure))


def test_the_own_office_and_no_persons_without_the_right(db: Database, tmp_path: Any) -> None:
    with db.begin() as tx:
        put(tx, [step(1), step(2, office="kotabaru"), step(3, office="kotabaru")])
    site = Site(db, tmp_path)
    plain = read([("rows", "sop")], TODAY)
    assert answer(site, WHO, plain).facts == 1
    assert answer(site, replace(WHO, office="kotabaru"), plain).facts == 2
    assert answer(site, OWNER, plain).facts == 1
    assert answer(site, INSPECTING, read([("rows", "office")], TODAY)).of_row["kotabaru"].number == 2
    visiting = Actor("irjen", "Irjen", frozenset({INSPECTOR, AUDITOR}), "kotabaru")
    assert answer(site, visiting, plain).facts == 2
    refused = [(OWNER, "person"), (INSPECTING, "person"), (WHO, "office"), (visiting, "office")]
    for who, dimension in refused:
        for asked in (read([("rows", dimension)], TODAY), read([(f"in.{dimension}", "x")], TODAY)):
            with pytest.raises(Forbidden):
                answer(site, who, asked)
    with pytest.raises(Forbidden):
        answer(site, Actor("petugas1", "P", frozenset({"petugas"}), "batulicin"), plain)
    for who in (OWNER, INSPECTING):
        with pytest.raises(Forbidden):
            behind(site, who, plain)


def test_a_cell_leads_to_as_many_facts_as_it_counts(db: Database, tmp_path: Any) -> None:
    rows = [
        step(n, element=f"e{n % 3}", completed_at=NINE + timedelta(days=n % 40), touch=n) for n in range(90)
    ]
    row = {
        "definition_id": 1,
        "office": "batulicin",
        "title": "",
        "category": "",
        "status": "active",
        "revision": 1,
    }
    row |= {"state": b"", "blocked": False, "started_at": NINE, "started_by": "x"}
    with db.begin() as tx:
        definition = {
            "id": 1,
            "key": "micin_darurat",
            "version": 1,
            "name": "M",
            "content_hash": "",
            "xml": b"",
        }
        definition |= {"note": "", "created_at": NINE, "created_by": "x"}
        tx.conn.execute(schema.definitions.insert().values(**definition))
        tx.conn.execute(
            schema.instances.insert(), [row | {"id": n, "business_key": f"K-{n}"} for n in range(90)]
        )
        put(tx, rows)
    asked = Question("steps", date(2026, 3, 1), date(2026, 4, 30), rows="type", columns="week")
    site = Site(db, tmp_path)
    found = answer(site, WHO, asked)
    for (down, across), value in found.cells.items():
        cell = asked.only("type", (down,)).only("week", (across,))
        listed = behind(site, WHO, cell, Page(5))
        assert listed.total == value.number and len(listed.rows) == min(5, listed.total)
    outside = asked.without("week", found.columns[:3])
    assert behind(site, WHO, outside).total == found.facts - sum(
        int(found.of_column[key].number) for key in found.columns[:3]
    )


def test_an_address_holds_the_whole_question() -> None:
    fields = [
        ("about", "steps"),
        ("rows", "step"),
        ("columns", "month"),
        ("measure", "p90"),
        ("of", "judged"),
    ]
    fields += [
        ("order", "most"),
        ("top", "10"),
        ("chart", "heat"),
        ("from", "2026-01-01"),
        ("to", "2026-02-28"),
    ]
    fields += [("in.step", "a/b"), ("in.step", "a/c"), ("out.type", "-"), ("min.lead", "2 jam 30 menit")]
    asked = read(fields, TODAY)
    assert sorted(pairs(asked)) == sorted(fields)
    assert read(pairs(asked), TODAY) == asked
    assert set(LENGTHS) == {"steps", "cases"}
