"""The year of the paper, July 2021 to June 2022: as many passports of each kind and month as Tabel 2 and 3 say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from engine import calendars
from engine.office_calendar_seed import proposal
from tasks import library, office_hours, worker
from tasks.demo.months import look_in, play_wish
from tasks.demo.plan import Planner, Target
from tasks.demo.staff import OFFICE
from tasks.demo.stage import Stage
from tasks.demo.wishes import Wish, failing, wish
from tasks.site import Site

LATER = ("m_paspor",)
"""SOPs that were not there when the year began."""

_LEAD = timedelta(days=45)  # the first passports are applied for in the months before
_TAIL = timedelta(days=45)  # the last ones are collected, or their 30 days pass
_REASON = (
    "Hari libur {year} untuk peragaan tahun makalah, menurut pustaka `holidays`; SKB-nya tidak diperiksa, "
    "cuti bersama tahun itu belum dinyatakan."
)


def begins(wanted: Sequence[Target], zone: ZoneInfo) -> datetime:
    """The instant from which a year is played."""
    return datetime.combine(min(one.month for one in wanted), time.min, zone) - _LEAD


def ends(wanted: Sequence[Target], zone: ZoneInfo) -> datetime:
    """The instant at which everything in it has come to its end."""
    last = max(one.month for one in wanted)
    following = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return datetime.combine(following, time.min, zone) + _TAIL


def make_known(site: Site, wanted: Sequence[Target]) -> None:
    """Publish a version of the office's calendar with the days of years it does not know."""
    for number in sorted({one.month.year for one in wanted}):
        with site.db.read(OFFICE) as tx:
            calendar = calendars.current(tx, OFFICE.office)
        if number in {day.year for day in calendar.holidays}:
            continue
        days = {**calendar.holidays, **proposal(number)}
        reason = _REASON.format(year=number)
        office_hours.publish(site, OFFICE, replace(calendar, holidays=days), reason, calendar.version)


def schedule(stage: Stage, wanted: Sequence[Target]) -> None:
    """Lay down every application of the year, issued or not, the worker's looks, and M-Paspor's beginning."""
    given = stage.chance.given["passports"]
    zone = stage.calendar.timetable.zone
    planner = Planner(stage.calendar, given, Random(stage.chance.rng.random()))
    for one in [*_issued(stage, planner, wanted), *_failing(stage, planner, wanted)]:
        play_wish(stage, one)
    day = stage.today()
    while day < stage.end.astimezone(zone).date():
        stage.slow_days[day] = stage.chance.share("slow_day")
        look_in(stage, day)
        if day.day == 1:
            stage.at(datetime.combine(day, time(17, 30), zone), partial(worker.keep_house, stage.site))
        day += timedelta(days=1)
    started = datetime.combine(given["m_paspor_from"], time.min, zone)
    stage.at(started, partial(library.deploy_shipped, stage.site, OFFICE))


def _issued(stage: Stage, planner: Planner, wanted: Sequence[Target]) -> list[Wish]:
    return [wish(stage.chance, planned) for planned in planner.plan(wanted)]


def _failing(stage: Stage, planner: Planner, wanted: Sequence[Target]) -> list[Wish]:
    """On top of the counts: a share of each, and a lost passport of each month that has none."""
    share = float(stage.chance.given["passports"]["failing"])
    more = [replace(one, count=round(one.count * share + stage.chance.rng.random() / 2)) for one in wanted]
    return [failing(stage.chance, planned) for planned in planner.plan(more)]
