"""Who comes today: the list, check-in by QR code or number, walk-ins, and who did not come."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import checklist, library
from tasks.counters import absences, arrivals, board, walk_ins
from tasks.counters.arrivals import Expected
from web.pages import queue_words as words
from web.shell.errors import again
from web.shell.formatting import now
from web.shell.i18n import gettext, ngettext
from web.shell.identity import actor, site
from web.shell.office import zone
from web.shell.rights import STAFF, SUPERVISOR, needs

blueprint = Blueprint("arrivals", __name__, url_prefix="/kedatangan")

_MAY = (STAFF, SUPERVISOR)


@blueprint.get("")
@needs(*_MAY)
def index() -> ResponseReturnValue:
    """The bookings of a place and day with the field a scanner types into."""
    place, day, word = _place(), _day(), request.args.get("q", "").strip()[:64]
    everybody = arrivals.of_day(site(), actor(), place, day)
    with site().db.read(actor()) as tx:
        over = absences.day_is_over(tx, day)
        missing = absences.of_bookings(tx, [line.booking for line in everybody])
        priority = walk_ins.priority(tx, place)
    in_force = [line.key for line in library.list_sops(site(), actor()) if line.in_force]
    return render_template(
        "queue/arrivals.html",
        place=place,
        day=day,
        today=_today(),
        word=word,
        places=words.all_places(),
        everybody=everybody,
        shown=[line for line in everybody if _matches(line, word)],
        over=over,
        missing=missing,
        priority=priority,
        services=words.services(in_force),
        types=[(kind.code, kind.label) for kind in checklist.application_types()],
        arrival=_arrival(),
        bars=words.wait_bars(board.waits(site(), actor(), place, day)),
    )


@blueprint.post("/datang")
@needs(*_MAY)
@again(index)
def check_in() -> ResponseReturnValue:
    """Somebody is here: their number."""
    found = arrivals.check_in(site(), actor(), _place(), request.form.get("code", ""))
    return _back(ticket=found.ticket.id)


@blueprint.post("/langsung")
@needs(*_MAY)
@again(index)
def walk_in() -> ResponseReturnValue:
    """Somebody without a booking: a new request and a number."""
    begun = walk_ins.begin(site(), actor(), _place(), request.form)
    flash(gettext("Request %(number)s has been started.", number=begun.business_key), "ok")
    return _back(ticket=begun.ticket.id)


@blueprint.get("/nomor/<int:ticket_id>")
@needs(*_MAY)
def slip(ticket_id: int) -> ResponseReturnValue:
    """A number to be printed for whoever waits."""
    return render_template("queue/slip.html", arrival=arrivals.shown(site(), actor(), ticket_id))


@blueprint.post("/tidak-hadir")
@needs(*_MAY)
@again(index)
def missed() -> ResponseReturnValue:
    """Say of the chosen bookings that nobody came."""
    chosen = [
        int(number) for number in request.form.getlist("booking") if number.isdecimal() and len(number) < 10
    ]
    count = absences.confirm(site(), actor(), chosen)
    flash(ngettext("%(num)d applicant did not come.", "%(num)d applicants did not come.", count), "ok")
    return _back(day=_day().isoformat())


@blueprint.post("/tidak-hadir/<int:no_show_id>/batal")
@needs(*_MAY)
@again(lambda no_show_id: index())
def undo(no_show_id: int) -> ResponseReturnValue:
    """It was said by mistake."""
    absences.undo(site(), actor(), no_show_id)
    flash(gettext("Taken back: the applicant is expected again."), "ok")
    return _back(day=_day().isoformat())


def _back(**more: object) -> ResponseReturnValue:
    return redirect(url_for("arrivals.index", place=_place(), **more), 303)  # type: ignore[arg-type]


def _place() -> str:
    """The place of the address or form, else the office itself."""
    known = [code for code, _ in words.all_places()]
    wish = request.values.get("place", "")
    return wish if wish in known else known[0]


def _day() -> date:
    try:
        day = date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        return _today()
    return day if 1990 <= day.year <= 2200 else _today()


def _today() -> date:
    return now().astimezone(zone()).date()


def _matches(line: Expected, word: str) -> bool:
    wanted = word.casefold()
    return not wanted or any(
        wanted in text.casefold() for text in (line.name, line.business_key, line.receipt_code, line.ticket)
    )


def _arrival() -> arrivals.Arrival | None:
    """The number that was just given, to be told large."""
    number = request.args.get("ticket", "")
    if not number.isdecimal() or len(number) > 9:
        return None
    return arrivals.shown(site(), actor(), int(number))
