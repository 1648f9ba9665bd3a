"""Quotas: a month of seats by place and group, and its rules, first seen, then put in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.database import Tx
from engine.refusals import Invalid, Problem
from tasks import people, slots
from tasks.slots import places, quotas, rules
from web.pages import quota_grid as grid
from web.pages.calendar_grid import day_names
from web.shell.errors import again
from web.shell.i18n import gettext, mark, ngettext
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, AUDITOR, STAFF, SUPERVISOR, needs

blueprint = Blueprint("quotas", __name__, url_prefix="/kuota")

_GROUPS = {slots.REGULAR: mark("Regular"), slots.PRIORITY: mark("Priority")}
_LONGEST_NUMBER = 6


@blueprint.get("")
@needs(STAFF, SUPERVISOR, ADMINISTRATOR, AUDITOR)
def index() -> ResponseReturnValue:
    """A month of one place and group: taken and seats, rules in force, single days, history."""
    with site().db.read(actor()) as tx:
        place, grp = _chosen(tx)
        first = grid.first_of(request.args.get("month", ""), places.today(tx))
        days = slots.calendar(tx, actor().office, place, grp, first, grid.days_in(first))
        return render_template(
            "quotas/index.html",
            month=grid.month(first, days),
            **_shared(tx, place, grp),
            **_told(tx, place, grp),
        )


@blueprint.get("/ubah")
@needs(SUPERVISOR, ADMINISTRATOR)
def edit() -> ResponseReturnValue:
    """The forms for a weekly rule and for a single day; nothing is stored before it is put in force."""
    return _editor()


@blueprint.post("/pekan")
@needs(SUPERVISOR, ADMINISTRATOR)
@again(edit)
def week() -> ResponseReturnValue:
    """A weekly rule from a day on: preview, or put in force."""
    place, grp, since = _said("place"), _said("group"), _day("since")
    seats = {number: _number(f"seats.{number}") for number in range(7) if _said(f"seats.{number}")}
    if _said("do") != "publish":
        with site().db.read(actor()) as tx:
            above = rules.preview_week(tx, place, grp, seats, since)
        return _editor(week_above=above)
    return _done(rules.set_week(site(), actor(), place, grp, seats, since), since)


@blueprint.post("/hari")
@needs(SUPERVISOR, ADMINISTRATOR)
@again(edit)
def day() -> ResponseReturnValue:
    """The seats of a single day: preview, or put in force; an empty number lets the weekly rule hold again."""
    place, grp, on = _said("place"), _said("group"), _day("day")
    seats = _number("seats") if _said("seats") else None
    if _said("do") != "publish":
        with site().db.read(actor()) as tx:
            above = rules.preview_day(tx, place, grp, on, seats)
        return _editor(day_above=above)
    found = rules.set_day(site(), actor(), place, grp, on, seats, request.form.get("reason", ""))
    return _done(tuple(one for one in found if one.day == on), on)


def _done(above: tuple[rules.Above, ...], shown: date) -> ResponseReturnValue:
    flash(gettext("The quota is in force."), "ok")
    if above:
        count = ngettext("%(num)d day is", "%(num)d days are", len(above))
        flash(
            gettext("%(days)s booked above it: the bookings stay, no further ones are taken.", days=count),
            "warn",
        )
    place, grp, month = _said("place"), _said("group"), shown.isoformat()[:7]
    return redirect(url_for("quotas.index", place=place, group=grp, month=month), 303)


def _editor(**above: Any) -> str:
    with site().db.read(actor()) as tx:
        place, grp = _chosen(tx)
        today = places.today(tx)
        known = quotas.of_place(tx, actor().office, place, grp)
        return render_template(
            "quotas/edit.html",
            today=today,
            rule=known.week(today),
            typed=request.form,
            day=request.values.get("day", ""),
            **_shared(tx, place, grp),
            **above,
        )


def _told(tx: Tx, place: str, grp: str) -> dict[str, Any]:
    today = places.today(tx)
    known = quotas.of_place(tx, actor().office, place, grp)
    history = rules.history(tx, place, grp)
    return {
        "rule": known.week(today),
        "assumed": known.assumed if not known.rules else None,
        "above": rules.above(tx, place, grp, known),
        "history": history,
        "names": people.shown_names(tx, {change.by for change in history}),
    }


def _shared(tx: Tx, place: str, grp: str) -> dict[str, Any]:
    return {
        "place": place,
        "group": grp,
        "places": list(places.of_office(tx).items()),
        "groups": [(code, gettext(words)) for code, words in _GROUPS.items()],
        "kinds": [(code, symbol, gettext(words)) for code, (symbol, words) in grid.KINDS.items()],
        "day_names": day_names(),
        "short_names": day_names("abbreviated"),
    }


def _chosen(tx: Tx) -> tuple[str, str]:
    """Place and group the page names; the first of each where it names none that exists."""
    known = places.of_office(tx)
    place, grp = request.values.get("place", ""), request.values.get("group", "")
    return place if place in known else next(iter(known)), grp if grp in slots.GROUPS else slots.REGULAR


def _said(name: str) -> str:
    return request.form.get(name, "").strip()


def _number(name: str) -> int:
    text = _said(name)
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise Invalid("form.invalid", Problem("quota.out_of_range", name, {"most": rules.MOST_SEATS}))
    return int(text)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(_said(name))
    except ValueError:
        raise Invalid("form.invalid", Problem("form.format", name)) from None
