"""Neutral values of the right form: what fills a form in a play where nobody typed anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select

from engine.database import Actor, Database
from engine.schema import attachments, tasks
from processes.diagram import FormField
from processes.model import Need
from tasks import form_schema
from tasks.form_check import unfit, validator_of
from tasks.form_files import FILE
from tasks.forms import ABSENT, CHOICE, GATE, NOT_NEEDED, PRESENT, REMARK, SECOND, Form
from tasks.sandbox.commands import SAMPLE

TEXT = "Contoh"
_CONTENT = b"%PDF-1.4\n% sample of the sandbox\n%%EOF\n"
_DIGEST = sha256(_CONTENT).hexdigest()
_PLAIN: Mapping[str, Any] = {"boolean": True, FILE: SAMPLE}


def filled(form: Form, officers: Iterable[str], now: datetime, choice: str | None = None) -> dict[str, Any]:
    """A whole form with this answer to its question (default: all is well) and neutral values in required fields.

    An answer that is not the way on has its cause: the first required item is missing.
    """
    choice = choice if choice is not None or not form.options else form.way_on
    given: dict[str, Any] = {}
    if form.gate:
        given[GATE] = _gate(form, whole=choice is None or choice == form.way_on)
    if choice is not None:
        given[CHOICE] = choice
    if form.officers > 1:
        given[SECOND] = next(iter(officers), "")
    if form.refusals is None or choice in form.refusals:
        given[REMARK] = TEXT
    return given | fields((one for one in form.fields if one.required), now)


def fields(wanted: Iterable[FormField], now: datetime) -> dict[str, Any]:
    """Neutral values for fields."""
    return {field.id: value(field, now) for field in wanted}


def value(field: FormField, now: datetime) -> Any:
    """A neutral value that fits a field; where none is known to fit, the form will say so."""
    candidates = list(_candidates(field, now))
    if field.type == FILE:
        return SAMPLE
    return next((one for one in candidates if fits(field, one)), candidates[0])


def fits(field: FormField, answer: Any) -> bool:
    """Whether an answer is one the field takes."""
    if field.type == FILE:
        return bool(answer == SAMPLE)
    return not unfit({field.id: answer}, validator_of(form_schema.of_start((field,))))


def _candidates(field: FormField, now: datetime) -> Iterator[Any]:
    yield from (option.value for option in field.options)
    if field.type in ("long", "number"):
        yield from (int(float(bound)) for bound in (field.min, "1", field.max) if bound is not None)
    elif field.type in _PLAIN:
        yield _PLAIN[field.type]
    elif field.type in ("date", "datetime"):
        yield now.date().isoformat() if field.type == "date" else now.isoformat(timespec="seconds")
    else:
        yield from (TEXT, TEXT[: field.max_length or len(TEXT)], "A0000001", "081200000000")
        yield from ("0" * length for length in range(1, 21))


def attached(db: Database, actor: Actor, task: int, form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """The variables with a sample file for each field that takes one; its row stands in the sandbox alone."""
    wanted = [one.id for one in form.fields if one.type == FILE and given.get(one.id) == SAMPLE]
    if not wanted:
        return dict(given)
    with db.begin(actor) as tx:
        case = tx.conn.execute(select(tasks.c.instance_id).where(tasks.c.id == task)).scalar_one()
        row = {"instance_id": case, "task_id": task, "sha256": _DIGEST, "name": SAMPLE, "size": len(_CONTENT)}
        row |= {"media_type": "application/pdf", "author": actor.login, "at": tx.now}
        tx.conn.execute(insert(attachments), [{**row, "item": name} for name in wanted])
    return {**given, **dict.fromkeys(wanted, _DIGEST)}


def _gate(form: Form, *, whole: bool) -> dict[str, Any]:
    verdicts: dict[str, Any] = {}
    groups: set[str | None] = set()
    for item in form.gate:
        there = item.need is Need.REQUIRED or (item.need is Need.ONE_OF and item.group not in groups)
        groups.add(item.group)
        verdicts[item.code] = {"nilai": PRESENT if there else NOT_NEEDED}
    first = next((item.code for item in form.gate if item.need is Need.REQUIRED), None)
    if not whole and first is not None:
        verdicts[first] = {"nilai": ABSENT}
    return verdicts
