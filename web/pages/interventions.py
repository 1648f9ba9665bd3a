"""Manual interventions: what people in charge changed outside a step, counted and one by one."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import case_numbers, people
from tasks.reports import interventions
from tasks.reports.interventions import GROUPS, Asked
from web.pages.audit_scope import PERIOD, chosen, moment_of_day, tabs
from web.pages.audit_words import action_name
from web.pages.trail import line_shown
from web.shell.formatting import now
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.navigation import may
from web.shell.office import zone
from web.shell.rights import ADMINISTRATOR, AUDITOR, needs

blueprint = Blueprint("interventions", __name__, url_prefix="/audit/interventions")

_PAGE = 50
_GROUPS = {
    "cases": mark("On a request"),
    "clocks": mark("On everybody's time"),
    "rules": mark("On the rules"),
    "access": mark("On access"),
    "data": mark("On personal data and reports sent"),
}


@blueprint.get("")
@needs(AUDITOR, ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """The interventions of the last three months, or of the days asked for."""
    asked = _asked()
    after = request.args.get("after", "")
    found = interventions.interventions(site(), actor(), asked, _PAGE, after if after.isdecimal() else None)
    counts = interventions.tally(site(), actor(), asked)
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {login for login, _ in counts.by_person})
        numbers = case_numbers.of_chains(tx, {line.chain for line in found.items})
    return render_template(
        "audit/interventions.html",
        tabs=tabs(chosen()),
        asked=asked,
        first=asked.since.astimezone(zone()).date(),
        last=(asked.until - timedelta(days=1)).astimezone(zone()).date(),
        found=found,
        counts=counts,
        by_action=[{"label": action_name(one), "value": n, "text": str(n)} for one, n in counts.by_action],
        lines=[
            line_shown(line, numbers.get(line.chain)) | {"story": _story(line.chain)} for line in found.items
        ],
        names=names,
        groups={code: gettext(words) for code, words in _GROUPS.items()},
        start=int(after) if after.isdecimal() else 0,
        page_size=_PAGE,
    )


def _story(chain: str) -> str:
    """Where a request's story is told beside its SOP, for who may read it there."""
    kind, _, number = chain.partition(":")
    told = kind == "instance" and may("conformance.show")
    return url_for("conformance.show", instance_id=int(number)) if told else ""


def _asked() -> Asked:
    until = moment_of_day("to", following=True) or _midnight_after_today()
    since = moment_of_day("from") or until - PERIOD
    group = request.args.get("group", "")
    first, last = min(since, until), max(since, until)
    return Asked(first, last, group if group in GROUPS else "", request.args.get("actor", "").strip()[:40])


def _midnight_after_today() -> datetime:
    return datetime.combine(now().astimezone(zone()).date() + timedelta(days=1), time.min, zone())
