"""Which roles somebody held at a moment of the past, as the audit trail tells it; today's are not asked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select

from engine.database import Tx
from engine.schema import audit, audit_heads

_ACTIONS = ("person.added", "person.changed", "token.created")


@dataclass(frozen=True, slots=True)
class RolesThen:
    """By login, from which instants on which roles were held; the first roles may be those before a change."""

    since: Mapping[str, tuple[tuple[datetime | None, frozenset[str]], ...]]

    def of(self, login: str, at: datetime) -> frozenset[str] | None:
        """The roles held at an instant; None where the trail does not say."""
        known = self.since.get(login, ())
        earlier = [moment for moment, _ in known if moment is not None]
        place = bisect_right(earlier, at) + (len(known) - len(earlier))
        return known[place - 1][1] if place else None


def read(tx: Tx) -> RolesThen:
    """The roles of everybody, from the records of the chain of people. A program is `token:<name>`."""
    a = audit.c
    query = select(a.at, a.action, a.subject, a.details).select_from(audit.join(audit_heads))
    query = query.where(audit_heads.c.chain == "people", a.action.in_(_ACTIONS)).order_by(a.seq)
    since: dict[str, list[tuple[datetime | None, frozenset[str]]]] = {}
    for row in tx.conn.execute(query):
        details: dict[str, Any] = orjson.loads(row.details)
        login = row.subject.partition(":")[2]
        login = f"token:{details['name']}" if row.action == "token.created" else login
        known = since.setdefault(login, [])
        if not known and "roles_before" in details:
            known.append((None, frozenset(details["roles_before"])))
        known.append((row.at, frozenset(details["roles"])))
    return RolesThen({login: tuple(known) for login, known in since.items()})
