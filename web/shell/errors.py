"""The one place where refusals and failures become a page, a form shown again, or problem+json."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem, Refusal
from tasks import attempts
from tasks.faults import STORAGE_FAULTS, cause, is_disk_fault
from web.shell import messages, unsent
from web.shell.i18n import gettext
from web.shell.identity import PUBLIC_SIDE, on_public_side, site, visitor
from web.shell.rights import NotSignedIn

logger = logging.getLogger("alur.web")

_STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (NotSignedIn, 401),
    (NotFound, 404),
    (Invalid, 422),
    (Conflict, 409),
    (Forbidden, 403),
)
_MARK = "alur_again"
View = TypeVar("View", bound=Callable[..., Any])


def install(app: Flask) -> None:
    """Register the handlers; also in tests an unexpected error becomes the page people would see."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _unexpected)
    app.register_error_handler(OSError, _system)
    for fault in STORAGE_FAULTS:
        app.register_error_handler(fault, _storage)


def again(form: Callable[..., Any]) -> Callable[[View], View]:
    """On a refusal, show the form's page again (called with the route's own arguments), errors at the fields."""

    def mark(view: View) -> View:
        setattr(view, _MARK, form)
        return view

    return mark


def status_of(refusal: Refusal) -> int:
    """The HTTP status a refusal is answered with."""
    return next((status for kind, status in _STATUS if isinstance(refusal, kind)), 400)


def problem_json(status: int, kind: str, detail: str, problems: tuple[Problem, ...] = ()) -> Response:
    """An RFC 9457 answer; `errors` name each field or element. Never carries what was sent."""
    body: dict[str, Any] = {
        "type": f"urn:alur:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if problems:
        body["errors"] = [
            {"key": one.key, "where": one.where, "detail": messages.of_problem(one.key, one.values)}
            for one in problems
        ]
    response = make_response(current_app.json.dumps(body), status)
    response.mimetype = "application/problem+json"
    return response


def field_error(name: str) -> str:
    """What is wrong with a field of the form shown again; empty when nothing is (asked by form macros)."""
    refusal: Refusal | None = g.get("refusal")
    if refusal is None:
        return ""
    return " ".join(messages.of_problem(p.key, p.values) for p in refusal.problems if p.where == name)


def field_value(name: str, default: Any = "") -> Any:
    """What was typed into a field of the form shown again, else the default (asked by form macros)."""
    return request.form.get(name, default) if g.get("refusal") is not None else default


def field_values(name: str, default: Any = ()) -> Any:
    """As field_value, for a field that may be given several times (checkboxes)."""
    return request.form.getlist(name) if g.get("refusal") is not None else default


def wants_json() -> bool:
    """Whether the answer goes to a program."""
    return request.path.startswith("/api/")


def _refusal(refusal: Refusal) -> ResponseReturnValue:
    status = status_of(refusal)
    if status == 403:
        _note_attempt(refusal)
    if wants_json():
        response = problem_json(status, refusal.key, messages.of_refusal(refusal), refusal.problems)
        if status == 401:
            response.headers["WWW-Authenticate"] = 'Bearer realm="alur"'
        return response
    if isinstance(refusal, NotSignedIn):
        return _to_sign_in()
    shown_again = None if isinstance(refusal, NotFound) else _form_again(refusal)
    if shown_again is None:
        return _page(status, messages.of_refusal(refusal), refusal.problems)
    shown_again.status_code = status
    return shown_again


def _note_attempt(refusal: Refusal) -> None:
    """Put into the trail who was refused what; a fragment that a page fetches by itself is no attempt of a person."""
    who, rule = visitor(), request.url_rule
    if who is None or rule is None or (request.method == "GET" and request.headers.get("HX-Request")):
        return
    numbers = [(name, value) for name, value in (request.view_args or {}).items() if isinstance(value, int)]
    subject = next((f"{name.removesuffix('_id')}:{value}" for name, value in numbers), "")
    try:
        attempts.note_refused(site(), who, refusal.key, f"{request.method} {rule.rule}", subject)
    except STORAGE_FAULTS as fault:  # the answer is a refusal all the same
        logger.error("a refused attempt could not be recorded", exc_info=fault)


def _form_again(refusal: Refusal) -> Response | None:
    """The page named by `again` with the errors at its fields; None where there is none, or none any more."""
    form = getattr(current_app.view_functions.get(request.endpoint or ""), _MARK, None)
    if form is None or not g.get("admitted"):  # refused at the door: nothing of the page is for this visitor
        return None
    g.refusal = refusal
    try:
        shown = cast(Response, make_response(form(**(request.view_args or {}))))
    except Refusal:  # what the page shows has gone meanwhile
        return None
    return None if 300 <= shown.status_code < 400 else shown  # it leads on by now: there is no form to show


def _to_sign_in() -> ResponseReturnValue:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    sign_in = "joining.sign_in_form" if on_public_side() else "session.form"
    address = url_for(sign_in, next=back if back != "/" else None)
    if request.headers.get("HX-Request"):  # a fragment asked for it: the whole page has to go there
        return Response("", 401, {"HX-Redirect": address})
    if (
        request.accept_mimetypes.best == "application/json"
    ):  # a script asked: a page would look like success to it
        return problem_json(401, "right.sign_in", messages.of_refusal(NotSignedIn("right.sign_in")))
    typed = unsent.of_request()
    if typed is not None:
        page = "public/sign_in.html" if on_public_side() else "session/login.html"
        return render_template(page, demo=(), back="", unsent=typed.text), 401
    return redirect(address, 303)


def _forged(_error: CSRFError) -> ResponseReturnValue:
    detail = gettext("This form is too old or came from elsewhere. Go back, reload the page and try again.")
    if wants_json():
        return problem_json(400, "csrf", detail)
    typed = unsent.of_request()
    page = "public/unsent.html" if on_public_side() else "session/unsent.html"
    return _page(400, detail) if typed is None else (render_template(page, unsent=typed), 400)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    detail = _http_text(error.code)
    if wants_json():
        answer = problem_json(error.code, f"http-{error.code}", detail)
    else:
        answer = make_response(_page(error.code, detail))
    allowed = error.get_response().headers.get("Allow")
    if allowed:
        answer.headers["Allow"] = allowed
    return answer


def _http_text(code: int) -> str:
    texts = {
        404: gettext("There is no page at this address."),
        405: gettext("This address cannot be used that way."),
        413: gettext("What was sent is too large."),
        429: gettext("Too many requests. Wait a moment."),
    }
    return texts.get(code, gettext("The request could not be understood."))


def _storage(error: Exception) -> ResponseReturnValue:
    logger.error("storage fault while answering %s: %s", request.endpoint, cause(error))
    detail = gettext("The data store does not answer. Nothing of this request was saved. Try again shortly.")
    if wants_json():
        answer = problem_json(503, "storage", detail)
    else:
        answer = make_response(_plain(503, gettext("Temporarily unavailable"), detail))
    answer.headers["Retry-After"] = "30"
    return answer


def _system(error: OSError) -> ResponseReturnValue:
    return _storage(error) if is_disk_fault(error) else _unexpected(error)


def _unexpected(error: Exception) -> ResponseReturnValue:
    code = secrets.token_hex(4)
    cause = error.original_exception if isinstance(error, InternalServerError) else error
    logger.error("incident %s while answering %s", code, request.endpoint, exc_info=cause)
    detail = gettext(
        "Something went wrong on our side. Nothing was saved. Incident code: %(code)s", code=code
    )
    if wants_json():
        return problem_json(500, f"incident-{code}", detail)
    return _plain(500, gettext("An error in Alur"), detail)


def _page(status: int, detail: str, problems: Sequence[Problem] = ()) -> ResponseReturnValue:
    """The page of a refusal; what is wrong with a field of the address is named, and the page without them offered."""
    titles = {
        403: gettext("Not allowed"),
        404: gettext("Not found"),
        409: gettext("Changed meanwhile"),
        422: gettext("Please check again"),
    }
    title = titles.get(status, gettext("This did not work"))
    page = "public/error.html" if on_public_side() else "errors/page.html"
    wrong = [(one.where, messages.of_problem(one.key, one.values)) for one in problems]
    without = request.path if request.method == "GET" and wrong and request.args else ""
    return render_template(
        page, status=status, title=title, detail=detail, problems=wrong, without=without
    ), status


def _plain(status: int, title: str, detail: str) -> ResponseReturnValue:
    """A page that asks neither the database nor who is there: both may be what is broken."""
    home = PUBLIC_SIDE if on_public_side() else "/"
    return render_template("errors/plain.html", status=status, title=title, detail=detail, home=home), status


def refusal_text() -> str:
    """What was wrong with the form shown again, in one sentence; empty when nothing was."""
    refusal = cast("Refusal | None", g.get("refusal"))
    return "" if refusal is None else messages.of_refusal(refusal)
