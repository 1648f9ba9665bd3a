"""What people may be called and which roles they may hold: one problem for each wrong field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.database import Actor
from engine.refusals import Problem
from tasks import roles

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_ROLE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def canonical(names: Sequence[str]) -> list[str]:
    """Roles as kept: sorted, each once, aliases resolved."""
    return sorted({roles.canonical(name) for name in names if name.strip()})


def of_identity(login: str, name: str) -> list[Problem]:
    """What is wrong with a login and a shown name."""
    wrong = []
    if not _LOGIN.fullmatch(login):
        wrong.append(Problem("person.login_shape", "login"))
    if not name:
        wrong.append(Problem("field.required", "name"))
    elif len(name) > 120 or not name.isprintable():
        wrong.append(Problem("person.name_shape", "name"))
    return wrong


def of_roles(held: Sequence[str]) -> list[Problem]:
    """What is wrong with roles as kept."""
    if not held:
        return [Problem("person.no_role", "roles")]
    if any(not _ROLE.fullmatch(role) or role == "system" for role in held):
        return [Problem("person.role_shape", "roles")]
    return []


def of_grant(actor: Actor, held: Sequence[str], before: Sequence[str] = ()) -> list[Problem]:
    """What is wrong with giving these roles: who administers one office gives no right to see the others."""
    given = set(held) - set(before)
    if roles.INSPECTOR in given and not actor.has("system", roles.INSPECTOR):
        return [Problem("person.role_of_all_offices", "roles")]
    return []
