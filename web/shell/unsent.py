"""What somebody typed into a form whose session had ended: carried through signing in, then sent by their own hand.

Only a form that a page of this installation sent is carried (the browser says so in headers that no other site can
set); passwords and files are never.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import request

FIELD = "unsent"
_SECRET = frozenset({"password", "current", "repeat", "code"})
_SIGNING_IN = frozenset({"session", "joining"})
_MACHINERY = frozenset({"csrf_token", FIELD})


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that has not reached its address yet: where it goes, its fields in order, whether files were with it."""

    to: str
    fields: tuple[tuple[str, str], ...]
    files: bool = False

    @property
    def text(self) -> str:
        """The whole as the value of one hidden field."""
        return json.dumps([self.to, self.fields, self.files])


def of_request() -> Unsent | None:
    """The form this request carries; None when it carries nothing typed, or may come from elsewhere."""
    if request.method != "POST" or request.blueprint in _SIGNING_IN or not _from_here():
        return None
    given = [
        (name, value) for name, value in request.form.items(multi=True) if name not in _SECRET | _MACHINERY
    ]
    files = any(sent.filename for sent in request.files.values())
    return Unsent(request.path, tuple(given), files) if given or files else None


def carried() -> Unsent | None:
    """The form a sign-in carries along; None when there is none or its text is not ours."""
    try:
        to, fields, files = json.loads(request.form.get(FIELD, ""))
        given = tuple((str(name), str(value)) for name, value in fields)
    except (ValueError, TypeError):
        return None
    inside = (
        isinstance(to, str) and to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    )
    return Unsent(to, given, bool(files)) if inside else None


def _from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else request.headers.get("Origin") == request.host_url.rstrip("/")
