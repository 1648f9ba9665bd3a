"""Cookies: the signed one that carries the session's secret and the CSRF token, and the key that signs it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface


class _Sessions(SecureCookieSessionInterface):
    """Marks the cookie Secure exactly when the request came over HTTPS: `make run` serves plain HTTP locally."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def install(app: Flask, keys: Path) -> None:
    """Sign cookies with the key in the folder `keys`, made there at first start."""
    app.secret_key = signing_key(keys)
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME="alur",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )


def signing_key(keys: Path) -> bytes:
    """The key in `keys`/session.key; made with mode 0600 if missing, also when two processes start at once."""
    path = keys / "session.key"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = keys / f"session.key.{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(fresh, path)  # fails where another process was first: its key counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
