"""Numbers called to the counters: whoever is free calls the next one, serves it and is done with it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from engine.refusals import Conflict
from tasks.counters import calls
from tasks.counters.tickets import Ticket
from tasks.demo.staff import STAFF, person
from tasks.demo.stage import Stage
from tasks.slots import places

_COUNTERS = {places.REGULAR: ("loket1", "loket2"), places.PRIORITY: ("prioritas",)}
_AGAIN = timedelta(minutes=4)
_TRIES = 20


def call(stage: Stage, ticket: Ticket) -> None:
    """Let the number just given, or one before it, be called when a counter comes free."""
    stage.at(stage.in_office(stage.chance.queue() / 2), partial(_next, stage, ticket, _TRIES))


def _next(stage: Stage, ticket: Ticket, tries: int) -> None:
    counter = stage.chance.rng.choice(_COUNTERS[ticket.grp])
    officer = person(stage.chance.rng.choice(STAFF))
    try:
        called = calls.next_one(stage.site, officer, ticket.place, counter)
    except Conflict:  # busy with another
        if tries:
            stage.at(stage.clock() + _AGAIN, partial(_next, stage, ticket, tries - 1))
        return
    if called is not None:
        came = stage.clock() + timedelta(minutes=stage.chance.between(0.5, 2))
        stage.at(came, partial(_serve, stage, called, officer.login))


def _serve(stage: Stage, ticket: Ticket, login: str) -> None:
    with suppress(Conflict):
        calls.serve(stage.site, person(login), ticket.id)
        served: datetime = stage.clock() + timedelta(minutes=stage.chance.between(5, 14))
        stage.at(served, partial(calls.done, stage.site, person(login), ticket.id))
