"""Kept questions: the list, keeping one, changing it, sharing, pinning, taking back what was changed or deleted."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import people
from tasks.asking import pins, reading, saved
from tasks.asking.question import Question, pairs
from tasks.asking.saved import Draft, Saved
from web.pages import audit_tabs
from web.pages import explore_address as addresses
from web.pages import explore_form as forms
from web.pages.explore import READERS, title
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.office import role_name
from web.shell.rights import needs

blueprint = Blueprint("questions", __name__, url_prefix="/audit/explore/saved")


@blueprint.get("")
@needs(*READERS)
def index() -> ResponseReturnValue:
    """The questions one keeps or shares, and what can be brought back."""
    with site().db.read(actor()) as tx:
        found, gone, pinned = saved.listed(tx), saved.deleted(tx), pins.numbers(tx)
        names = people.shown_names(
            tx, {login for one in (*found, *gone) for login in (one.owner, one.changed_by)}
        )
    return render_template(
        "audit/questions.html",
        found=found,
        gone=gone,
        pinned=pinned,
        names=names,
        tabs=audit_tabs.rows({}),
        role_name=role_name,
    )


@blueprint.get("/new")
@needs(*READERS)
def new() -> ResponseReturnValue:
    """The form that keeps the question of the address, or of the form sent in vain."""
    return _form(None, _asked())


@blueprint.post("")
@needs(*READERS)
@again(new)
def create() -> ResponseReturnValue:
    """Keep a question."""
    number = saved.save(site(), actor(), _draft())
    flash(gettext("The question has been kept."), "ok")
    return redirect(url_for("questions.show", question_id=number), 303)


@blueprint.get("/<int:question_id>")
@needs(*READERS)
def show(question_id: int) -> ResponseReturnValue:
    """Ask a kept question."""
    with site().db.read(actor()) as tx:
        found = saved.read(tx, question_id)
    return redirect(addresses.of_pairs(found.wording.fields, saved=question_id), 303)


@blueprint.get("/<int:question_id>/edit")
@needs(*READERS)
def edit(question_id: int) -> ResponseReturnValue:
    """The form that changes a kept question; with fields in the address, to these."""
    with site().db.read(actor()) as tx:
        found = saved.read(tx, question_id)
    given = request.form.get("question") or request.args.get("rows")
    return _form(found, _asked() if given else addresses.read(found.wording.fields))


@blueprint.post("/<int:question_id>")
@needs(*READERS)
@again(edit)
def change(question_id: int) -> ResponseReturnValue:
    """Change a kept question, unless somebody was faster: then both wordings are shown."""
    saved.change(site(), actor(), question_id, _revision(), _draft())
    flash(gettext("The question has been changed; its list takes the change back."), "ok")
    return redirect(url_for("questions.show", question_id=question_id), 303)


@blueprint.post("/<int:question_id>/undo")
@needs(*READERS)
def undo(question_id: int) -> ResponseReturnValue:
    """Take the last change back."""
    saved.undo(site(), actor(), question_id, _revision())
    return _back(gettext("The last change has been taken back."))


@blueprint.post("/<int:question_id>/copy")
@needs(*READERS)
def copy(question_id: int) -> ResponseReturnValue:
    """Keep a copy as one's own."""
    with site().db.read(actor()) as tx:
        name = saved.read(tx, question_id).wording.name
    called = gettext("%(name)s (copy)", name=name[:70])
    number = saved.copy(site(), actor(), question_id, called)
    return redirect(url_for("questions.edit", question_id=number), 303)


@blueprint.post("/<int:question_id>/delete")
@needs(*READERS)
def delete(question_id: int) -> ResponseReturnValue:
    """Delete a question of one's own."""
    saved.remove(site(), actor(), question_id)
    return _back(gettext("The question has been deleted; it can be brought back below."))


@blueprint.post("/<int:question_id>/restore")
@needs(*READERS)
def restore(question_id: int) -> ResponseReturnValue:
    """Bring a deleted question back."""
    saved.restore(site(), actor(), question_id)
    return _back(gettext("The question is back."))


@blueprint.post("/<int:question_id>/pin")
@needs(*READERS)
def pin(question_id: int) -> ResponseReturnValue:
    """Show a question on one's first page, or no longer."""
    if request.form.get("off"):
        pins.unpin(site(), actor(), question_id)
        return _back(gettext("It no longer stands on your overview."))
    pins.pin(site(), actor(), question_id)
    return _back(gettext("It stands on your overview now."))


def _back(said: str) -> ResponseReturnValue:
    flash(said, "ok")
    return redirect(url_for("questions.index"), 303)


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _asked() -> Question:
    """The question of the form, or of the address."""
    given = request.form.get("question")
    return addresses.read(parse_qsl(given)) if given is not None else addresses.asked()


def _draft() -> Draft:
    return Draft(
        name=request.form.get("name", ""),
        note=request.form.get("note", ""),
        asked=_asked(),
        shared=request.form.getlist("shared"),
        moving=request.form.get("moving") == "true",
    )


def _form(found: Saved | None, asked: Question) -> str:
    moved = found is not None and request.method == "POST" and _revision() != found.revision
    return render_template(
        "audit/question_form.html",
        found=found,
        asked=asked,
        question=urlencode(pairs(asked)),
        said=title(asked),
        chips=forms.chips(asked, forms.named(asked, None)),
        back=addresses.url(asked),
        stands=_stands(found) if found and moved else None,
        moving=found is not None and not any(name == "from" for name, _ in found.wording.fields),
        roles=[(role, role_name(role)) for role in reading.READERS],
        tabs=audit_tabs.rows(addresses.elsewhere(asked)),
    )


def _stands(found: Saved) -> dict[str, Any]:
    """What somebody else has made of a question meanwhile, to be compared with what was typed."""
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, {found.changed_by})
    return {
        "who": names.get(found.changed_by, found.changed_by),
        "at": found.changed_at,
        "name": found.wording.name,
        "note": found.wording.note,
        "said": title(addresses.read(found.wording.fields)),
        "url": addresses.of_pairs(found.wording.fields),
    }
