"""The versions of an SOP through time: in force, to come, replaced, withdrawn; withdrawing and bringing back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import new_sops, people, sop_drafts
from tasks.versions import lives, reviews, withdrawing
from web.pages import life_picture
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, AUDITOR, PROCESS_OWNER, SUPERVISOR, needs

blueprint = Blueprint("lives", __name__, url_prefix="/studio/<key>/versions")


@blueprint.get("")
@needs(PROCESS_OWNER, SUPERVISOR, AUDITOR, ADMINISTRATOR)
def index(key: str) -> ResponseReturnValue:
    """Every version with how it stands, since when and until when, and who took it there."""
    with site().db.read(actor()) as tx:
        if new_sops.is_new(tx, key):  # no version yet: what there is of it stands under Review
            return redirect(url_for("reviews.index", key=key), 303)
        life = lives.of(tx, key)
        spans = lives.spans(life)
        return render_template(
            "lives/index.html",
            key=key,
            name=(life.current or life.lines[0]).name,
            life=life,
            spans={span.line.version: span for span in spans},
            picture=life_picture.drawn(spans, tx.now),
            running=lives.running(tx, key),
            names=people.shown_names(tx, life.people),
            has_draft=key in sop_drafts.dates_of_mine(tx),
            required=reviews.is_required(tx),
        )


@blueprint.post("/<int:version>/withdraw")
@needs(PROCESS_OWNER, ADMINISTRATOR)
@again(lambda key, version: index(key))
def withdraw(key: str, version: int) -> ResponseReturnValue:
    """Take a version out of force, or one that is to come."""
    withdrawing.withdraw(site(), actor(), key, version, request.form.get("reason", ""))
    flash(gettext("Version %(version)s has been withdrawn.", version=version), "ok")
    return redirect(url_for("lives.index", key=key), 303)


@blueprint.post("/<int:version>/restore")
@needs(PROCESS_OWNER)
@again(lambda key, version: index(key))
def restore(key: str, version: int) -> ResponseReturnValue:
    """Begin a draft with the file of a version; it is sent to review, or published, as any other."""
    withdrawing.restore(site(), actor(), key, version)
    flash(gettext("The draft is version %(version)s again. Send it when it is right.", version=version), "ok")
    return redirect(url_for("reviews.index", key=key), 303)
