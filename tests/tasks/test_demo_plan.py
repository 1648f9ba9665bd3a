"""The plan of the demo year has the paper's counts, on days the office is open."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from random import Random

import yaml

from engine import office_time
from engine.office_calendar_seed import seed_calendar
from tasks.demo.chance import Chance
from tasks.demo.plan import Planner, targets
from tasks.reports.issued import KINDS

SOURCE = yaml.safe_load((files("bpmn") / "statistics.yaml").read_text("utf-8"))


def test_the_sums_of_the_source_agree_with_its_totals() -> None:
    for table in SOURCE["tables"]:
        assert sum(sum(table[kind]) for kind in KINDS) == table["total"]
    assert [table["total"] for table in SOURCE["tables"]] == [374, 1479]


def test_the_plan_has_each_month_and_kind_as_often_as_the_paper() -> None:
    calendar = seed_calendar()
    plan = Planner(calendar, Chance().given["passports"], Random(1)).plan(targets())
    kind_of = {category: kind for kind, categories in KINDS.items() for category in categories}
    planned = Counter((f"{one.ready:%Y-%m}", kind_of[one.category]) for one in plan)
    for target in targets():
        assert planned.pop((f"{target.month:%Y-%m}", target.kind), 0) == target.count
    assert not planned
    assert all(
        office_time.intervals(calendar, day.date()) for one in plan for day in (one.arrives, one.ready)
    )
    assert all((one.applied or one.arrives) <= one.arrives < one.ready for one in plan)
    assert {one.applied is None for one in plan if one.category in ("hilang", "rusak")} == {True}


def test_the_same_numbers_give_the_same_plan() -> None:
    calendar = seed_calendar()
    one, two = (
        Planner(calendar, Chance().given["passports"], Random(7)).plan(targets()[:8]) for _ in range(2)
    )
    assert one == two
