"""One's own account: who it is, the family on it, signing out everywhere."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tasks.applicants import accounts, family
from web.shell.identity import PUBLIC_SIDE, actor, site
from web.shell.rights import APPLICANT, needs

blueprint = Blueprint("profile", __name__, url_prefix=PUBLIC_SIDE + "/akun")


@blueprint.get("")
@needs(APPLICANT)
def index() -> ResponseReturnValue:
    """The account and its people."""
    with site().db.read(actor()) as tx:
        people = family.people(tx)
        account = accounts.read(tx, accounts.number_of(actor()))
    return render_template("public/profile.html", account=account, people=people)
