"""What is open now: by age, and what will probably be late."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.reports import outlook
from tasks.reports.outlook import Aged
from web.pages.audit_scope import chosen, tabs
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import AUDITOR, SUPERVISOR, needs

blueprint = Blueprint("outlook", __name__, url_prefix="/audit/open")

_SHOWN = 100


@blueprint.get("")
@needs(AUDITOR, SUPERVISOR)
def index() -> ResponseReturnValue:
    """Open requests by age, open steps with what their past foretells, the likeliest to be late first."""
    wanted = chosen()
    if wanted is None:
        return render_template("audit/none.html", tabs=tabs(None))
    found = outlook.outlook(site(), actor(), wanted.scope)
    shown = found.steps[:_SHOWN]
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {one.assignee for one in shown if one.assignee})
    return render_template(
        "audit/outlook.html",
        wanted=wanted,
        tabs=tabs(wanted),
        found=found,
        shown=shown,
        names=names,
        enough=outlook.ENOUGH,
        ages=_bars(found.ages),
    )


def _bars(ages: tuple[Aged, ...]) -> list[dict[str, object]]:
    rows, first = [], 0
    for one in ages:
        words = gettext("over %(days)s working days", days=first - 1)
        if one.days is not None:
            words = gettext("%(first)s to %(last)s working days", first=first, last=one.days)
            first = one.days + 1
        text = (
            gettext("%(count)s, %(late)s late", count=one.count, late=one.late)
            if one.late
            else str(one.count)
        )
        rows.append({"label": words, "value": one.count, "text": text, "kind": "bad" if one.late else ""})
    return rows
