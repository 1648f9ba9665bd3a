"""The year of the paper played by the real engine: time, rate and room, and whether its counts come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter, process_time

from sqlalchemy import func, select

from bench import room
from bench.figures import Figure
from bench.places import office_at, place_of
from engine import schema
from tasks import demo
from tasks.demo.plan import Target, targets
from tasks.reports.issued import issued
from tests.support.office import OPERATOR, Office

_MB = 1e6


def measure(share: float) -> list[Figure]:
    """Play the year on SQLite, or a share of each of its counts."""
    wanted = [replace(one, count=round(one.count * share)) for one in targets()]
    with place_of(None) as place, office_at(place) as office:
        before, used, began = room.taken(place.url), process_time(), perf_counter()
        demo.play_year(office.site, wanted=wanted)
        cpu, wall = process_time() - used, perf_counter() - began
        with office.site.db.read(OPERATOR) as tx:
            cases = tx.conn.execute(select(func.count()).select_from(schema.instances)).scalar_one()
        grown = room.taken(place.url) - before
        return [
            Figure("applications played", cases, ""),
            Figure("passports issued", sum(one.count for one in wanted), ""),
            Figure("passports too many or too few in any month", _wrong(office, wanted), "", "0"),
            Figure("time", wall, "s", "<= 300"),
            Figure("processor time", cpu, "s", "<= 200"),
            Figure("applications, one after the other", cases / wall, "/s"),
            Figure("processor time of an application", cpu / cases * 1e3, "ms"),
            Figure("room on disk", grown / _MB, "MB"),
        ]


def _wrong(office: Office, wanted: Sequence[Target]) -> int:
    """How far the report is from the plan, over all months and kinds."""
    months = sorted({one.month for one in wanted})
    told = {
        (month, row.kind): row.counts[place]
        for table in issued(office.site, OPERATOR, months[0], months[-1])
        for row in table.rows
        for place, month in enumerate(table.months)
    }
    return sum(abs(told[one.month, one.kind] - one.count) for one in wanted)
