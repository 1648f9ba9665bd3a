"""The auditor's pages: figures per step, breaches with their reasons, requests; each list also as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks import people
from tasks.asking import pins
from tasks.asking.saved import Saved
from tasks.breaches import STATES
from tasks.reports import breaches, cases, censored, csv, step_times, steps
from tasks.reports.breaches import Which
from tasks.reports.groups import group_report
from web.pages import audit_charts as charts
from web.pages import grouping
from web.pages.audit_scope import Chosen, chosen, heading, page, tabs
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

NOT_GIVEN = "-"


@blueprint.get("")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def index() -> ResponseReturnValue:
    """The overview: how many, how long, how often late, where the time went, why it was late."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    rows = steps.step_report(site(), actor(), wanted.scope)
    reads_cases = actor().has(AUDITOR, SUPERVISOR)
    by = grouping.asked()
    groups = group_report(site(), actor(), wanted.scope, by) if by else ()
    summary = cases.case_summary(site(), actor(), wanted.scope)
    return render_template(
        "audit/index.html",
        wanted=wanted,
        tabs=tabs(wanted),
        summary=summary,
        censored=censored.censored(site(), actor(), wanted.scope),
        rows=rows,
        by=by or "",
        bys={"": gettext("Step")} | grouping.choices(),
        groups=groups,
        named=grouping.naming(by, groups) if by else None,
        splits=charts.of_steps(rows, step_times.step_division(site(), actor(), wanted.scope)),
        whole=charts.of_summary(summary),
        part_names=charts.part_names(),
        pinned=_pinned(),
        pareto=charts.pareto(breaches.breach_counts(site(), actor(), wanted.scope), partial(_list, wanted))
        if reads_cases
        else None,
    )


def _pinned() -> tuple[Saved, ...]:
    with site().db.read(actor()) as tx:
        return pins.pinned(tx)


@blueprint.get("/breaches")
@needs(AUDITOR, SUPERVISOR)
def late() -> ResponseReturnValue:
    """The passed deadlines, latest first."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    which = _which()
    found = breaches.breach_list(site(), actor(), wanted.scope, which, page())
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {row.completed_by for row in found.rows})
    return render_template(
        "audit/breaches.html",
        wanted=wanted,
        tabs=tabs(wanted),
        found=found,
        which=which,
        narrowed=_narrowed(which),
        names=names,
    )


@blueprint.get("/requests")
@needs(AUDITOR, SUPERVISOR)
def requests() -> ResponseReturnValue:
    """The requests that began in the period, late ones first."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    found = cases.case_list(site(), actor(), wanted.scope, page())
    return render_template(
        "audit/cases.html",
        wanted=wanted,
        tabs=tabs(wanted),
        found=found,
        censored=censored.censored(site(), actor(), wanted.scope),
        splits=charts.of_cases(found.rows),
        part_names=charts.part_names(),
    )


@blueprint.get("/steps.csv")
@needs(AUDITOR, SUPERVISOR, PROCESS_OWNER)
def steps_csv() -> ResponseReturnValue:
    """The figures per step for a spreadsheet."""
    wanted = _required()
    return _download(wanted, "steps", csv.step_csv(site(), actor(), wanted.scope, heading))


@blueprint.get("/breaches.csv")
@needs(AUDITOR, SUPERVISOR)
def breaches_csv() -> ResponseReturnValue:
    """Every breach of the period for a spreadsheet."""
    wanted = _required()
    return _download(wanted, "breaches", csv.breach_csv(site(), actor(), wanted.scope, _which(), heading))


@blueprint.get("/requests.csv")
@needs(AUDITOR, SUPERVISOR)
def requests_csv() -> ResponseReturnValue:
    """Every request of the period for a spreadsheet."""
    wanted = _required()
    return _download(wanted, "requests", csv.case_csv(site(), actor(), wanted.scope, heading))


def _list(wanted: Chosen, **narrowed: str) -> str:
    return url_for("audit.late", **wanted.query(**narrowed))


def _required() -> Chosen:
    wanted = chosen()
    if wanted is None:
        raise NotFound("definition.unknown")
    return wanted


def _download(wanted: Chosen, name: str, lines: Iterator[bytes]) -> Response:
    """The lines as a file, sent while they are read."""
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    file = f"{wanted.scope.definition_key}-{name}-{wanted.first}-{wanted.last}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer


def _which() -> Which:
    """Which of the period's breaches the address asks for; "-" is what has not been given yet."""
    state = request.args.get("state")
    return Which(state if state in STATES else None, *map(_given, ("reason", "responsible", "element")))


def _given(name: str) -> str | None:
    text = request.args.get(name, "")[:200]
    return "" if text == NOT_GIVEN else text or None


def _narrowed(which: Which) -> dict[str, str]:
    """The narrowings beside the state, as the address has them."""
    given = {"reason": which.reason, "responsible": which.responsible, "element": which.element}
    return {name: value or NOT_GIVEN for name, value in given.items() if value is not None}
