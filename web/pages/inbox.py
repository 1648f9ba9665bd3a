"""The inbox: what waits for me, due soon first."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import breaches, inbox, outages, people, standards, worker
from tasks.inbox import ALL, DONE, FREE, MINE, Filter
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import STAFF, SUPERVISOR, needs

blueprint = Blueprint("inbox", __name__, url_prefix="/tasks")

_PAGE = 25


@blueprint.get("")
@needs(STAFF, SUPERVISOR)
def index() -> ResponseReturnValue:
    """Open tasks of my lanes; the list renews itself while nobody types in it."""
    whose = request.args.get("whose", ALL)
    wanted = Filter(
        whose=whose if whose in (ALL, MINE, FREE, DONE) else ALL,
        element=request.args.get("step") or None,
        overdue="late" in request.args,
        word=request.args.get("q", "")[:200],
    )
    after = request.args.get("after")
    with site().db.read(actor()) as tx:
        counts = inbox.counts_held(tx)
        found = inbox.search_held(tx, wanted, _PAGE, after if (after or "").isdecimal() else None)
        lines = found.items
        shown = {
            "page": found,
            "names": people.shown_names(tx, {line.assignee for line in lines if line.assignee}),
            "standards": standards.from_start(tx, [line.id for line in lines]),
            "counts": counts,
            "steps": inbox.elements(tx),
            "outages": outages.lasting(tx, actor().office),
            "silent_since": worker.silent_since(tx),
            "to_explain": breaches.to_explain(tx, actor().login),
            "to_confirm": breaches.to_confirm(tx) if actor().has(SUPERVISOR) else (),
        }
    return render_template(
        "inbox/index.html", wanted=wanted, tabs=_tabs(wanted, counts), after=after, **shown
    )


def _tabs(wanted: Filter, counts: inbox.Counts) -> list[dict[str, object]]:
    named = (
        (ALL, gettext("All of my lane"), counts.all),
        (MINE, gettext("Mine"), counts.mine),
        (FREE, gettext("Free"), counts.free),
        (DONE, gettext("Done"), None),
    )
    return [
        {
            "label": label,
            "url": url_for("inbox.index", whose=whose, q=wanted.word or None),
            "current": wanted.whose == whose,
            "count": count,
        }
        for whose, label, count in named
    ]
