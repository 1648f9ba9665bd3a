"""Which right each route needs, declared at the route, checked in one place, listed for the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask

from engine.database import Actor
from engine.refusals import Forbidden
from tasks import roles

PUBLIC = "public"
SIGNED = "signed"
"""Open to whoever signs the request itself; the view checks it, and no cookie counts."""

SIGNED_IN = "signed-in"
STAFF = "staff"
SUPERVISOR = roles.SUPERVISOR
PROCESS_OWNER = roles.PROCESS_OWNER
AUDITOR = roles.AUDITOR
ADMINISTRATOR = roles.ADMINISTRATOR
INSPECTOR = roles.INSPECTOR
DATA_PROTECTION = roles.DATA_PROTECTION
APPLICANT = roles.APPLICANT

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "alur_rights"


class NotSignedIn(Forbidden):
    """Nobody has signed in, or the session or token has ended: 401, or the sign-in page."""


def needs(*rights: str) -> Callable[[View], View]:
    """Declare that a route may be used by whoever holds any of these (roles, or PUBLIC, SIGNED, SIGNED_IN, STAFF)."""
    if not rights:
        raise ValueError("name at least one right")

    def declare(view: View) -> View:
        setattr(view, _MARK, frozenset(rights))
        return view

    return declare


def of(view: Callable[..., Any]) -> frozenset[str]:
    """The rights a view declares; empty when it declares none."""
    found: frozenset[str] = getattr(view, _MARK, frozenset())
    return found


def allows(rights: frozenset[str], actor: Actor | None) -> bool:
    """Whether this person, or nobody (None), may use what needs any of these rights."""
    if PUBLIC in rights or SIGNED in rights:
        return True
    if actor is None:
        return False
    if actor.has(APPLICANT):  # nothing that is for whoever signed in at the office is for the public
        return APPLICANT in rights
    staff = STAFF in rights and roles.is_staff(actor.roles)
    return SIGNED_IN in rights or staff or actor.has(*rights)


def check(view: Callable[..., Any], actor: Actor | None) -> None:
    """Raises NotSignedIn when nobody has signed in, Forbidden when this person may not."""
    rights = of(view)
    if allows(rights, actor):
        return
    raise NotSignedIn("right.sign_in") if actor is None else Forbidden("right.missing")


def declared(app: Flask) -> dict[str, frozenset[str]]:
    """Rights by endpoint; raises LookupError when a route has been forgotten."""
    static = {"static": frozenset({PUBLIC})}
    found = static | {name: of(view) for name, view in app.view_functions.items() if name != "static"}
    forgotten = sorted(name for name, rights in found.items() if not rights)
    if forgotten:
        raise LookupError(f"routes without a right: {', '.join(forgotten)}")
    return found
