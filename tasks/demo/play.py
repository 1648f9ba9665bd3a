"""Plays the demo office: events in order of time on a virtual clock, every step through the real commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, true

from engine import calendars, settings
from engine.clock import VirtualClock
from engine.database import Database
from engine.schema import instances
from tasks import worker
from tasks.demo import months, year
from tasks.demo.chance import Chance
from tasks.demo.plan import Target, targets
from tasks.demo.staff import OFFICE
from tasks.demo.stage import Stage
from tasks.duties import DUTIES
from tasks.site import Site
from tasks.worker import Duty

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def play(
    site: Site, progress: Progress = _silent, chance: Chance | None = None, duties: tuple[Duty, ...] = ()
) -> bool:
    """Play the stated months up to now, unless cases stand already (those of the paper's year apart).

    `duties` are done with the worker's. Returns whether anything was played.
    """
    zone = _zone(site)
    if _has_cases(site, instances.c.started_at >= year.ends(targets(), zone)):
        return False
    chance, now = chance or Chance(), site.db.clock()
    with _stage(site, chance, now - timedelta(days=int(chance.given["days"])), now) as stage:
        stage.duties = duties
        months.schedule(stage)
        _run(stage, progress)
    return True


def play_year(
    site: Site,
    progress: Progress = _silent,
    chance: Chance | None = None,
    wanted: Sequence[Target] | None = None,
) -> bool:
    """Play the paper's year beside whatever stands, unless it was played. Returns whether anything was played.

    `wanted` cuts it short (tests). The calendar gets the days of years it does not know.
    """
    wanted, zone = wanted or targets(), _zone(site)
    end = year.ends(wanted, zone)
    if _has_cases(site, instances.c.started_at < end):
        return False
    year.make_known(site, wanted)
    worker.settle(site, DUTIES)  # nothing of the present is to be dated back
    with _stage(site, chance or Chance(), year.begins(wanted, zone), end) as stage:
        stage.waiting_room = False
        year.schedule(stage, wanted)
        _run(stage, progress)
    return True


def begin(site: Site, *, full: bool) -> datetime:
    """The instant at which what is played begins: the paper's year, or the stated months before now."""
    if full:
        return year.begins(targets(), _zone(site))
    return site.db.clock() - timedelta(days=int(Chance().given["days"]))


def in_use(site: Site) -> bool:
    """Whether cases stand that are an office's own: no demo office was made here."""
    with site.db.read(OFFICE) as tx:
        demo = settings.value(tx, "demo.accounts")
    return not demo and _has_cases(site, true())


@contextmanager
def _stage(site: Site, chance: Chance, start: datetime, end: datetime) -> Iterator[Stage]:
    """A stage on a clock of its own, from `start` on; written without waiting for the disk."""
    clock = VirtualClock(start)
    db = Database(site.db.url, clock, durable=False)
    try:
        with db.read(OFFICE) as tx:
            calendar = calendars.current(tx, OFFICE.office)
        yield Stage(Site(db, site.folder), clock, chance, end, calendar)
    finally:
        db.close()


def _run(stage: Stage, progress: Progress) -> None:
    """Let everything happen that is laid down, and what follows from it."""
    start = stage.clock()
    while stage.events:
        stage.next_event()()
        progress(int((stage.clock() - start).total_seconds()), int((stage.end - start).total_seconds()))
    stage.clock.move_to(stage.end)
    stage.settle()
    worker.keep_house(stage.site)


def _has_cases(site: Site, which: ColumnElement[bool]) -> bool:
    with site.db.read(OFFICE) as tx:
        ours = which & (instances.c.office == OFFICE.office)
        return tx.conn.execute(select(instances.c.id).where(ours).limit(1)).first() is not None


def _zone(site: Site) -> ZoneInfo:
    with site.db.read(OFFICE) as tx:
        return ZoneInfo(settings.value(tx, "office.zone"))
