"""Any day of any year: which SOP and calendar were in force, who did what, what was missing, what was late and why."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.reports import day as report
from web.pages.audit_scope import chosen, named_day, page, tabs
from web.shell.formatting import now
from web.shell.identity import actor, site
from web.shell.office import setting, zone
from web.shell.rights import AUDITOR, SUPERVISOR, needs

blueprint = Blueprint("day", __name__, url_prefix="/audit/day")


@blueprint.get("")
@needs(AUDITOR, SUPERVISOR)
def index() -> ResponseReturnValue:
    """The day asked for, today unless another is; `who` narrows it to what one officer did."""
    today = now().astimezone(zone()).date()
    wanted, who = named_day("on") or today, request.args.get("who", "")[:200]
    found = report.of(site(), actor(), wanted, who, page())
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, _people(found, who))
    return render_template(
        "audit/day.html",
        tabs=tabs(chosen()),
        found=found,
        who=who,
        names=names,
        sops={version.key: version.name for version in found.sops},
        before=_beside(wanted, -1),
        after=_beside(wanted, 1) if wanted < today else None,
        today=today,
        zone_label=setting("office.zone_label"),
    )


def _people(found: report.Day, who: str) -> set[str]:
    officers = {name for line in found.done.rows for name in (line.completed_by, line.second_officer)}
    return officers | {version.created_by for version in found.sops} | {who}


def _beside(day: date, days: int) -> date:
    return day + timedelta(days=days)
