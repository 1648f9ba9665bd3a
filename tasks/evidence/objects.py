"""Cases as OCEL 2.0 sees them: objects (case, task, document, person, SOP version), events, qualified relations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from engine.database import Tx
from tasks.evidence.facts import COMPLETE, TRANSITIONS, Case, Event, every_case, titles
from tasks.evidence.scope import Scope

CASE, TASK, DOCUMENT, PERSON, VERSION = "case", "task", "document", "person", "sop version"
STARTED, ATTACHED, REMOVED = "case started", "document attached", "document removed"
STRING, TIME = "string", "time"

OBJECT_TYPES: dict[str, dict[str, str]] = {
    CASE: {
        "number": STRING,
        "office": STRING,
        "category": STRING,
        "status": STRING,
        "outcome": STRING,
        "settled_at": TIME,
    },
    TASK: {"element": STRING, "step": STRING, "lane": STRING, "state": STRING, "due_at": TIME},
    DOCUMENT: {"item": STRING, "sha256": STRING, "media_type": STRING},
    PERSON: {"role": STRING},
    VERSION: {"sop": STRING, "version": STRING},
}
EVENT_ATTRIBUTES = {
    "lifecycle": STRING,
    "element": STRING,
    "step": STRING,
    "outcome": STRING,
    "reason": STRING,
}

Value = str | datetime
Relations = tuple[tuple[str, str], ...]
"""Pairs of an object's id and the qualifier of the relation to it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One object: its attributes as (name, since when, value)."""

    id: str
    type: str
    attributes: tuple[tuple[str, datetime, Value], ...]
    relations: Relations


@dataclass(frozen=True, slots=True)
class Happening:
    """One event."""

    id: str
    type: str
    at: datetime
    attributes: tuple[tuple[str, Value], ...]
    relations: Relations


def event_type(name: str, transition: str) -> str:
    """What an event is called: the step alone where it is completed, else with the transition in brackets."""
    return name if transition == COMPLETE else f"{name} [{transition}]"


def event_types(tx: Tx, scope: Scope) -> list[str]:
    """Every type an event of the scope may have."""
    named = [event_type(name or "-", transition) for name in titles(tx, scope) for transition in TRANSITIONS]
    return sorted({*named, STARTED, ATTACHED, REMOVED})


def things(tx: Tx, scope: Scope) -> Iterator[Thing]:
    """Objects, case by case; persons and SOP versions once each, at their first case."""
    known: set[str] = set()
    for case in every_case(tx, scope):
        for thing in (*_shared(case), *_of_case(case)):
            if thing.type not in (PERSON, VERSION) or thing.id not in known:
                yield thing
            if thing.type in (PERSON, VERSION):
                known.add(thing.id)


def happenings(tx: Tx, scope: Scope) -> Iterator[Happening]:
    """Events, case by case."""
    for case in every_case(tx, scope):
        yield from _happenings(case)


def _shared(case: Case) -> Iterator[Thing]:
    version = (("sop", case.started_at, case.sop), ("version", case.started_at, str(case.version)))
    yield Thing(_version(case), VERSION, version, ())
    roles: dict[str, str] = {case.started_by: ""}
    for event in case.events:
        for login in (event.person, event.second):
            if login and not roles.get(login):
                roles[login] = event.role
    for paper in case.documents:
        roles.setdefault(paper.author, "")
    for login, role in roles.items():
        yield Thing(_person(login), PERSON, (("role", case.started_at, role),) if role else (), ())


def _of_case(case: Case) -> Iterator[Thing]:
    yield Thing(
        _case(case),
        CASE,
        tuple(
            (name, case.started_at, value)
            for name, value in (
                ("number", case.number),
                ("office", case.office),
                ("category", case.category),
                ("status", case.status),
                ("outcome", case.outcome),
                ("settled_at", case.settled_at),
            )
            if value
        ),
        (
            (_version(case), "runs under"),
            *((_task(row.id), "has task") for row in case.tasks),
            *((_document(row.id), "has document") for row in case.documents),
        ),
    )
    yield from (_task_of(row) for row in case.tasks)
    yield from (_document_of(row) for row in case.documents)


def _task_of(row: Row[Any]) -> Thing:
    told = (
        ("element", row.element),
        ("step", row.step),
        ("lane", row.lane),
        ("state", row.state),
        ("due_at", row.due_at),
    )
    done = ((_person(row.completed_by), "completed by"),) if row.completed_by else ()
    second = ((_person(row.second_officer), "second officer"),) if row.second_officer else ()
    return Thing(
        _task(row.id),
        TASK,
        tuple((name, row.opened_at, value) for name, value in told if value),
        (*done, *second),
    )


def _document_of(row: Row[Any]) -> Thing:
    told = (("item", row.item), ("sha256", row.sha256), ("media_type", row.media_type))
    return Thing(
        _document(row.id),
        DOCUMENT,
        tuple((name, row.at, value) for name, value in told if value),
        ((_task(row.task_id), "attached to"),) if row.task_id else (),
    )


def _happenings(case: Case) -> Iterator[Happening]:
    base = ((_case(case), "case"), (_version(case), "under"))
    by = ((_person(case.started_by), "by"),)
    yield Happening(f"e{case.id}-0", STARTED, case.started_at, (), (*base, *by))
    for place, event in enumerate(case.events, 1):
        yield Happening(
            f"e{case.id}-{place}",
            event_type(event.name or "-", event.transition),
            event.at,
            tuple((name, value) for name, value in _told(event) if value),
            (*base, *_people(event)),
        )
    for row in case.documents:
        about = (*base, (_document(row.id), "document"))
        yield Happening(f"e{case.id}-d{row.id}", ATTACHED, row.at, (), (*about, (_person(row.author), "by")))
        if row.removed_at is not None:
            yield Happening(f"e{case.id}-r{row.id}", REMOVED, row.removed_at, (), about)


def _told(event: Event) -> tuple[tuple[str, str], ...]:
    return (
        ("lifecycle", event.transition),
        ("element", event.element),
        ("step", event.step),
        ("outcome", event.outcome),
        ("reason", event.reason),
    )


def _people(event: Event) -> Relations:
    found = []
    if event.task is not None:
        found.append((_task(event.task), "task"))
    if event.person:
        found.append((_person(event.person), "by"))
    if event.second:
        found.append((_person(event.second), "second officer"))
    return tuple(found)


def _case(case: Case) -> str:
    return f"case:{case.id}"


def _version(case: Case) -> str:
    return f"sop:{case.sop}:{case.version}"


def _task(number: int) -> str:
    return f"task:{number}"


def _document(number: int) -> str:
    return f"document:{number}"


def _person(login: str) -> str:
    return f"person:{login}"
