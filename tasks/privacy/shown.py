"""The parts of a case's pages as the acting person may see them; what is not covered comes back as it was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.database import Tx
from engine.incidents import Incident
from engine.instances import Instance
from tasks.breaches import Breach
from tasks.held import Task
from tasks.privacy import covering
from tasks.privacy.covering import COVERED
from tasks.standstills import Pause


def instance(tx: Tx, given: Instance) -> Instance:
    """A case with its applicant's name masked."""
    if covering.sees(tx, given.id):
        return given
    return replace(given, title=covering.masked(given.title))


def task(tx: Tx, given: Task) -> Task:
    """A task with the answers of its form covered."""
    if covering.sees(tx, given.instance_id):
        return given
    return replace(given, variables=covering.form(given.variables), draft=covering.form(given.draft))


def breach(tx: Tx, given: Breach) -> Breach:
    """A breach whose notes name nobody outside the office."""
    note, follow_up = (
        covering.said(tx, given.instance_id, one or "") for one in (given.note, given.follow_up)
    )
    return replace(given, note=note or given.note, follow_up=follow_up or given.follow_up)


def breaches(tx: Tx, given: Iterable[Breach]) -> tuple[Breach, ...]:
    """As `breach`, each of them."""
    return tuple(breach(tx, one) for one in given)


def pauses(tx: Tx, given: Iterable[Pause]) -> tuple[Pause, ...]:
    """Pauses whose evidence names nobody outside the office."""
    return tuple(one._replace(evidence=covering.said(tx, one.instance_id, one.evidence)) for one in given)


def incidents(tx: Tx, given: Iterable[Incident]) -> tuple[Incident, ...]:
    """Incidents with what their command carried covered; which kind of command it was stays."""
    return tuple(
        one
        if covering.sees(tx, one.instance_id)
        else replace(one, details=covering.values(one.details), command=_command(one.command))
        for one in given
    )


def data(tx: Tx, instance_id: int, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """All data of a case."""
    return given if covering.sees(tx, instance_id) else covering.data(given)


def details(tx: Tx, instance_id: int, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a line of the timeline says beside who, when and what."""
    if covering.sees(tx, instance_id):
        return given
    found = dict(given)
    for key in ("text", "file"):
        if found.get(key):
            found[key] = COVERED
    for key in ("note", "evidence"):
        if isinstance(found.get(key), str):
            found[key] = covering.said(tx, instance_id, found[key])
    if "items" in found:
        found["items"] = [
            {**one, "note": covering.said(tx, instance_id, one["note"])} for one in found["items"]
        ]
    return found


def _command(given: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("kind", "element", "task", "token")
    return {key: value if key in kept else covering.values(value) for key, value in given.items()}
