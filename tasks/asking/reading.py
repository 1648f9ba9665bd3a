"""Who may ask what: figures of the own office, people and cases only for who may read them, offices for inspectors."""

from __future__ import annotations

from engine.database import Actor
from engine.refusals import Forbidden
from tasks import roles
from tasks.asking.dimensions import DIMENSIONS, Dimension, offered
from tasks.asking.question import Question
from tasks.reports.scope import reads_cases

READERS = (roles.AUDITOR, roles.SUPERVISOR, roles.PROCESS_OWNER, roles.INSPECTOR)


def everywhere(actor: Actor) -> bool:
    """Whether somebody sees the figures of every office: an inspector, unless visiting one as its auditor."""
    return actor.has(roles.INSPECTOR) and not reads_cases(actor)


def dimensions(actor: Actor, about: str) -> tuple[Dimension, ...]:
    """The dimensions somebody may divide and filter by."""
    return offered(about, people=reads_cases(actor), offices=everywhere(actor))


def require(actor: Actor, asked: Question) -> None:
    """Refuse a question that is not for this person. Raises Forbidden."""
    if not actor.has(*READERS):
        raise Forbidden("report.forbidden")
    allowed = {one.name for one in dimensions(actor, asked.about)}
    used = {asked.rows, asked.columns, *asked.keep, *asked.drop} - {""}
    if used & DIMENSIONS.keys() - allowed:
        raise Forbidden("ask.not_yours")


def require_cases(actor: Actor, asked: Question) -> None:
    """Refuse what names cases to who may see figures only. Raises Forbidden."""
    require(actor, asked)
    if not reads_cases(actor):
        raise Forbidden("report.forbidden")
