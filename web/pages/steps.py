"""One step of an SOP in detail: figures against the standard, trend with real shifts marked, by person and type."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.reports import step_detail
from tasks.reports.step_detail import Every, StepDetail
from web.pages import trends
from web.pages.audit_scope import chosen, tabs
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("steps", __name__, url_prefix="/audit/steps")

_EVERY = {Every.DAY: mark("per day"), Every.WEEK: mark("per week"), Every.MONTH: mark("per month")}


@blueprint.get("/<element>")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def show(element: str) -> ResponseReturnValue:
    """The step's figures in the period, its trend, and who, which types and versions stand behind it."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    every = Every(request.args["every"]) if request.args.get("every") in list(Every) else Every.WEEK
    detail = step_detail.step_detail(site(), actor(), wanted.scope, element, every)
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, _people(detail))
    limit = detail.row.limit.total_seconds() if detail.row.limit else None
    median, rate = trends.medians(detail.trend, limit), trends.rates(detail.trend)
    return render_template(
        "audit/step.html",
        wanted=wanted,
        tabs=tabs(wanted),
        detail=detail,
        row=detail.row,
        names=names,
        every=every,
        everies={code: gettext(words) for code, words in _EVERY.items()},
        median_line=trends.drawn(detail.trend, median),
        rate_line=trends.drawn(detail.trend, rate),
        said=[
            (trends.signal_name(one), trends.signal_name(other))
            for one, other in zip(trends.signals(median), trends.signals(rate), strict=True)
        ],
    )


def _people(detail: StepDetail) -> set[str]:
    return {one.key for one in detail.by_person} | {one.completed_by for one in detail.latest}
