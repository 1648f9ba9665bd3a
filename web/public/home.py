"""The public pages' start: what is served here and how, what people agree to, the language."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import Invalid, NotFound, Problem
from tasks import checklist, library
from tasks.applicants import accounts, consent, emergency, steps
from web.shell.errors import again
from web.shell.i18n import COOKIE, LOCALES, chosen
from web.shell.identity import PUBLIC_SIDE, site, visitor
from web.shell.preferences import keep
from web.shell.rights import PUBLIC, needs

blueprint = Blueprint("home", __name__, url_prefix=PUBLIC_SIDE)

_TEXTS = (consent.PRIVACY, consent.TERMS)


@blueprint.get("")
@needs(PUBLIC)
def index() -> ResponseReturnValue:
    """What can be done here."""
    return render_template(
        "public/home.html", taken=library.in_force(site()), here=steps.SOP, ill=emergency.SOP
    )


@blueprint.get("/langsung")
@needs(PUBLIC)
def walk_in() -> ResponseReturnValue:
    """What is served at the office without an application here, and what to bring."""
    bring = {type_: checklist.items(type_) for type_ in ("hilang", "rusak")}
    return render_template("public/walk_in.html", bring=bring)


@blueprint.get("/teks/<kind>")
@needs(PUBLIC)
def text(kind: str) -> ResponseReturnValue:
    """A text people agree to, as it stands in force."""
    if kind not in _TEXTS:
        raise NotFound("page.unknown")
    version = consent.current(kind)
    paragraphs = consent.paragraphs(kind, version, chosen())
    return render_template("public/text.html", kind=kind, version=version, paragraphs=paragraphs)


@blueprint.post("/bahasa")
@needs(PUBLIC)
@again(index)
def language() -> ResponseReturnValue:
    """Switch the language of this browser and, when signed in, of the account's messages."""
    wish = request.form.get("language", "")
    if wish not in LOCALES:
        raise Invalid("form.invalid", Problem("person.locale_unknown", "language"))
    who = visitor()
    if who is not None:
        accounts.set_locale(site(), who, wish)
    return keep(redirect(_back(), 303), COOKIE, wish)


def _back() -> str:
    """The public page the switch was pressed on, if it was one."""
    start = request.host_url.rstrip("/") + PUBLIC_SIDE
    came_from = request.referrer or ""
    here = came_from == start or came_from.startswith((start + "/", start + "?"))
    return came_from.removeprefix(request.host_url.rstrip("/")) if here else url_for("home.index")
