"""Administration of people: who may sign in, with which roles."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tasks import people
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, needs

blueprint = Blueprint("people", __name__, url_prefix="/admin/people")


@blueprint.get("")
@needs(ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Everybody, active ones first."""
    return render_template("admin/people.html", people=people.listed(site(), actor()))


@blueprint.get("/new")
@needs(ADMINISTRATOR)
def new() -> ResponseReturnValue:
    """The form for a new person."""
    return render_template("admin/people_new.html", roles=people.known_roles(site(), actor()))


@blueprint.post("")
@needs(ADMINISTRATOR)
@again(new)
def add() -> ResponseReturnValue:
    """Add a person; the password is on the answer's page and nowhere else."""
    form = request.form
    wanted = people.NewPerson(form.get("login", ""), form.get("name", ""), _roles(), office=actor().office)
    added = people.add(site(), actor(), wanted)
    return render_template("admin/people_password.html", person=added.person, password=added.password)


@blueprint.get("/<login>")
@needs(ADMINISTRATOR)
def edit(login: str) -> ResponseReturnValue:
    """One person: name, roles, password, closing the account."""
    person = people.find(site(), actor(), login)
    return render_template("admin/people_edit.html", person=person, roles=people.known_roles(site(), actor()))


@blueprint.post("/<login>")
@needs(ADMINISTRATOR)
@again(edit)
def change(login: str) -> ResponseReturnValue:
    """Set name and roles."""
    person = people.change(site(), actor(), login, request.form.get("name", ""), _roles())
    flash(gettext("%(name)s has been changed.", name=person.name), "ok")
    return redirect(url_for("people.index"), 303)


@blueprint.post("/<login>/password")
@needs(ADMINISTRATOR)
def reset_password(login: str) -> ResponseReturnValue:
    """Make a new password; it is on the answer's page and nowhere else."""
    password = people.reset_password(site(), actor(), login)
    person = people.find(site(), actor(), login)
    return render_template("admin/people_password.html", person=person, password=password)


@blueprint.post("/<login>/deactivate")
@needs(ADMINISTRATOR)
@again(edit)
def deactivate(login: str) -> ResponseReturnValue:
    """Close the account; its sessions end at once."""
    people.deactivate(site(), actor(), login)
    flash(gettext("The account %(login)s is closed, its sessions have ended.", login=login), "ok")
    return redirect(url_for("people.index"), 303)


@blueprint.post("/<login>/activate")
@needs(ADMINISTRATOR)
@again(edit)
def activate(login: str) -> ResponseReturnValue:
    """Open the account again."""
    people.activate(site(), actor(), login)
    flash(gettext("The account %(login)s is open again.", login=login), "ok")
    return redirect(url_for("people.edit", login=login), 303)


def _roles() -> list[str]:
    """The roles ticked, and those written into the field for another one."""
    return [*request.form.getlist("roles"), *request.form.get("other_role", "").split(",")]
