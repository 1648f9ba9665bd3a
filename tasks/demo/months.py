"""The three months up to now: what comes from outside, laid down day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from engine import office_time
from engine.office_calendar import OfficeCalendar
from tasks import outages
from tasks.demo import accounts, arriving, fates, m_paspor, voices
from tasks.demo.plan import Planner
from tasks.demo.staff import person
from tasks.demo.stage import Stage
from tasks.demo.wishes import M_PASPOR, Wish, failing, wish

_LOOKS = tuple(time.fromisoformat(text) for text in ("07:29", "11:00", "14:00", "17:00"))
_BOOKED = {"baru": 0.6, "habis_berlaku": 0.4}
_RECENT = timedelta(minutes=45)  # so long ago the last of them began, whose bill is open
_ACCOUNTS: Mapping[accounts.Holder, tuple[int, int]] = {
    accounts.READY: (12, -7),
    accounts.TODAY: (5, 0),
    accounts.TOMORROW: (3, 1),
    accounts.TO_PAY: (0, 4),
}
"""Working days: how long ago each applied, and when each comes, as from today."""
_COMING = timedelta(days=28)  # so far ahead arrival days are booked


def schedule(stage: Stage) -> None:
    """Lay down applications by day, outages, and the worker's looks."""
    zone = stage.calendar.timetable.zone
    first, last = stage.today(), stage.end.astimezone(zone).date()
    planner = Planner(stage.calendar, stage.chance.given["passports"], Random(stage.chance.rng.random()))
    emergencies: list[datetime] = []
    for offset in range((last + _COMING - first).days + 1):
        day = first + timedelta(days=offset)
        stage.slow_days[day] = stage.chance.share("slow_day")
        if office_time.intervals(stage.calendar, day):
            emergencies += _emergencies(stage, day)
            _passports(stage, planner, day)
            voices.complaints_of_day(stage, office_time.intervals(stage.calendar, day)[0][0])
        look_in(stage, day)
    _today(stage, planner)
    _ask_to_come(stage, sorted(at for at in emergencies if stage.clock() <= at < stage.end))
    for outage in stage.chance.given["outages"]:
        day = _next_open_day(stage.calendar, first + timedelta(days=outage["day"]))
        down = datetime.combine(day, time.fromisoformat(outage["at"]), zone)
        stage.at(down, partial(_go_down, stage, outage))


def look_in(stage: Stage, day: date) -> None:
    """The worker's looks of a day: what it dates and ends is dated by the deadlines, not by them."""
    opened = bool(office_time.intervals(stage.calendar, day))
    for look in _LOOKS if opened else _LOOKS[:1]:
        stage.at(datetime.combine(day, look, stage.calendar.timetable.zone), stage.settle)


def play_wish(stage: Stage, one: Wish) -> None:
    """Let an application begin at its instant; one from before the play is left out."""
    begins = one.planned.applied or one.planned.arrives
    if begins >= stage.clock():
        stage.at(begins, partial(m_paspor.apply if one.sop == M_PASPOR else arriving.walk_in, stage, one))


def _passports(stage: Stage, planner: Planner, day: date) -> None:
    given = stage.chance.given
    for _ in range(stage.chance.arrivals(given["passports_per_working_day"])):
        planned = planner.arriving(stage.chance.kind(given["passports"]["asked"]), day, m_paspor=True)
        fails = stage.chance.rng.random() < given["passports"]["failing"]
        play_wish(stage, (failing if fails else wish)(stage.chance, planned))


def _today(stage: Stage, planner: Planner) -> None:
    """Enough people for the morning, some just come and some to come after now; and a complaint to be answered."""
    day = _next_open_day(stage.calendar, stage.end.astimezone(stage.calendar.timetable.zone).date())
    for place in range(int(stage.chance.given["expected_today"])):
        planned = planner.arriving(stage.chance.kind(_BOOKED), day, m_paspor=True)
        just_now = stage.end - timedelta(minutes=stage.chance.between(0.5, 3))
        if place % 3 == 1 and planned.arrives <= stage.end and office_time.is_open(stage.calendar, just_now):
            planned = replace(planned, arrives=just_now)
        elif place % 3:
            planned = replace(planned, arrives=max(planned.arrives, stage.end))
        play_wish(stage, Wish(M_PASPOR, planned, fates.ISSUED))
    yesterday = office_time.intervals(stage.calendar, planner.off(day, -1))[0][0]
    stage.at(yesterday + timedelta(hours=2), partial(voices.complain, stage))
    _holders(stage, planner, day)


def _holders(stage: Stage, planner: Planner, day: date) -> None:
    """Those who have an account."""
    for holder, (applied, arrives) in _ACCOUNTS.items():
        planned = planner.between(planner.off(day, -applied), planner.off(day, arrives))
        begin = min(planned.applied or stage.end, stage.end - _RECENT)
        if begin >= stage.clock():
            stage.at(begin, partial(accounts.apply, stage, holder, planned))
    stage.at(stage.end - timedelta(days=2), partial(accounts.apply, stage, accounts.DRAFT))


def _emergencies(stage: Stage, day: date) -> list[datetime]:
    window, zone = stage.chance.given["arrival"], stage.calendar.timetable.zone
    begin, end = (datetime.combine(day, time.fromisoformat(window[name]), zone) for name in ("from", "to"))
    return [begin + (end - begin) * stage.chance.rng.random() for _ in range(stage.chance.arrivals())]


def _ask_to_come(stage: Stage, arrivals: list[datetime]) -> None:
    settled = len(arrivals) - int(stage.chance.given["still_open"])
    for place, at in enumerate(arrivals):
        left = None if place < settled else stage.chance.rng.randrange(10)
        stage.at(at, partial(arriving.ask_to_come, stage, left))


def _next_open_day(calendar: OfficeCalendar, day: date) -> date:
    while not office_time.intervals(calendar, day):
        day += timedelta(days=1)
    return day


def _go_down(stage: Stage, outage: dict[str, Any]) -> None:
    number = outages.declare(stage.site, person("koordinator"), outage["system"], outage["ticket"])
    back = stage.clock() + timedelta(hours=outage["hours"])
    stage.at(back, partial(outages.end, stage.site, person("koordinator"), number))
