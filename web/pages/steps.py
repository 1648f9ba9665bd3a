"""One step of an SOP in detail: figures against the standard, trend with real shifts marked, where its time goes."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.reports import censored, step_detail, step_requests
from tasks.reports.completions import Done
from tasks.reports.groups import By
from tasks.reports.step_detail import Every, Look
from tasks.reports.step_requests import Order, Picked
from web.pages import audit_charts as charts
from web.pages import grouping, trends
from web.pages.audit_scope import chosen, page, tabs
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("steps", __name__, url_prefix="/audit/steps")

_EVERY = {Every.DAY: mark("per day"), Every.WEEK: mark("per week"), Every.MONTH: mark("per month")}
_ORDERS = {Order.LATEST: mark("Latest first"), Order.LONGEST: mark("Longest first")}
_LONGEST_KEY = 64


@blueprint.get("/<element>")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def show(element: str) -> ResponseReturnValue:
    """The step's figures in the period, its trend, where its time went, and who stands behind it."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    every = Every(request.args["every"]) if request.args.get("every") in list(Every) else Every.WEEK
    look = Look(every, grouping.asked() or By.TYPE)
    detail = step_detail.step_detail(site(), actor(), wanted.scope, element, look)
    limit = detail.row.limit.total_seconds() if detail.row.limit else None
    median, rate = trends.medians(detail.trend, limit), trends.rates(detail.trend)
    return render_template(
        "audit/step.html",
        wanted=wanted,
        tabs=tabs(wanted),
        detail=detail,
        censored=censored.censored(site(), actor(), wanted.scope),
        row=detail.row,
        names=_names(detail.latest),
        bys=grouping.choices(),
        named=grouping.naming(detail.by, detail.groups),
        split=charts.of_step(detail.row, detail.time) if detail.time else (),
        part_names=charts.part_names(),
        every=every,
        everies={code: gettext(words) for code, words in _EVERY.items()},
        median_line=trends.drawn(detail.trend, median),
        rate_line=trends.drawn(detail.trend, rate),
        said=[
            (trends.signal_name(one), trends.signal_name(other))
            for one, other in zip(trends.signals(median), trends.signals(rate), strict=True)
        ],
    )


@blueprint.get("/<element>/requests")
@needs(AUDITOR, SUPERVISOR)
def requests(element: str) -> ResponseReturnValue:
    """The completions behind a figure, one by one: all, one group's, the late ones."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    picked = _picked()
    found = step_requests.step_requests(site(), actor(), wanted.scope, element, picked, page())
    return render_template(
        "audit/step_requests.html",
        wanted=wanted,
        tabs=tabs(wanted),
        found=found,
        row=found.row,
        picked=picked,
        group=_group(picked),
        names=_names(found.listing.rows),
        orders={code: gettext(words) for code, words in _ORDERS.items()},
        more=_query(picked),
    )


def _picked() -> Picked:
    order = request.args.get("order", "")
    return Picked(
        by=grouping.asked(),
        key=request.args.get("of", "")[:_LONGEST_KEY],
        late=bool(request.args.get("late")),
        order=Order(order) if order in list(Order) else Order.LATEST,
    )


def _query(picked: Picked) -> dict[str, str]:
    """What was picked, as the address's query beside the filter's."""
    query = {"order": str(picked.order)} | ({"late": "1"} if picked.late else {})
    return query | ({"by": str(picked.by), "of": picked.key} if picked.by else {})


def _group(picked: Picked) -> str:
    """The group picked, in words; "" for all."""
    if picked.by is None:
        return ""
    if picked.by is By.PERSON:
        with site().db.read(actor()) as tx:
            return people.shown_names(tx, {picked.key}).get(picked.key, picked.key) or "–"
    return grouping.group_name(picked.by, picked.key)


def _names(done: Iterable[Done]) -> dict[str, str]:
    with site().db.read(actor()) as tx:
        return dict(people.shown_names(tx, {one.completed_by for one in done}))
