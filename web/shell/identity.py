"""Who asks: a person by the session in the cookie, a program by its bearer token, or nobody yet."""

from __future__ import annotations

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect

from engine.database import Actor
from tasks import api_tokens, sessions
from tasks.site import Site
from web.shell import rights

_csrf = CSRFProtect()
_COOKIE_FIELD = "secret"


def install(app: Flask, site: Site) -> None:
    """Before each request: find out who asks, check the right the route needs, then the CSRF token."""
    app.extensions["alur"] = site
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None)
    _csrf.init_app(app)
    app.before_request(_admit)


def site() -> Site:
    """The installation this request is answered for."""
    found: Site = current_app.extensions["alur"]
    return found


def visitor() -> Actor | None:
    """Who asks, or None when nobody has signed in."""
    found: Actor | None = g.get("actor")
    return found


def actor() -> Actor:
    """Who asks, on a route that needs somebody; raises NotSignedIn."""
    found = visitor()
    if found is None:
        raise rights.NotSignedIn("right.sign_in")
    return found


def session_secret() -> str:
    """The secret of the session at hand, "" for a program."""
    return str(session.get(_COOKIE_FIELD, ""))


def remember(secret: str) -> None:
    """Put a new session into the cookie; whatever was there before is dropped (session fixation)."""
    session.clear()
    session[_COOKIE_FIELD] = secret


def forget() -> None:
    """Empty the cookie."""
    session.clear()


def _admit() -> None:
    if request.endpoint == "static":
        return
    if request.endpoint is None:
        # Nothing is there: who asked still sees the way back on the page that says so.
        g.actor = _person()
        return
    bearer = _bearer()
    g.actor = _program(bearer) if bearer else _person()
    rights.check(current_app.view_functions[request.endpoint], visitor())
    if not bearer:  # a browser adds cookies by itself, but never a bearer token: no forgery there
        _csrf.protect()
    g.admitted = True


def _bearer() -> str:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def _program(bearer: str) -> Actor:
    found = api_tokens.resolve(site(), bearer)
    if found is None:
        raise rights.NotSignedIn("right.token")
    return found


def _person() -> Actor | None:
    secret = session_secret()
    if not secret:
        return None
    found = sessions.resolve(site(), secret)
    if found is None:
        forget()
    return found
