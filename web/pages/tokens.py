"""Administration of bearer tokens for programs."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import api_tokens, people
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, needs

blueprint = Blueprint("tokens", __name__, url_prefix="/admin/tokens")


@blueprint.get("")
@needs(ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Every token, and the form for a new one."""
    tokens = api_tokens.listed(site(), actor())
    return render_template("admin/tokens.html", tokens=tokens, roles=people.known_roles(site(), actor()))


@blueprint.post("")
@needs(ADMINISTRATOR)
@again(index)
def create() -> ResponseReturnValue:
    """Make a token; its text is on the answer's page and nowhere else."""
    name = request.form.get("name", "")
    text = api_tokens.create(site(), actor(), name, request.form.getlist("roles"))
    return render_template("admin/tokens_created.html", name=name, text=text)


@blueprint.post("/<int:token_id>/revoke")
@needs(ADMINISTRATOR)
def revoke(token_id: int) -> ResponseReturnValue:
    """End a token; the program that holds it is refused from now on."""
    api_tokens.revoke(site(), actor(), token_id)
    flash(gettext("The token has been revoked."), "ok")
    return redirect(url_for("tokens.index"), 303)
