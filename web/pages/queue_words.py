"""The words of the waiting room: groups, states of bookings and numbers, counters and places by their labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask

from tasks.counters import tickets, walk_ins
from tasks.counters.board import Wait
from tasks.slots import bookings, places
from web.shell.formatting import span
from web.shell.i18n import gettext, mark, ngettext
from web.shell.office import setting

_GROUPS = {places.REGULAR: mark("Regular"), places.PRIORITY: mark("Priority")}
_BOOKINGS = {
    bookings.HELD: (mark("Booking not paid"), "warn", "clock"),
    bookings.CONFIRMED: (mark("Expected"), "info", "calendar"),
    bookings.ARRIVED: (mark("Arrived"), "ok", "check"),
    bookings.NO_SHOW: (mark("Did not come"), "bad", "cross"),
}
_TICKETS = {
    tickets.WAITING: (mark("Waiting to be called"), "info", "clock"),
    tickets.CALLED: (mark("Called"), "brand", "play"),
    tickets.SERVING: (mark("At the counter"), "brand", "user"),
    tickets.DONE: (mark("Served"), "ok", "check"),
    tickets.ABSENT: (mark("Did not answer"), "warn", "warning"),
}
_SERVICES = {
    "penerbitan_penggantian": mark("Lost or damaged passport"),
    "kelompok_rentan": mark("Priority service"),
    "micin_darurat": mark("Micin Darurat, letter brought by the family"),
}


def install(app: Flask) -> None:
    """Make the words of codes filters of the templates."""
    app.jinja_env.filters.update(
        group_name=group_name,
        booking_badge=booking_badge,
        ticket_badge=ticket_badge,
        counter_name=counter_name,
        arrival_place=place_name,
    )


def group_name(code: str) -> str:
    """A group of numbers in words."""
    return gettext(_GROUPS[code]) if code in _GROUPS else code


def booking_badge(code: str) -> tuple[str, str, str]:
    """A booking's state: words, kind, symbol."""
    words, kind, symbol = _BOOKINGS.get(code, (code, "neutral", "circle"))
    return gettext(words), kind, symbol


def ticket_badge(code: str) -> tuple[str, str, str]:
    """A number's state: words, kind, symbol."""
    words, kind, symbol = _TICKETS.get(code, (code, "neutral", "circle"))
    return gettext(words), kind, symbol


def counters() -> list[tuple[str, str]]:
    """The counters to choose from."""
    return [(row["code"], row["label"]) for row in setting("counters.list")]


def counter_name(code: str) -> str:
    """A counter's label."""
    return dict(counters()).get(code, code)


def all_places() -> list[tuple[str, str]]:
    """The places to choose from, the office first."""
    return [(row["code"], row["label"]) for row in setting("office.places")]


def place_name(code: str) -> str:
    """A place's label."""
    return dict(all_places()).get(code, code)


def services(in_force: Iterable[str]) -> list[tuple[str, str]]:
    """The services that take walk-ins and are in force, to choose from."""
    known = set(in_force)
    return [(s.key, gettext(_SERVICES[s.key])) for s in walk_ins.SERVICES if s.key in known]


def wait_bars(waits: Iterable[Wait]) -> list[dict[str, Any]]:
    """How long people waited as rows of a chart."""
    return [
        {
            "label": gettext(
                "%(hour)s o'clock, %(group)s", hour=f"{wait.hour:02}", group=group_name(wait.grp)
            ),
            "value": wait.mean.total_seconds(),
            "text": gettext(
                "%(mean)s, longest %(longest)s (%(people)s)",
                mean=span(wait.mean),
                longest=span(wait.longest),
                people=ngettext("%(num)d number", "%(num)d numbers", wait.called),
            ),
        }
        for wait in waits
    ]
