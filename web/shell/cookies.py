"""Cookies: the signed one that carries the session's secret and the CSRF token."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

from tasks import key_files


class _Sessions(SecureCookieSessionInterface):
    """Marks the cookie Secure exactly when the request came over HTTPS: `make run` serves plain HTTP locally."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def install(app: Flask, keys: Path) -> None:
    """Sign cookies with the key in the folder `keys`, made there at first start."""
    app.secret_key = key_files.of(keys, "session")
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME="alur",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
