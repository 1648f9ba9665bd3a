"""What is to be simulated, read from the page's fields: periods, versions, hours, and what was typed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from flask import request

from engine import calendars, definitions
from engine.calendars import Version as CalendarVersion
from engine.definitions import Version
from engine.office_calendar_json import WEEKDAYS
from engine.refusals import Invalid, NotFound, Problem
from tasks import library, sop_drafts
from tasks.replay.question import week_text
from tasks.simulation import jobs, typed
from tasks.simulation.preparing import Setup, default_setup
from tasks.simulation.typed import Typed
from web.shell.formatting import now
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.office import zone

WEEK = tuple(date(2026, 6, day) for day in range(1, 8))  # Monday to Sunday, for their names


@dataclass(frozen=True, slots=True)
class Choice:
    """The setup the page begins with, and what its fields offer."""

    setup: Setup
    name: str
    versions: tuple[Version, ...]
    has_draft: bool
    calendars: tuple[CalendarVersion, ...]
    week: dict[str, str]

    @property
    def typed(self) -> Typed:
        """What was typed before."""
        return self.setup.typed

    def day(self, name: str) -> str:
        """A field's day: "from", "to", "past_from", "past_to"."""
        field, whole = _DAYS[name]
        at: datetime = getattr(self.setup, field)
        return ((at if whole else at - timedelta(seconds=1)).astimezone(zone())).date().isoformat()


_DAYS = {
    "from": ("start", True),
    "to": ("end", False),
    "past_from": ("past_start", True),
    "past_to": ("past_end", False),
}


def choice(key: str) -> Choice | None:
    """What the page begins with: a kept or earlier setup where the address names one. None for an SOP never published.

    Raises NotFound for an unknown SOP.
    """
    versions = library.versions(site(), actor(), key)
    with site().db.read(actor()) as tx:
        has_draft = key in sop_drafts.dates_of_mine(tx)
        if not versions:
            if has_draft:
                return None
            raise NotFound("definition.unknown")
        shown = definitions.shown(tx, key)
        other = (
            0 if has_draft else next((one.version for one in versions if one.version > shown.version), None)
        )
        setup = default_setup(now(), zone(), shown.version, other)
        if (earlier := _number(request.args, "again")) is not None:
            setup = jobs.read(tx, key, earlier).job.setup
            if setup.other == 0 and not has_draft:
                setup = replace(setup, other=None)
        if (number := _number(request.args, "kept")) is not None:
            kept = [one for one in typed.kept(tx, key) if one.id == number]
            setup = replace(setup, typed=kept[0].content) if kept else setup
        known = calendars.versions(tx, actor().office)
        week = week_text(calendars.current(tx, actor().office))
    return Choice(setup, shown.name, versions, has_draft, known, week)


def version_options(choice: Choice) -> list[tuple[int, str]]:
    """The versions that may be played beside the one in force."""
    others = [one.version for one in choice.versions if one.version != choice.setup.version]
    return [(number, gettext("Version %(version)s", version=number)) for number in others]


def calendar_options(choice: Choice) -> list[tuple[int, str]]:
    """The versions of the working calendar."""
    return [(one.version, gettext("Version %(version)s", version=one.version)) for one in choice.calendars]


def posted(key: str) -> Setup:
    """The setup of the form sent. Raises Invalid naming every wrong field, NotFound."""
    begun = choice(key)
    if begun is None:
        raise NotFound("definition.unknown")
    wrong: list[Problem] = []
    days = {name: _day(name, wrong) for name in _DAYS}
    plays, seed = _whole("plays", wrong, jobs.MOST_PLAYS), _whole("seed", wrong, 10**9)
    if wrong:
        raise Invalid("simulation.invalid", *wrong)
    form = request.form
    other, calendar = form.get("other", ""), form.get("calendar", "")
    numbers = {str(one.version) for one in begun.versions}
    hours = {
        day: form[f"hours.{day}"].strip()[:200]
        for day in WEEKDAYS
        if f"hours.{day}" in form and form[f"hours.{day}"].strip() != begun.week[day]
    }
    return replace(
        begun.setup,
        other=0 if other == "draft" and begun.has_draft else int(other) if other in numbers else None,
        start=_midnight(days["from"]),
        end=_midnight(days["to"] + timedelta(days=1)),
        past_start=_midnight(days["past_from"]),
        past_end=min(_midnight(days["past_to"] + timedelta(days=1)), now()),
        plays=plays,
        seed=seed,
        calendar=int(calendar) if calendar in {str(one.version) for one in begun.calendars} else None,
        hours=hours,
        typed=typed.read_fields(form),
    )


def _day(name: str, wrong: list[Problem]) -> date:
    try:
        found = date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        found = date.min
    if not 1990 <= found.year <= 2200:
        wrong.append(Problem("report.not_a_day", name))
    return found


def _whole(name: str, wrong: list[Problem], most: int) -> int:
    text = request.form.get(name, "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 11 and 1 <= int(text) <= most):
        wrong.append(Problem("simulation.number", name, {"most": most}))
        return 1
    return int(text)


def _number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, zone()).astimezone(UTC)
