"""What a page or program is shown of a task and a case: form, cells, position, clocks, history. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from engine import ended, instances, past, settings
from engine.database import Actor, Tx
from engine.definitions import Definition
from engine.incidents import Incident, lasting
from engine.instances import Instance
from engine.schema import waits
from engine.spiff import Snapshot
from processes.model import Sop, Step
from tasks import breaches, case_forms, clock_rows, forms, gate, held, inbox, pauses, rights, work
from tasks.breaches import Breach
from tasks.clock_rows import Clock
from tasks.decisions import Answer
from tasks.forms import Form
from tasks.held import Task
from tasks.pauses import Pause
from tasks.privacy import shown
from tasks.site import Site
from tasks.states import COMPLETED, OPEN_STATES


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A task's form at this moment: `schema` names the colleagues who may be second officer (`officers`)."""

    form: Form
    schema: Mapping[str, Any]
    officers: tuple[str, ...]
    decided: Answer | None = None  # what the checklist of an open task rests on at this moment


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task with its case; `step` holds the SOP cells, words of the office filled in."""

    task: Task
    name: str
    instance: Instance
    definition_key: str
    definition_version: int
    step: Step | None
    sop_key: str
    sop: Sop | None
    """The table the step stands in: that of the case, or of an SOP it calls."""
    form: ShownForm
    clock: Clock | None
    breach: Breach | None
    paused: tuple[Pause, ...]
    may_work: bool
    candidates: tuple[str, ...]
    tells_applicant: bool  # its work is the letter of what is missing


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of one element of the diagram: active, waiting, done or late; `count` times passed."""

    element: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Passed:
    """An SOP the case has come to: its pinned version, and whether it stands there now."""

    key: str
    version: int
    definition_id: int
    current: bool
    sop: Sop | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case: where it stands, its tasks, clocks, pauses, breaches and incidents."""

    instance: Instance
    definition: Definition
    snapshot: Snapshot
    tasks: tuple[inbox.Line, ...]
    clocks: tuple[Clock, ...]
    pauses: tuple[Pause, ...]
    breaches: tuple[Breach, ...]
    incidents: tuple[Incident, ...]
    marks: tuple[Mark, ...]
    data: Mapping[str, Any]
    passed: tuple[Passed, ...]
    """The SOPs it came through, the one where it stands now first."""


def form_for(site: Site, actor: Actor, task_id: int) -> ShownForm:
    """The form of a task. Raises NotFound."""
    with site.db.read(actor) as tx:
        task = held.read(tx, task_id)
        instance = instances.read(tx, task.instance_id)
        return _form(tx, task, instance, past.definition_of(tx, instance, task.definition_id))


def task(site: Site, actor: Actor, task_id: int) -> TaskView:
    """A task for somebody who may see its case. Raises NotFound."""
    with site.db.read(actor) as tx:
        found = held.read(tx, task_id)
        instance = instances.read(tx, found.instance_id)
        definition = past.definition_of(tx, instance, found.definition_id)
        own = [clock for clock in clock_rows.of_instance(tx, instance.id) if clock.task_id == task_id]
        resting = [pause for pause in pauses.open_of(tx, instance.id) if pause.task_id == task_id]
        late = breaches.of_task(tx, task_id)
        return TaskView(
            shown.task(tx, found),
            definition.diagram.activities[found.element].title,
            shown.instance(tx, instance),
            definition.key,
            definition.version,
            definition.diagram.activities[found.element].step,
            definition.diagram.key_of(found.element),
            definition.diagram.sop_of(found.element),
            _form(tx, found, instance, definition),
            own[-1] if own else None,  # the last: a case that moved may have had another limit before
            shown.breach(tx, late) if late else None,
            shown.pauses(tx, resting),
            found.state in OPEN_STATES and held.may_work(tx, found),
            work.second_officers(tx, found.lane, ""),
            gate.tells_applicant(definition.diagram, found.element),
        )


def case(site: Site, actor: Actor, instance_id: int) -> CaseView:
    """A case for somebody who may see it. Raises NotFound, Forbidden."""
    with site.db.read(actor) as tx:
        instance = instances.read(tx, instance_id)
        rights.require_case(actor, instance.office)
        definition = instances.definition_of(tx, instance)
        snapshot = instances.look(tx, instance, definition.spec)
        lines = inbox.of_instance(tx, instance_id)
        late = breaches.of_instance(tx, instance_id)
        return CaseView(
            shown.instance(tx, instance),
            definition,
            replace(snapshot, data=dict(shown.data(tx, instance_id, snapshot.data))),
            lines,
            clock_rows.of_instance(tx, instance_id),
            shown.pauses(tx, pauses.of_instance(tx, instance_id)),
            shown.breaches(tx, late),
            shown.incidents(tx, lasting(tx, instance_id)),
            _marks(instance, snapshot, _done(tx, definition, instance, lines), late),
            shown.data(tx, instance_id, ended.data_of(tx, instance)),
            _passed(definition, snapshot, lines),
        )


def words(site: Site, actor: Actor) -> dict[str, str]:
    """The office's words for {placeholders} in SOP texts."""
    with site.db.read(actor) as tx:
        return settings.words(tx)


def _form(tx: Tx, found: Task, instance: Instance, definition: Definition) -> ShownForm:
    asked = case_forms.form_of(tx, found, instance, definition)
    form = asked.form
    if form.officers < 2:
        return ShownForm(form, form.schema, (), asked.answer)
    officers = work.second_officers(tx, found.lane, tx.actor.login)
    return ShownForm(form, forms.with_officers(form, officers), officers, asked.answer)


def _passed(definition: Definition, snapshot: Snapshot, lines: tuple[inbox.Line, ...]) -> tuple[Passed, ...]:
    diagram = definition.diagram
    here = {diagram.key_of(token.element) for token in snapshot.tokens if token.type != "callActivity"}
    seen = {definition.key, *here, *(line.sop for line in lines)}
    versions = [(definition.key, definition.version, definition.id)]
    versions += [(one.key, one.version, one.id) for one in definition.links]
    found = [
        Passed(key, version, number, key in here, diagram.table(key))
        for key, version, number in versions
        if key in seen
    ]
    return tuple(sorted(found, key=lambda one: not one.current))


def _done(
    tx: Tx, definition: Definition, instance: Instance, lines: tuple[inbox.Line, ...]
) -> tuple[str, ...]:
    """Elements that were passed, as the version the case is on has them."""
    drawn = definition.diagram.elements
    passed = (*_done_waits(tx, instance.id), *_done_tasks(lines))
    found = (one if one in drawn else past.name_now(tx, instance.id, one) for one in passed)
    return tuple(one for one in found if one is not None and one in drawn)


def _done_tasks(lines: tuple[inbox.Line, ...]) -> list[str]:
    return [line.element for line in lines if line.state == COMPLETED]


def _done_waits(tx: Tx, instance_id: int) -> list[str]:
    """Elements that waited for the world and were passed, calls among them."""
    query = select(waits.c.element).where(waits.c.instance_id == instance_id, waits.c.how == "completed")
    return list(tx.conn.execute(query).scalars())


def _marks(
    instance: Instance, snapshot: Snapshot, done: tuple[str, ...], late: tuple[Breach, ...]
) -> tuple[Mark, ...]:
    """States of elements, the strongest last: done, then late, then waiting or active."""
    marks: dict[str, Mark] = {}
    for element in done:
        known = marks.get(element)
        marks[element] = Mark(element, "done", known.count + 1 if known else 1)
    for breach in late:
        if breach.element in marks:
            marks[breach.element] = Mark(breach.element, "late", marks[breach.element].count)
    if instance.status == instances.ACTIVE:
        for token in snapshot.tokens:
            state = "active" if instances.is_human(token.type) else "waiting"
            known = marks.get(token.element)
            marks[token.element] = Mark(token.element, state, known.count if known else 0)
    if instance.outcome:
        marks[instance.outcome] = Mark(instance.outcome, "done", 1)
    return tuple(marks.values())
