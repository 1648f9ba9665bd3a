"""Security headers of every answer."""

from __future__ import annotations

from flask import Flask, Response, request

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FRAMED = frozenset({"preview.frame", "preview.attempt"})
"""Pages that another page of this site shows in a frame: the forms of a draft at two widths."""
_YEAR = 31_536_000


def install(app: Flask) -> None:
    """Add the headers to every answer; one that a view has set itself is kept."""
    app.after_request(_add)


def with_style_attributes(response: Response) -> Response:
    """The answer with a policy that lets its elements bear style attributes; no style sheet in the page, no script.

    For the editors alone: token simulation writes the colours of its tokens that way, and dmn-js the place of the mark
    that its licence asks to be left as it is.
    """
    response.headers["Content-Security-Policy"] = f"{_POLICY}; style-src-attr 'unsafe-inline'"
    return response


def _add(response: Response) -> Response:
    if request.endpoint in _FRAMED:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = _POLICY.replace(
            "frame-ancestors 'none'", "frame-ancestors 'self'"
        )
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    if request.endpoint != "static":
        # Office computers are shared: after signing out, "back" must not show the last page.
        response.headers.setdefault("Cache-Control", "no-store")
    return response
