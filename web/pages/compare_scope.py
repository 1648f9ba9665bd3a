"""The two sides of a comparison as the address says them, and ready pairs to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request

from tasks.offices import reach
from tasks.reports import priority
from tasks.reports.scope import ReportFilter
from web.pages.audit_scope import Chosen, chosen, day_of, midnight
from web.pages.compare_words import period_name
from web.shell.formatting import now
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.office import zone

_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its filter, and the days its period was typed as (last one included)."""

    scope: ReportFilter
    first: date
    last: date

    def query(self, **more: Any) -> dict[str, Any]:
        """The side as the query of a page that looks at one period, with further fields."""
        given = {
            "sop": self.scope.definition_key,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "version": self.scope.version,
            "type": self.scope.category,
            "priority": self.scope.priority,
        }
        return {name: value for name, value in {**given, **more}.items() if value is not None}

    def fields(self, name: str) -> dict[str, Any]:
        """The side as fields of the comparison's own address: `a.from` and the rest."""
        own = self.query(office=self.scope.office)
        return {f"{name}.{field}": value for field, value in own.items() if field != "sop"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides, what their fields offer, and the SOP they are of."""

    a: Side
    b: Side
    of: Chosen
    offices: tuple[str, ...]

    def query(self) -> dict[str, Any]:
        """The comparison as its address's query."""
        return {"sop": self.of.scope.definition_key, **self.a.fields("a"), **self.b.fields("b")}


def pair() -> Pair | None:
    """The sides of the address; None with no SOP. Without any the month at hand beside the one before; with a filter of
    the other pages (`from`, `to`, …) that period beside the equally long one before it. Raises Invalid for what is no
    date.
    """
    of = chosen()
    if of is None:
        return None
    within = reach.within(site(), actor())
    after = _side("b", of, within, _days_after(of))
    before = _side("a", of, within, _days_before(after))
    return Pair(before, after, of, within)


def presets(found: Pair) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pairs worth a look, each with its query."""
    today = now().astimezone(zone()).date()
    this = today.replace(day=1)
    last, before = _month_before(this), _month_before(_month_before(this))
    yield gettext("This month against last"), _query(found, (last, this - _DAY), (this, today))
    words = gettext(
        "%(b)s against %(a)s", a=period_name(before, last - _DAY), b=period_name(last, this - _DAY)
    )
    yield words, _query(found, (before, last - _DAY), (last, this - _DAY))
    year = (today - _YEAR, today)
    newest = sorted(found.of.versions)[-2:]
    if len(newest) == 2:
        old, new = newest
        words = gettext("Version %(b)s against %(a)s", a=old, b=new)
        yield words, _query(found, year, year, ({"version": old}, {"version": new}))
    if len(found.of.types) > 1:
        sides = ({"priority": priority.NONE}, {"priority": priority.ANY})
        yield gettext("Priority groups against everybody else"), _query(found, year, year, sides)
    if len(found.offices) > 1:
        others = [code for code in found.offices if code != found.b.scope.office]
        two = ({"office": others[0]}, {"office": found.b.scope.office})
        yield gettext("Two offices, the last year"), _query(found, year, year, two)


_Days = tuple[date, date]


def _query(
    found: Pair, a: _Days, b: _Days, sides: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {})
) -> dict[str, Any]:
    query: dict[str, Any] = {"sop": found.of.scope.definition_key}
    for name, days, own in (("a", a, sides[0]), ("b", b, sides[1])):
        side = {"from": days[0].isoformat(), "to": days[1].isoformat(), "office": found.b.scope.office, **own}
        query |= {f"{name}.{field}": value for field, value in side.items()}
    return query


def _side(name: str, of: Chosen, within: tuple[str, ...], days: _Days) -> Side:
    """One side; a field that says nothing known is left out, so that it means every one."""
    asked = {
        field: request.args.get(f"{name}.{field}", request.args.get(field, ""))
        for field in ("version", "type", "priority", "office")
    }
    last = day_of(f"{name}.to", request.args) or days[1]
    first, last = sorted((day_of(f"{name}.from", request.args) or min(days[0], last), last))
    version, office = asked["version"], asked["office"]
    scope = ReportFilter(
        definition_key=of.scope.definition_key,
        start=midnight(first),
        end=midnight(last + _DAY),
        office=office if office in within else _own(within),
        version={str(number): number for number in of.versions}.get(version),
        category=asked["type"] if asked["type"] in dict(of.types) else None,
        priority=asked["priority"] if asked["priority"] in priority.CHOICES else None,
    )
    return Side(scope, first, last)


def _own(within: tuple[str, ...]) -> str:
    """The visitor's own office, or the first they may see when it has none of its own."""
    return actor().office if actor().office in within or not within else within[0]


def _days_after(of: Chosen) -> _Days:
    """Side B without days of its own: those of the other pages' filter, else the month up to today."""
    if request.args.get("from") or request.args.get("to"):
        return of.first, of.last
    today = now().astimezone(zone()).date()
    return today.replace(day=1), today


def _days_before(after: Side) -> _Days:
    """Side A without days of its own: the month before, else as many days as B has just before it."""
    if after.first.day == 1 and after.first.replace(day=1) == after.last.replace(day=1):
        return _month_before(after.first), after.first - _DAY
    return after.first - (after.last - after.first) - _DAY, after.first - _DAY


def _month_before(first: date) -> date:
    return (first - _DAY).replace(day=1)
