"""Taking over what a newer version or a colleague's draft changed: what is taken, and what has to be chosen."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine import definitions
from engine.database import Tx
from tasks import new_sops, people, sop_changes, sop_drafts
from tasks.versions import merging
from tasks.versions.merging import Plan, Seen, Source
from web.pages import changes, merge_words
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("merges", __name__, url_prefix="/studio/<key>/merge")


@blueprint.get("")
@needs(PROCESS_OWNER)
def index(key: str) -> ResponseReturnValue:
    """What can be taken over into the person's draft: a newer version, drafts of colleagues."""
    with site().db.read(actor()) as tx:
        draft = sop_drafts.mine(tx, key) if key in sop_drafts.dates_of_mine(tx) else None
        sources = merging.sources(tx, key) if draft else ()
        names = people.shown_names(tx, {one.author for one in sources})
        name = new_sops.base_of(tx, key).name
    return render_template("merges/index.html", key=key, name=name, draft=draft, sources=sources, names=names)


@blueprint.get("/<login>")
@needs(PROCESS_OWNER)
def show(key: str, login: str) -> ResponseReturnValue:
    """One merge before it is done: what is taken over in words, and a choice for each cell both changed."""
    with site().db.read(actor()) as tx:
        plan = merging.plan(tx, key, login)
        names = people.shown_names(tx, [login])
        name = new_sops.base_of(tx, key).name
        taken = _taken(tx, plan)
    return render_template(
        "merges/show.html",
        key=key,
        name=name,
        plan=plan,
        who=_who(plan.source, names),
        asked=merge_words.asked(plan.merge),
        rules=(),
        **taken,
    )


@blueprint.post("/<login>")
@needs(PROCESS_OWNER)
@again(show)
def take(key: str, login: str) -> ResponseReturnValue:
    """Write the merge into the draft as it was chosen."""
    with site().db.read(actor()) as tx:
        found = merging.plan(tx, key, login).merge
    seen = Seen(_number("mine"), _number("theirs"))
    merging.take_over(site(), actor(), key, login, seen, merge_words.chosen(found, request.form.to_dict()))
    flash(gettext("Taken over. Your draft holds both changes now."), "ok")
    return redirect(url_for("studio.edit", key=key), 303)


def _taken(tx: Tx, plan: Plan) -> dict[str, object]:
    """What theirs changed since the version both began from, as changes are told."""
    ancestor = definitions.numbered(tx, plan.draft.key, plan.ancestor)
    return changes.in_words(sop_changes.of_file(tx, ancestor, plan.source.xml)[0])


def _who(source: Source, names: dict[str, str]) -> str:
    if source.is_version:
        return gettext("Version %(version)s", version=source.revision)
    return gettext("Draft of %(name)s", name=names.get(source.author, source.author))


def _number(field: str) -> int:
    text = request.form.get(field, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
