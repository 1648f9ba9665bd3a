"""One's own account: sessions, password, language and colours."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import Invalid, Problem
from tasks import people, sessions
from web.shell import identity
from web.shell.errors import again
from web.shell.i18n import COOKIE, LOCALES, gettext
from web.shell.identity import actor, site
from web.shell.preferences import keep
from web.shell.rights import PUBLIC, SIGNED_IN, needs
from web.shell.templates import THEME_COOKIE, THEMES

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@needs(SIGNED_IN)
def index() -> ResponseReturnValue:
    """The account page; a program's token has no account."""
    person = people.find(site(), actor(), actor().login)
    open_sessions = sessions.own(site(), actor(), identity.session_secret())
    return render_template("account/index.html", person=person, sessions=open_sessions)


@blueprint.post("/account/password")
@needs(SIGNED_IN)
@again(index)
def password() -> ResponseReturnValue:
    """Change the password; every session ends, so sign in again."""
    new = request.form.get("password", "")
    if new != request.form.get("repeat", ""):
        raise Invalid("person.invalid", Problem("password.differs", "repeat"))
    people.change_password(site(), actor(), request.form.get("current", ""), new)
    identity.forget()
    flash(gettext("The password has been changed. Sign in with the new one."), "ok")
    return redirect(url_for("session.form"), 303)


@blueprint.post("/account/sessions/<handle>/revoke")
@needs(SIGNED_IN)
def revoke(handle: str) -> ResponseReturnValue:
    """End one of one's sessions."""
    sessions.revoke(site(), actor(), handle)
    flash(gettext("The session has ended."), "ok")
    return redirect(url_for("account.index"), 303)


@blueprint.post("/account/sessions/revoke-others")
@needs(SIGNED_IN)
def revoke_others() -> ResponseReturnValue:
    """End all one's sessions but this one."""
    sessions.revoke_others(site(), actor(), identity.session_secret())
    flash(gettext("All other sessions have ended."), "ok")
    return redirect(url_for("account.index"), 303)


@blueprint.post("/preferences/language")
@needs(PUBLIC)
def language() -> ResponseReturnValue:
    """Switch the language, for this browser and, when signed in, for the person."""
    wish = request.form.get("language", "")
    if wish not in LOCALES:
        raise Invalid("person.invalid", Problem("person.locale_unknown", "language"))
    if identity.visitor() is not None:
        people.set_locale(site(), actor(), wish)
    return keep(redirect(_back(), 303), COOKIE, wish)


@blueprint.post("/preferences/theme")
@needs(PUBLIC)
def colours() -> ResponseReturnValue:
    """Switch between the device's, light and dark colours, for this browser."""
    wish = request.form.get("theme", "")
    return keep(redirect(_back(), 303), THEME_COOKIE, wish if wish in THEMES else THEMES[0])


def _back() -> str:
    """The page the switch was pressed on, if it is one of ours and can be read again."""
    here = request.host_url
    came_from = request.referrer or ""
    return "/" + came_from.removeprefix(here) if came_from.startswith(here) else "/"
