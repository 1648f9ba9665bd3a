"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tasks import sessions
from tasks.demo.staff import DEMO_PEOPLE
from web.shell import identity, navigation, unsent
from web.shell.errors import again
from web.shell.i18n import COOKIE, gettext
from web.shell.identity import actor, site
from web.shell.office import setting
from web.shell.preferences import keep
from web.shell.rights import PUBLIC, SIGNED_IN, needs

blueprint = Blueprint("session", __name__)


@blueprint.get("/")
@needs(SIGNED_IN)
def root() -> ResponseReturnValue:
    """The first page this person may use."""
    return redirect(navigation.home(), 303)


@blueprint.get("/login")
@needs(PUBLIC)
def form() -> ResponseReturnValue:
    """The sign-in page; on a demonstration installation it names the demo accounts, never a password."""
    if identity.visitor() is not None:
        return redirect(navigation.home(), 303)
    demo = tuple(DEMO_PEOPLE) if setting("demo.accounts") else ()
    carried = request.form.get(unsent.FIELD, "")
    return render_template(
        "session/login.html", demo=demo, back=request.values.get("next", ""), unsent=carried
    )


@blueprint.post("/login")
@needs(PUBLIC)
@again(form)
def sign_in() -> ResponseReturnValue:
    """Open a session and go on to where the visitor was headed."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    agent = request.headers.get("User-Agent", "")
    found = sessions.sign_in(site(), login, password, request.remote_addr or "", agent)
    identity.remember(found.secret)
    typed = unsent.carried()
    if typed is not None:
        page = make_response(render_template("session/unsent.html", unsent=typed))
        return keep(page, COOKIE, found.locale)
    return keep(redirect(_local(request.form.get("next", "")), 303), COOKIE, found.locale)


@blueprint.post("/logout")
@needs(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End the session at hand."""
    sessions.sign_out(site(), actor(), identity.session_secret())
    identity.forget()
    flash(gettext("You have signed out."), "ok")
    return redirect("/login", 303)


def _local(address: str) -> str:
    """The address if it leads into this installation, else the start page (no open redirect)."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if inside else "/"
