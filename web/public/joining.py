"""An account: registering, the code by mail, signing in with another code, signing out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from tasks.applicants import accounts, consent, sessions
from web.shell import identity, unsent
from web.shell.errors import again
from web.shell.i18n import COOKIE, chosen, gettext
from web.shell.identity import PUBLIC_SIDE, actor, site, visitor
from web.shell.preferences import keep
from web.shell.rights import APPLICANT, PUBLIC, needs

blueprint = Blueprint("joining", __name__, url_prefix=PUBLIC_SIDE)

_ASKED, _NEXT = "asked_code", "after_code"  # in the signed cookie, until the code came back


@blueprint.get("/daftar")
@needs(PUBLIC)
def register_form() -> ResponseReturnValue:
    """The form of a new account, with the whole text that is agreed to."""
    if visitor() is not None:
        return redirect(url_for("profile.index"), 303)
    version = consent.current(consent.PRIVACY)
    paragraphs = consent.paragraphs(consent.PRIVACY, version, chosen())
    return render_template("public/register.html", version=version, paragraphs=paragraphs)


@blueprint.post("/daftar")
@needs(PUBLIC)
@again(register_form)
def register() -> ResponseReturnValue:
    """Make the account and go on to its code."""
    email = accounts.register(site(), request.form, _address(), chosen())
    return _ask_for_code(email)


@blueprint.get("/masuk")
@needs(PUBLIC)
def sign_in_form() -> ResponseReturnValue:
    """Where to send the code to sign in with."""
    if visitor() is not None:
        return redirect(_home(), 303)
    carried = request.form.get(unsent.FIELD, "")
    return render_template("public/sign_in.html", back=request.values.get("next", ""), unsent=carried)


@blueprint.post("/masuk")
@needs(PUBLIC)
@again(sign_in_form)
def ask() -> ResponseReturnValue:
    """Send a code, if the address has an account; the answer is the same if not."""
    return _ask_for_code(accounts.ask_code(site(), request.form, _address()))


@blueprint.get("/kode")
@needs(PUBLIC)
def code_form() -> ResponseReturnValue:
    """Where the code is typed in; it can be left for the mail and loaded again."""
    email = request.form.get("email") or session.get(_ASKED, "")
    if not email or visitor() is not None:
        return redirect(url_for("joining.sign_in_form"), 303)
    carried = request.form.get(unsent.FIELD, "")
    back = request.form.get("next") or session.get(_NEXT, "")
    return render_template("public/code.html", email=email, back=back, unsent=carried)


@blueprint.post("/kode")
@needs(PUBLIC)
@again(code_form)
def sign_in() -> ResponseReturnValue:
    """Open the session and go on to where the visitor was headed."""
    code = request.form.get("code", "")
    found = accounts.sign_in(site(), request.form.get("email", ""), code, _address())
    typed = unsent.carried()
    page = render_template("public/unsent.html", unsent=typed) if typed else redirect(_next(), 303)
    session.pop(_ASKED, None)
    session.pop(_NEXT, None)
    return keep(identity.remember_applicant(page, found.secret), COOKIE, found.locale)


@blueprint.post("/keluar")
@needs(APPLICANT)
def sign_out() -> ResponseReturnValue:
    """End the session at hand, or every session of the account."""
    if "everywhere" in request.form:
        sessions.sign_out_everywhere(site(), actor(), accounts.number_of(actor()))
    else:
        sessions.sign_out(site(), actor(), identity.applicant_secret())
    flash(gettext("You have signed out."), "ok")
    return identity.forget_applicant(redirect(url_for("home.index"), 303))


def _ask_for_code(email: str) -> ResponseReturnValue:
    """On to the page of the code: whoever changes over to the mail finds it again, however the phone forgot it."""
    session[_ASKED], session[_NEXT] = email, request.form.get("next", "")
    if request.form.get(unsent.FIELD):  # too large for a cookie: carried in the page
        return code_form()
    return redirect(url_for("joining.code_form"), 303)


def _next() -> str:
    """Where the visitor was headed, if that is a public page, else their own start."""
    wish = request.form.get("next", "")
    inside = wish.startswith(PUBLIC_SIDE + "/") and wish.isprintable() and "\\" not in wish
    return wish if inside else _home()


def _home() -> str:
    return url_for("mine.index")


def _address() -> str:
    return request.remote_addr or ""
