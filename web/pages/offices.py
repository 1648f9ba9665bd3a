"""The inspector's page of all offices side by side, and visiting one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import Invalid, Problem
from tasks import library
from tasks.offices import figures, visits
from tasks.offices import together as all_together
from tasks.offices.figures import Line, Months
from web.pages.audit_scope import tabs
from web.pages.grouping import office_name
from web.shell import identity
from web.shell.formatting import month as month_name
from web.shell.formatting import now, number, percent
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.office import zone
from web.shell.rights import INSPECTOR, needs

blueprint = Blueprint("offices", __name__, url_prefix="/audit/offices")

_HEADS: Mapping[str, tuple[str, Callable[[Line], Any]]] = MappingProxyType(
    {
        "office": (mark("Office"), lambda line: office_name(line.office)),
        "cases": (mark("Requests"), lambda line: line.cases),
        "completed": (mark("Completed steps"), lambda line: line.completed),
        "late": (mark("Share late"), lambda line: line.rate),
        "median": (mark("Median gross"), lambda line: line.gross.median if line.gross else None),
        "p90": (mark("90 of 100 within"), lambda line: line.gross.p90 if line.gross else None),
        "net": (mark("Median net"), lambda line: line.net.median if line.net else None),
        "trend": (mark("Trend"), lambda line: sum(line.trend) if line.trend else None),
    }
)
_WIDE, _HIGH = 100.0, 22.0
_HALF = timedelta(seconds=30)  # what is not exact is told to the nearest minute, not cut to the one before


@blueprint.get("")
@needs(INSPECTOR)
def index() -> ResponseReturnValue:
    """Every office: requests, steps, share late, turnaround, trend; sorted by any column. Of one SOP its steps in all
    offices together too.
    """
    months, first, last = _months()
    sops = [(line.key, line.version.name) for line in library.list_sops(site(), actor())]
    months = months if months.sop in dict(sops) else Months(months.first, months.last)
    found = figures.all_offices(site(), actor(), months)
    both = all_together.together(site(), actor(), months)
    by, down = _order()
    return render_template(
        "audit/offices.html",
        tabs=tabs(None),
        sops=sops,
        months=months,
        query={"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"} | ({"sop": months.sop} if months.sop else {}),
        period=(month_name(first), month_name(last)),
        found=found,
        lines=_sorted(found.lines, by, down=down),
        heads={code: gettext(words) for code, (words, _) in _HEADS.items()},
        by=by,
        down=down,
        bars=_bars(found.lines),
        sparks={line.office: _spark(line) for line in found.lines},
        trends={line.office: _trend(line) for line in found.lines},
        together=both,
        monthly=[(_named(one.month), one.numbers) for one in both.months] if both else [],
        bound=percent(all_together.ERROR),
        half=_HALF,
    )


@blueprint.post("/visit")
@needs(INSPECTOR)
def visit() -> ResponseReturnValue:
    """See one office as its auditor does, until the visit is ended."""
    office = request.form.get("office", "")
    visits.visit(site(), actor(), identity.own_secret(), office)
    flash(gettext("You now see %(office)s as its auditor.", office=office_name(office)), "ok")
    return redirect(url_for("audit.index"), 303)


@blueprint.post("/leave")
@needs(INSPECTOR)
def leave() -> ResponseReturnValue:
    """End the visit."""
    visits.leave(site(), actor(), identity.own_secret())
    flash(gettext("The visit has ended."), "ok")
    return redirect(url_for("offices.index"), 303)


def _months() -> tuple[Months, date, date]:
    """The months of the address, turned if typed the wrong way round; without any the last twelve. Raises Invalid."""
    today = now().astimezone(zone()).date().replace(day=1)
    last = _month("to") or today
    first = _month("from") or date(last.year - 1 + last.month // 12, last.month % 12 + 1, 1)
    first, last = sorted((first, last))
    return Months(_key(first), _key(last), request.args.get("sop", "")), first, last


def _key(first: date) -> int:
    return first.year * 100 + first.month


def _named(month: int) -> str:
    return month_name(date(month // 100, month % 100, 1))


def _month(name: str) -> date | None:
    text = request.args.get(name, "")[:10]
    if not text:
        return None
    try:
        found = date.fromisoformat(text if len(text) == 10 else f"{text}-01").replace(day=1)
    except ValueError as error:
        raise Invalid("report.invalid", Problem("report.not_a_month", name)) from error
    if not 1990 <= found.year <= 2200:
        raise Invalid("report.invalid", Problem("report.not_a_month", name))
    return found


def _order() -> tuple[str, bool]:
    asked = request.args.get("order", "")
    by = asked if asked in _HEADS else "late"
    return by, request.args.get("down", "0" if by == "office" else "1") == "1"


def _sorted(lines: tuple[Line, ...], by: str, *, down: bool) -> list[Line]:
    """By a column; offices with nothing in it last, whichever way."""
    value = _HEADS[by][1]
    known = [line for line in lines if value(line) is not None]
    known.sort(key=value, reverse=down)
    return known + [line for line in lines if value(line) is None]


def _bars(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    """Shares late, highest first, each with its interval."""
    judged = sorted((line for line in lines if line.judged), key=lambda line: -line.rate)
    return [
        {
            "label": office_name(line.office),
            "value": line.rate,
            "text": f"{percent(line.rate)} · {percent(line.likely.low)}–{percent(line.likely.high)}",
        }
        for line in judged
    ]


def _spark(line: Line) -> str:
    """The share late month by month as a line's corners; "" for fewer than two months."""
    rates = [one.rate for one in line.months if one.judged]
    if len(rates) < 2:
        return ""
    top = max(*rates, 1e-9)
    step = _WIDE / (len(rates) - 1)
    return " ".join(
        f"{place * step:.1f},{_HIGH - 1 - rate / top * (_HIGH - 2):.1f}" for place, rate in enumerate(rates)
    )


def _trend(line: Line) -> tuple[str, str, str] | None:
    """How the share late moved from the first half of the months to the second, as a badge."""
    rise = line.trend
    if rise is None:
        return None
    points = number(abs(rise.low + rise.high) / 2 * 100, 1)
    if rise.low > 0:
        return gettext("more often, about %(points)s points", points=points), "bad", "warning"
    if rise.high < 0:
        return gettext("less often, about %(points)s points", points=points), "ok", "check"
    return gettext("no real change"), "neutral", "info"
