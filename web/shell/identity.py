"""Who asks: a person by the session in the cookie, a program by its bearer token, or nobody yet.

The public pages have a cookie of their own: nobody of the office is signed in there, no applicant anywhere else.
"""

from __future__ import annotations

from flask import Flask, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from engine.database import Actor
from tasks import api_tokens, roles, sessions
from tasks.applicants import sessions as applicant_sessions
from tasks.site import Site
from web.shell import rights

_csrf = CSRFProtect()
_COOKIE_FIELD = "secret"
PUBLIC_SIDE = "/layanan"
APPLICANT_COOKIE = "alur_pemohon"


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


def own_secret() -> str:
    """The secret of the session somebody acts in; "" for a program, whatever cookie came with it."""
    return "" if _bearer() else session_secret()


def visited() -> str:
    """The office an inspector visits at this moment; "" for everybody else."""
    return str(g.get("visited", ""))


def remember(secret: str) -> None:
    """Put a new session into the cookie; whatever was there before is dropped (session fixation)."""
    session.clear()
    session[_COOKIE_FIELD] = secret


def forget() -> None:
    """Empty the cookie."""
    session.clear()


def on_public_side() -> bool:
    """Whether the page asked for is one of the public's, with its own frame and its own sign-in."""
    return request.path == PUBLIC_SIDE or request.path.startswith(PUBLIC_SIDE + "/")


def applicant_secret() -> str:
    """The secret of the applicant's session at hand."""
    return request.cookies.get(APPLICANT_COOKIE, "")


def remember_applicant(answer: ResponseReturnValue, secret: str) -> Response:
    """The answer, with a new session of the public in its own cookie, which is sent to the public pages alone."""
    response = make_response(answer)
    response.set_cookie(
        APPLICANT_COOKIE,
        secret,
        max_age=applicant_sessions.ABSOLUTE,
        path=PUBLIC_SIDE,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget_applicant(answer: ResponseReturnValue) -> Response:
    """The answer, without that cookie."""
    response = make_response(answer)
    response.delete_cookie(
        APPLICANT_COOKIE, path=PUBLIC_SIDE, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


def _admit() -> None:
    if request.endpoint == "static":
        return
    if request.endpoint is None:
        # Nothing is there: who asked still sees the way back on the page that says so.
        g.actor = _somebody()
        return
    bearer = _bearer()
    g.actor = _program(bearer) if bearer else _somebody()
    rights.check(current_app.view_functions[request.endpoint], visitor())
    signed = rights.SIGNED in rights.of(current_app.view_functions[request.endpoint])
    if not (
        bearer or signed
    ):  # a browser adds cookies by itself, but neither token nor signature: no forgery there
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


def _somebody() -> Actor | None:
    return _applicant() if on_public_side() else _person()


def _applicant() -> Actor | None:
    secret = applicant_secret()
    return applicant_sessions.resolve(site(), secret) if secret else None


def _person() -> Actor | None:
    secret = session_secret()
    if not secret:
        return None
    found = sessions.resolve(site(), secret)
    if found is None:
        forget()
    elif found.has(roles.INSPECTOR):
        with site().db.read(found) as tx:
            g.visited = sessions.visiting(tx, secret) or ""
    return found
