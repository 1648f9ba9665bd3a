"""Language and colours of this browser, kept in plain cookies for a year."""

from __future__ import annotations

from flask import make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

_YEAR = 31_536_000


def keep(answer: ResponseReturnValue, cookie: str, value: str) -> Response:
    """The answer, with a preference to remember; it says nothing about who somebody is."""
    response = make_response(answer)
    response.set_cookie(cookie, value, max_age=_YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
    return response
