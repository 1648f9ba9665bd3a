"""A counter's page: call the next number, again, serve, done, absent."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks.counters import board, calls
from web.pages import queue_words as words
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import STAFF, SUPERVISOR, needs

blueprint = Blueprint("counters", __name__, url_prefix="/loket")

_MAY = (STAFF, SUPERVISOR)
_VERBS = {
    "again": calls.again,
    "serve": calls.serve,
    "done": calls.done,
    "absent": calls.absent,
    "back": calls.back,
}


@blueprint.get("")
@needs(*_MAY)
def index() -> ResponseReturnValue:
    """Choose a counter, or work at the one the address names."""
    place, counter = _chosen()
    stands = board.counter(site(), actor(), place, counter) if place and counter else None
    return render_template(
        "queue/counter.html",
        place=place,
        counter=counter,
        stands=stands,
        places=words.all_places(),
        counters=words.counters(),
    )


@blueprint.post("")
@needs(*_MAY)
@again(index)
def call() -> ResponseReturnValue:
    """Call the next number."""
    place, counter = _chosen()
    if calls.next_one(site(), actor(), place, counter) is None:
        flash(gettext("Nobody waits."), "info")
    return redirect(url_for("counters.index", place=place, counter=counter), 303)


@blueprint.post("/<int:ticket_id>/<verb>")
@needs(*_MAY)
@again(lambda ticket_id, verb: index())
def move(ticket_id: int, verb: str) -> ResponseReturnValue:
    """What becomes of a number that was called."""
    if verb not in _VERBS:
        raise NotFound("page.unknown")
    _VERBS[verb](site(), actor(), ticket_id)
    place, counter = _chosen()
    return redirect(url_for("counters.index", place=place, counter=counter), 303)


def _chosen() -> tuple[str, str]:
    """Place and counter of the address or form, "" for what is none."""
    place, counter = request.values.get("place", ""), request.values.get("counter", "")
    return (
        place if place in dict(words.all_places()) else "",
        counter if counter in dict(words.counters()) else "",
    )
