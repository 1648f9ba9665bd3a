"""Personal data in wrong hands: whose it was, the 72 hours, and the notices (UU 27/2022 Ps 46)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import Invalid, Problem
from tasks.privacy import leaks, notices
from tasks.privacy.leaks import Typed
from web.pages import privacy_words as words
from web.pages.audit_scope import chosen, tabs
from web.pages.audit_words import action_name
from web.shell.errors import again
from web.shell.formatting import now
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.office import zone
from web.shell.rights import DATA_PROTECTION, needs

blueprint = Blueprint("leaks", __name__, url_prefix="/audit/privacy/leaks")

_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ACCESS = ("logins", "accounts", "tokens", "addresses")


@blueprint.get("")
@needs(DATA_PROTECTION)
def index() -> ResponseReturnValue:
    """The office's breaches of data, and the form that puts one down."""
    found = leaks.listed(site(), actor())
    return render_template("privacy/leaks.html", tabs=tabs(chosen()), found=found, left=_left(found))


@blueprint.post("")
@needs(DATA_PROTECTION)
@again(index)
def put_down() -> ResponseReturnValue:
    """Put one down; its hours are counted from when it was known."""
    number = leaks.put_down(site(), actor(), _typed())
    return redirect(url_for("leaks.show", leak_id=number), 303)


@blueprint.get("/<int:leak_id>")
@needs(DATA_PROTECTION)
def show(leak_id: int) -> ResponseReturnValue:
    """Whose data was touched, how long is left, and the notices."""
    leak, extent = leaks.read(site(), actor(), leak_id)
    return render_template(
        "privacy/leak.html",
        tabs=tabs(chosen()),
        leak=leak,
        extent=extent,
        left=_left((leak,))[leak.id],
        kinds=words.kinds(),
        action_name=action_name,
        whom=[(code, words.WHOM[code]) for code in notices.WHOM],
        typed={name: _typed_as(getattr(leak, name)) for name in ("known_at", "since", "until")},
        access={name: "\n".join(map(str, getattr(leak.access, name))) for name in _ACCESS},
    )


@blueprint.post("/<int:leak_id>")
@needs(DATA_PROTECTION)
@again(lambda leak_id: show(leak_id))
def change(leak_id: int) -> ResponseReturnValue:
    """Correct what was put down."""
    leaks.change(site(), actor(), leak_id, _typed())
    flash(gettext("It has been changed."), "ok")
    return redirect(url_for("leaks.show", leak_id=leak_id), 303)


@blueprint.post("/<int:leak_id>/told")
@needs(DATA_PROTECTION)
@again(lambda leak_id: show(leak_id))
def told(leak_id: int) -> ResponseReturnValue:
    """Write down that the people or the agency have been told."""
    leaks.mark_told(site(), actor(), leak_id, request.form.get("whom", ""))
    flash(gettext("It is written down."), "ok")
    return redirect(url_for("leaks.show", leak_id=leak_id), 303)


@blueprint.get("/<int:leak_id>/notice/<whom>.<format>")
@needs(DATA_PROTECTION)
def notice(leak_id: int, whom: str, format: str) -> ResponseReturnValue:
    """A notice or the list as a file."""
    answer = Response(notices.export(site(), actor(), leak_id, whom, format), mimetype=_MEDIA.get(format))
    answer.headers["Content-Disposition"] = f'attachment; filename="pemberitahuan-{leak_id}-{whom}.{format}"'
    return answer


def _typed_as(at: datetime) -> str:
    return at.astimezone(zone()).strftime("%Y-%m-%dT%H:%M")


def _left(found: tuple[leaks.Leak, ...]) -> dict[int, timedelta]:
    return {one.id: one.due_at - now() for one in found}


def _typed() -> Typed:
    given = request.form
    return Typed(
        given.get("title", ""),
        _instant("known_at"),
        _instant("since"),
        _instant("until"),
        {name: given.get(name, "") for name in _ACCESS},
        given.get("happened", ""),
        given.get("measures", ""),
    )


def _instant(name: str) -> datetime:
    """A field of office time. Raises Invalid."""
    try:
        found = datetime.fromisoformat(request.form.get(name, ""))
        return found if found.tzinfo else found.replace(tzinfo=zone())
    except ValueError:
        raise Invalid("form.invalid", Problem("form.required", name)) from None
