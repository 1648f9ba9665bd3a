"""The outbox for administrators: every message to people outside, what became of it, and trying again."""

from __future__ import annotations

import os
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks.outbox import listing
from tasks.outbox.listing import Line, Wanted
from tasks.outbox.mail import Text
from web.mails import composing
from web.mails.names import FAULTS, KIND_NAMES, STATE_NAMES
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.office import setting
from web.shell.rights import ADMINISTRATOR, needs

blueprint = Blueprint("outbox", __name__, url_prefix="/pesan")


@blueprint.get("")
@needs(ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Messages, newest first, by state, kind and receiver."""
    wanted = Wanted(*(request.args.get(name, "")[:200] for name in ("state", "kind", "q")))
    after = request.args.get("after", "")
    page = listing.listed(site(), actor(), wanted, int(after) if after.isdecimal() else None)
    return render_template(
        "outbox/index.html",
        rows=[(line, _text(line)) for line in page.lines],
        page=page,
        wanted=wanted,
        states=[_state_way(state, page.counts, wanted) for state in ("", *listing.STATES)],
        kinds=sorted(((kind, gettext(name)) for kind, name in KIND_NAMES.items()), key=lambda pair: pair[1]),
        names={kind: gettext(name) for kind, name in KIND_NAMES.items()},
        badges={state: (gettext(words), *look) for state, (words, *look) in STATE_NAMES.items()},
        faults={code: gettext(words) for code, words in FAULTS.items()},
        no_server=not os.environ.get("ALUR_SMTP_URL"),
    )


@blueprint.post("/<int:message_id>/retry")
@needs(ADMINISTRATOR)
def retry(message_id: int) -> ResponseReturnValue:
    """Try a message that was given up again."""
    listing.retry(site(), actor(), message_id)
    flash(gettext("The message will be tried again now."), "ok")
    return redirect(url_for("outbox.index", state=request.args.get("state") or None), 303)


def _text(line: Line) -> Text:
    """What was sent; what would be sent, as long as nothing was."""
    if line.text:
        return line.text
    office = {key: setting(key) for key in composing.SIGNED_WITH}
    return composing.text(line.message, office, os.environ.get("ALUR_PUBLIC_URL", ""))


def _state_way(state: str, counts: Any, wanted: Wanted) -> dict[str, Any]:
    label = gettext(STATE_NAMES[state][0]) if state else gettext("All messages")
    address = url_for("outbox.index", state=state or None, kind=wanted.kind or None, q=wanted.word or None)
    count = counts[state] if state else sum(counts.values())
    return {"label": label, "url": address, "current": wanted.state == state, "count": count, "icon": ""}
