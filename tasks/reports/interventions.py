"""Manual interventions: acts by which somebody in charge changed a case, a rule or an access outside a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, func

from engine.database import SYSTEM, Actor, Tx
from engine.schema import audit
from tasks import search
from tasks.search import AuditFilter, Found
from tasks.site import Site

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cases": (
            *("case.canceled", "task.reassigned", "incident.resolved", "instance.migrated"),
            *("cases.moving", "cases.moving_again", "cases.moved", "outbox.retried"),
            *("bill.void", "payment.settled", "slot.moved", "slot.no_show_undone", "arrival.missed"),
        ),
        "clocks": ("calendar.published", "outage.declared", "outage.ended"),
        "rules": (
            *("definition.published", "definition.withdrawn", "decision.published"),
            *("setting.changed", "quota.changed"),
        ),
        "access": (
            *("person.added", "person.changed", "person.activated", "person.deactivated"),
            *("person.password_reset", "token.created", "token.revoked", "session.revoked"),
            *("key.created", "key.retired"),
        ),
        "data": (
            *("data.uncovered", "erasure.asked", "erasure.done", "erasure.refused", "case.erased"),
            *("hold.placed", "hold.lifted", "report.forgotten"),
            *(
                "schedule.created",
                "schedule.changed",
                "schedule.paused",
                "schedule.resumed",
                "schedule.ended",
            ),
        ),
    }
)
"""Actions of the audit trail by what they touch: a request, everybody's time, the rules, who may do what,
personal data and what is sent out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which interventions: from `since` up to `until`, of one group (or all), by one person (or anybody)."""

    since: datetime
    until: datetime
    group: str = ""
    actor: str = ""

    def records(self) -> AuditFilter:
        """The records of the trail that are meant."""
        every = tuple(action for actions in GROUPS.values() for action in actions)
        actions = GROUPS.get(self.group, every)
        return AuditFilter(
            actor=self.actor or None,
            since=self.since,
            until=self.until,
            actions=actions,
            without=SYSTEM.login,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many interventions there were, by what was done and by whom, the most frequent first."""

    total: int
    by_action: tuple[tuple[str, int], ...]
    by_person: tuple[tuple[str, int], ...]


def interventions(site: Site, actor: Actor, asked: Asked, limit: int, after: str | None = None) -> Found:
    """A page of the interventions as lines of the trail, newest first. Raises Forbidden, Invalid."""
    return search.trail(site, actor, asked.records(), limit, after)


def tally(site: Site, actor: Actor, asked: Asked) -> Tally:
    """The interventions counted. Raises Forbidden."""
    search.require_trail(actor)
    with site.db.read(actor) as tx:
        by_action, by_person = (_counted(tx, asked, column) for column in (audit.c.action, audit.c.actor))
    return Tally(sum(count for _, count in by_action), by_action, by_person)


def _counted(tx: Tx, asked: Asked, column: ColumnElement[str]) -> tuple[tuple[str, int], ...]:
    query = search.records(tx, asked.records(), column, func.count().label("times"))
    query = query.group_by(column).order_by(func.count().desc(), column)
    return tuple((row[0], row.times) for row in tx.conn.execute(query))
