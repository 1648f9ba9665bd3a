"""Plays the demo office: events in order of time on a virtual clock, every step through the real commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from engine import calendars
from engine.clock import VirtualClock
from engine.database import Database
from tasks import inbox, worker
from tasks.demo import months
from tasks.demo.chance import Chance
from tasks.demo.staff import OFFICE
from tasks.demo.stage import Stage
from tasks.site import Site

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def play(site: Site, progress: Progress = _silent, chance: Chance | None = None) -> bool:
    """Play the stated months up to now, unless cases stand already. Returns whether anything was played."""
    if _has_cases(site):
        return False
    chance = chance or Chance()
    end = site.db.clock()
    clock = VirtualClock(end - timedelta(days=int(chance.given["days"])))
    db = Database(site.db.url, clock, durable=False)
    try:
        with db.read(OFFICE) as tx:
            calendar = calendars.current(tx, OFFICE.office)
        stage = Stage(Site(db, site.folder), clock, chance, end, calendar)
        months.schedule(stage)
        run(stage, progress)
        clock.move_to(end)
        stage.settle()
        worker.keep_house(stage.site)
    finally:
        db.close()
    return True


def run(stage: Stage, progress: Progress) -> None:
    """Let everything happen that is laid down, and what follows from it."""
    begin = stage.clock()
    while stage.events:
        stage.next_event()()
        progress(int((stage.clock() - begin).total_seconds()), int((stage.end - begin).total_seconds()))


def _has_cases(site: Site) -> bool:
    done = inbox.Filter(whose=inbox.DONE)
    return bool(inbox.counts(site, OFFICE).all or inbox.search(site, OFFICE, done, 1).items)
