"""The office's working calendar: a year at a glance, and its changes, first seen, then published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import calendars
from engine.office_calendar import HolidayKind, OfficeCalendar
from engine.office_calendar_json import WEEKDAYS
from engine.office_changes import DayChange
from tasks import office_hours, people
from web.pages import calendar_edit as editing
from web.pages import calendar_grid as grid
from web.shell.errors import again
from web.shell.formatting import now
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.numbers import asked_number, whole_number
from web.shell.office import zone
from web.shell.rights import ADMINISTRATOR, SIGNED_IN, SUPERVISOR, needs

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")

_SHIFTS_SHOWN = 50

blueprint.app_template_filter("hours_said")(grid.said)
blueprint.app_template_filter("hours_typed")(grid.typed)


@blueprint.get("")
@needs(SIGNED_IN)
def index() -> ResponseReturnValue:
    """One year: months, holidays with their decrees, weekly hours, special periods, versions.

    An older version can be looked at, so that a figure it made stays explainable.
    """
    with site().db.read(actor()) as tx:
        newest = calendars.current(tx, actor().office).version
        calendar = calendars.at_version(tx, actor().office, _version(newest))
        missing = office_hours.warnings(tx)
        versions = calendars.versions(tx, actor().office)
        names = people.shown_names(tx, {version.created_by for version in versions})
    year = _year(calendar)
    return render_template(
        "calendar/index.html",
        calendar=calendar,
        newest=newest,
        year=year,
        years=_years(calendar),
        missing=missing if calendar.version == newest else (),
        versions=versions,
        names=names,
        months=grid.months(calendar, year),
        **_shared(calendar, year),
    )


@blueprint.get("/edit")
@needs(ADMINISTRATOR, SUPERVISOR)
def edit() -> ResponseReturnValue:
    """The forms for changes; nothing is stored before it is published."""
    steps = editing.steps_of(request.form.get("steps", ""))
    return _editor(steps)


@blueprint.post("/edit")
@needs(ADMINISTRATOR, SUPERVISOR)
@again(edit)
def change() -> ResponseReturnValue:
    """Add a change to those not published yet, take the last one back, or look at another year."""
    steps = editing.steps_of(request.form.get("steps", ""))
    if request.form.get("do") in ("undo", "show"):
        return _editor(steps[:-1] if request.form["do"] == "undo" else steps)
    return _editor([*steps, editing.step_from(request.form)])


@blueprint.post("/publish")
@needs(ADMINISTRATOR, SUPERVISOR)
@again(edit)
def publish() -> ResponseReturnValue:
    """Put the changes in force; open deadlines move with them."""
    steps = editing.steps_of(request.form.get("steps", ""))
    base = request.form.get("base", "")
    calendar = office_hours.current(site(), actor())
    changed = editing.applied(calendar, steps)
    expected = int(base) if base.isdecimal() and len(base) < 9 else 0
    version = office_hours.publish(site(), actor(), changed, request.form.get("reason", ""), expected)
    flash(gettext("Version %(version)s of the calendar is in force.", version=version), "ok")
    return redirect(url_for("calendar.index"), 303)


def _editor(steps: list[editing.Step]) -> str:
    calendar = office_hours.current(site(), actor())
    changed = editing.applied(calendar, steps)
    year = _year(changed)
    preview = office_hours.preview(site(), actor(), changed) if steps else None
    return render_template(
        "calendar/edit.html",
        base=request.form.get("base", calendar.version),
        stale=request.form.get("base", str(calendar.version)) != str(calendar.version),
        calendar=changed,
        steps=editing.hidden(steps),
        count=len(steps),
        preview=preview,
        changes=[_told(one) for one in preview.changes] if preview else [],
        shifts=preview.shifts[:_SHIFTS_SHOWN] if preview else (),
        year=year,
        years=_years(changed),
        **_shared(changed, year),
    )


def _shared(calendar: OfficeCalendar, year: int) -> dict[str, Any]:
    return {
        "kinds": [(code, symbol, gettext(words)) for code, (symbol, words) in grid.KINDS.items()],
        "holiday_kinds": [(str(kind), gettext(grid.KINDS[str(kind)][1])) for kind in HolidayKind],
        "day_names": grid.day_names(),
        "short_names": grid.day_names("abbreviated"),
        "weekdays": list(zip(WEEKDAYS, grid.day_names(), strict=True)),
        "holidays": [(day, h) for day, h in calendar.holidays.items() if day.year == year],
        "exceptions": [(day, e) for day, e in calendar.exceptions.items() if day.year == year],
        "periods": [p for p in calendar.periods if p.first.year <= year <= p.last.year],
    }


def _told(change: Any) -> dict[str, Any]:
    """A change as a line: what, before, after."""
    if isinstance(change, DayChange):
        return {
            "day": change.day,
            "what": "",
            "before": grid.words_of(change.before) or grid.said(change.before.hours),
            "after": grid.words_of(change.after) or grid.said(change.after.hours),
        }
    field, _, part = change.field.partition(".")
    names = {
        "week": dict(zip(WEEKDAYS, grid.day_names(), strict=True)).get(part, part),
        "periods": gettext("Special period"),
        "decreed_years": gettext("Years with cuti bersama"),
        "basis": gettext("Legal basis of the hours"),
    }
    read = grid.written if field == "week" else str
    return {
        "day": None,
        "what": names.get(field, field),
        "before": read(change.before),
        "after": read(change.after),
    }


def _version(newest: int) -> int:
    """The version asked for, else the newest."""
    found = asked_number("version")
    return newest if found is None else found


def _year(calendar: OfficeCalendar) -> int:
    year = whole_number(request.values.get("shown", ""))
    if year in _years(calendar):
        return year
    return now().astimezone(zone()).year


def _years(calendar: OfficeCalendar) -> list[int]:
    this = now().astimezone(zone()).year
    known = {day.year for day in calendar.holidays} | {day.year for day in calendar.exceptions}
    return sorted({*known, *calendar.decreed_years, this, this + 1})
