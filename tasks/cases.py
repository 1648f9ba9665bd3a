"""Cases: start a request, give it messages, withdraw it, try a failed step again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import aside, audit, definitions, incidents, instances, office_lock, settings
from engine.database import Actor, Tx
from engine.definitions import Definition, Linked
from engine.instances import Instance
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Problem, Recorded
from engine.schema import tasks as tasks_table
from engine.spiff import StepFailed
from processes.diagram import Diagram, FormField
from processes.model import Begun
from tasks import case_numbers, clocks, forms, held, idempotency, moves, outages, pauses, rights, service
from tasks.decisions import beginnings
from tasks.idempotency import Answer, Once
from tasks.roles import ADMINISTRATOR, SUPERVISOR, is_staff
from tasks.site import Site
from tasks.states import CANCELED, OPEN_STATES
from tasks.systems import asking

_REASON_LENGTH = 1000
_OCCURRED = ("dibayar_pada", "terjadi_pada")
_SKEW = timedelta(minutes=5)  # how far a bank's clock may run ahead of ours


@dataclass(frozen=True, slots=True)
class Started:
    """A case that was started: its number, business key, pinned version and first tasks."""

    instance: int
    business_key: str
    definition: int
    version: int
    opened: tuple[int, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message a case took: the tasks it opened and how the case stands."""

    instance: int
    opened: tuple[int, ...]
    status: str
    outcome: str | None


def start(
    site: Site,
    actor: Actor,
    key: str,
    variables: Any,
    *,
    business_key: str | None = None,
    version: int | None = None,
    strict: bool = True,
    once: Once | None = None,
) -> Started:
    """Start a case on the version in force of a definition, or on an earlier `version`; the case stays on it.

    `strict` asks for the start form's required fields (pages do; programs may add the rest later). Without a
    business key the office's next number is given. Raises NotFound, Forbidden, Invalid, Conflict.
    """
    if not (is_staff(actor.roles) or actor.has(SUPERVISOR)):
        raise Forbidden("case.staff_only")
    with site.db.begin(actor) as tx:
        if once and (answer := idempotency.recall(tx, once.key, once.body)):
            return Started(**{**answer.body, "opened": tuple(answer.body["opened"])})
        done = start_held(tx, key, variables, business_key=business_key, version=version, strict=strict)
        if once:
            idempotency.remember(tx, once.key, once.body, Answer(201, asdict(done)))
        return done


def start_held(
    tx: Tx,
    key: str,
    variables: Any,
    *,
    business_key: str | None = None,
    category: str | None = None,
    version: int | None = None,
    strict: bool = False,
) -> Started:
    """As `start`, inside the caller's transaction; who may start it is for the caller to ask.

    `category` is the application type (documents.yaml) where no variable `jenis_permohonan` says it. Without
    `strict` fields of the start form may be missing. Raises NotFound, Invalid, Conflict.
    """
    office_lock.share(tx, tx.actor.office)
    definition = _begun_on(tx, key, version)
    if definition.diagram.sop and definition.diagram.sop.begun_by is Begun.CALLED:
        raise Conflict("definition.only_called")
    definition = definitions.with_links(tx, definition)
    data = forms.check_start(definition.diagram.start_fields, variables, strict=strict)
    named = case_numbers.checked(business_key) if business_key is not None else case_numbers.next_key(tx)
    title, type_ = moves.describing(data, named, category or "")
    try:
        instance, move = instances.start(tx, definition, named, title, type_, data)
    except StepFailed as failure:
        raise Invalid("case.cannot_start", Problem(failure.key, failure.element)) from failure
    details = _named(definition)
    if definition.links:
        details["links"] = [_named(one) for one in definition.links]
    audit.append(tx, f"instance:{instance.id}", "case.started", f"instance:{instance.id}", details)
    beginnings.at_start(tx, instance, data)
    service.open_for_start(tx, instance, definition, data)
    outages.touch_started(tx, instance)
    applied = moves.apply(tx, instance, definition, move)
    status = applied.instance.status
    return Started(instance.id, named, definition.id, definition.version, applied.opened, status)


def deliver(
    site: Site,
    actor: Actor,
    message: str,
    business_key: str,
    variables: Any,
    *,
    once: Once | None = None,
) -> Delivered:
    """Give a message to the case with this business key, e.g. "kelengkapan" or "pembayaran".

    Variable `dibayar_pada` (or `terjadi_pada`) says when it happened: RFC 3339, the office's zone where it names
    none; not before the case began and not in the future. Raises NotFound, Forbidden, Invalid, Conflict when
    the case does not wait for it.
    """
    if not (is_staff(actor.roles) or actor.has(SUPERVISOR)):
        raise Forbidden("case.staff_only")
    with site.db.begin(actor) as tx:
        if once and (answer := idempotency.recall(tx, once.key, once.body)):
            return Delivered(**{**answer.body, "opened": tuple(answer.body["opened"])})
        found = instances.find(tx, business_key)
        if found.office != actor.office:
            raise NotFound("instance.unknown")
        done = deliver_held(tx, found.id, message, variables)
        if once:
            idempotency.remember(tx, once.key, once.body, Answer(200, asdict(done)))
        return done


def deliver_held(tx: Tx, case: Instance | int, message: str, variables: Any) -> Delivered:
    """As `deliver`, inside the caller's transaction; who may say it is for the caller to ask.

    `case` is a case this transaction holds, or the number of one it does not hold yet. Raises NotFound, Invalid,
    Conflict when the case does not wait for the message, Recorded when the step behind it failed.
    """
    instance = instances.hold(tx, case) if isinstance(case, int) else case
    instances.require_active(instance)
    definition = instances.definition_of(tx, instance)
    instance = held.fire_timers(tx, instance, definition)
    instances.require_active(instance)
    given = forms.check_start(_fields(definition.diagram, message), variables, strict=False)
    at = _occurred(tx, instance, given)
    command = {"kind": "message", "message": message, "variables": dict(given)}
    try:
        instance, move = instances.deliver(tx, instance, definition, message, given)
    except StepFailed as failure:
        incidents.open_(tx, instance, failure, command)
        raise Recorded("incident.raised", element=failure.element) from failure
    subject = f"instance:{instance.id}"
    details = {"message": message, "at": at, "form": audit.fingerprint(instance.salt, subject, given)}
    audit.append(tx, subject, "message.delivered", subject, details)
    incidents.resolve_of(tx, instance.id, command)
    occurred = {closed.token.element: at for closed in move.closed}
    applied = moves.apply(tx, instance, definition, move, occurred)
    stands = applied.instance
    return Delivered(instance.id, applied.opened, stands.status, stands.outcome)


def cancel(site: Site, actor: Actor, instance_id: int, reason: str) -> None:
    """Withdraw a case for a stated reason; open tasks and clocks end with it. Supervisors and administrators."""
    if not actor.has(SUPERVISOR, ADMINISTRATOR, rights.ALL_LANES):
        raise Forbidden("case.supervisor_only")
    if not reason.strip() or len(reason) > _REASON_LENGTH or "\x00" in reason:
        raise Invalid("form.invalid", Problem("form.required", "reason", {"limit": _REASON_LENGTH}))
    with site.db.begin(actor) as tx:
        instance = instances.hold(tx, instance_id)
        if instance.office != actor.office:
            raise NotFound("instance.unknown")
        cancel_held(tx, instance, reason)


def cancel_held(tx: Tx, instance: Instance, reason: str) -> None:
    """As `cancel`, inside the caller's transaction, which holds the case; who may is for the caller to ask."""
    instances.require_active(instance)
    open_tasks = (tasks_table.c.instance_id == instance.id) & tasks_table.c.state.in_(OPEN_STATES)
    ended = tasks_table.update().where(open_tasks).values(state=CANCELED, completed_at=tx.now, due_at=None)
    for task_id in tx.conn.execute(ended.returning(tasks_table.c.id)).scalars().all():
        pauses.end_of_task(tx, instance, task_id)
        clocks.stop_task(tx, instance, task_id)
    pauses.end_of_case(tx, instance)
    clocks.stop_case(tx, instance)
    incidents.resolve_all(tx, instance.id)
    asking.end_of_case(tx, instance.id)
    instances.cancel(tx, instance)
    audit.append(tx, f"instance:{instance.id}", "case.canceled", f"instance:{instance.id}", {}, reason=reason)


def retry(site: Site, actor: Actor, incident_id: int) -> None:
    """Try a failed step again. A failed completion is tried from its task's page; timers and messages here.

    Raises NotFound, Forbidden, Conflict when it fails again (the incident then tells the new cause).
    """
    if not actor.has(SUPERVISOR, ADMINISTRATOR, rights.ALL_LANES):
        raise Forbidden("case.supervisor_only")
    with site.db.begin(actor) as tx:
        incident = incidents.read(tx, incident_id)
        instance = instances.hold(tx, incident.instance_id)
        if instance.office != actor.office:
            raise NotFound("incident.unknown")
        if incidents.read(tx, incident_id).resolved_at is not None:
            raise Conflict("incident.resolved")
        command = incident.command
        if command["kind"] == "complete":
            raise Conflict("incident.retry_at_task", task=int(command["task"]))
        if (timer := aside.timer_of(command)) is not None:
            held.fire_timers(tx, instance, instances.definition_of(tx, instance), timer)
        else:
            deliver_held(tx, instance, command["message"], command["variables"])


def read(site: Site, actor: Actor, instance_id: int) -> Instance:
    """A case for somebody who may see it. Raises NotFound, Forbidden."""
    with site.db.read(actor) as tx:
        return read_held(tx, instance_id)


def read_held(tx: Tx, instance_id: int) -> Instance:
    """As `read`, inside a transaction."""
    instance = instances.read(tx, instance_id)
    rights.require_case(tx.actor, instance.office)
    return instance


def _begun_on(tx: Tx, key: str, version: int | None) -> Definition:
    """The version a case begins on: that in force, or an earlier one asked for. Raises NotFound, Conflict."""
    try:
        standing = definitions.latest(tx, key)
    except NotFound as refusal:
        if refusal.key == "definition.unknown":
            raise
        raise Conflict(refusal.key) from refusal  # not yet in force, or revoked: nothing is begun on it
    if version in (None, standing.version):
        return standing
    state = definitions.states(definitions.versions(tx, key), tx.now).get(version)
    if state in (definitions.SCHEDULED, definitions.WITHDRAWN):
        raise Conflict("definition.not_in_force")
    return definitions.numbered(tx, key, version)


def _fields(diagram: Diagram, message: str) -> tuple[FormField, ...]:
    """The fields of the rows that wait for a message; a variable of their name must fit."""
    waiting = [one.id for one in diagram.elements.values() if one.message == message]
    rows = [diagram.activities[element] for element in waiting if element in diagram.activities]
    return tuple({field.id: field for row in rows for field in row.form_fields}.values())


def _named(version: Definition | Linked) -> dict[str, Any]:
    """A version as the trail names it."""
    return {"definition": version.key, "version": version.version, "sha256": version.content_hash}


def _occurred(tx: Tx, instance: Instance, given: Mapping[str, Any]) -> datetime:
    name = next((name for name in _OCCURRED if given.get(name)), None)
    if name is None:
        return tx.now
    try:
        at = datetime.fromisoformat(given[name])
    except (ValueError, TypeError):
        raise Invalid("form.invalid", Problem("form.format", name)) from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(settings.value(tx, "office.zone")))
    if at > tx.now + _SKEW:
        raise Invalid("form.invalid", Problem("form.in_the_future", name))
    if at < instance.started_at - _SKEW:
        raise Invalid("form.invalid", Problem("form.before_the_case", name))
    return min(at, tx.now)
