"""The priority group of a case's applicant, as reports tell it and choose by it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Text, case, exists, func, literal, select

from engine.schema import applications, instances, tickets

NONE, ANY = "none", "any"
COUNTER = "loket"
"""Came to the priority counter, and nobody wrote down which group (a walk-in without an application)."""

GROUPS = ("lansia", "disabilitas", "hamil_menyusui", "balita", COUNTER)
"""The groups of Perpres and SOP Kelompok Rentan row 1 that an applicant may be of, as prioritas.dmn names them."""

CHOICES = (ANY, NONE, *GROUPS)

_REGULAR = "reguler"  # what prioritas.dmn answers for somebody of no group
_COUNTERS_GROUP = "prioritas"  # of a queue number, as `tasks.slots.places` has it


def of_case() -> ColumnElement[str]:
    """The group's code for each row of `instances`: what the application says, else the queue number; "" none."""
    said = (
        select(applications.c.priority).where(applications.c.instance_id == instances.c.id).scalar_subquery()
    )
    numbered = exists(
        select(tickets.c.id).where(tickets.c.instance_id == instances.c.id, tickets.c.grp == _COUNTERS_GROUP)
    )
    counter = case((numbered, literal(COUNTER, Text)), else_=literal("", Text))
    return func.coalesce(func.nullif(func.nullif(said, ""), _REGULAR), counter)


def matches(wanted: str) -> ColumnElement[bool]:
    """The condition on `instances` that a choice stands for: one group, any of them, or none."""
    group = of_case()
    if wanted == NONE:
        return group == ""
    return group != "" if wanted == ANY else group == wanted
