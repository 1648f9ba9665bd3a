"""A copy of one person's data, for the data protection officer to hand out."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from tasks.privacy import subject
from tasks.privacy.collecting import Asked
from web.pages import privacy_words as words
from web.pages.audit_scope import chosen, tabs
from web.shell.errors import again
from web.shell.identity import actor, site
from web.shell.rights import DATA_PROTECTION, needs

blueprint = Blueprint("copies", __name__, url_prefix="/audit/privacy/copies")


@blueprint.get("")
@needs(DATA_PROTECTION)
def index() -> ResponseReturnValue:
    """Where it is asked whose data it is; nothing of it stands in an address."""
    return render_template("privacy/copies.html", tabs=tabs(chosen()), found=None, tables=words.tables())


@blueprint.post("")
@needs(DATA_PROTECTION)
@again(index)
def make() -> ResponseReturnValue:
    """How much is held about a person; with `take`, the copy itself."""
    asked = _asked()
    if "take" in request.form:
        return sent(subject.export(site(), actor(), asked, request.form.get("reason", "")))
    found = subject.look(site(), actor(), asked)
    return render_template("privacy/copies.html", tabs=tabs(chosen()), found=found, tables=words.tables())


def sent(made: subject.Copy) -> Response:
    """The file as an answer that nobody keeps."""
    answer = Response(made.content, mimetype=subject.MEDIA)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked() -> Asked:
    account = request.form.get("account", "").strip()
    numbers = request.form.get("numbers", "").replace(",", " ").split()[:50]
    known = int(account) if account.isdecimal() and len(account) < 10 else None
    return Asked(known, tuple(one[:64] for one in numbers), request.form.get("nik", "").strip()[:40])
