"""Completing a task: everything a completion means, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from engine import audit, incidents, instances, settings
from engine.database import Actor, Tx
from engine.instances import is_human
from engine.refusals import Conflict, Invalid, Problem, Recorded, Refusal
from engine.spiff import StepFailed, TokenGone
from tasks import (
    anchors,
    breaches,
    case_forms,
    clocks,
    decisions,
    drafts,
    form_files,
    forms,
    gate,
    idempotency,
    moves,
    pauses,
)
from tasks.billing import steps
from tasks.forms import CHOICE, SECOND, Form
from tasks.held import Held, change, hold
from tasks.idempotency import Answer, Once
from tasks.site import Site
from tasks.states import ASSIGNED, COMPLETED, PENDING
from tasks.work import pause_for_travel, require_text, second_officers, turn


@dataclass(frozen=True, slots=True)
class Late:
    """Why a task was completed late: a code of the catalogue and a note."""

    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Completed:
    """What completing a task brought: the tasks it opened, whether it was late, how the case stands."""

    task: int
    instance: int
    opened: tuple[int, ...]
    late: bool
    status: str
    outcome: str | None


def complete(
    site: Site,
    actor: Actor,
    task_id: int,
    variables: Any,
    *,
    revision: int | None = None,
    late: Late | None = None,
    once: Once | None = None,
) -> Completed:
    """Complete a task: rights, form, gate, the engine's step, clocks and audit, in one transaction.

    Raises NotFound, Forbidden, Conflict (closed, changed, delegated, incident) and Invalid naming every wrong
    field; the form as sent is then kept as the draft, so nothing typed is lost.
    """
    try:
        return _complete(site, actor, task_id, variables, revision, late, once)
    except Invalid:
        with suppress(Refusal):  # the draft is a courtesy: what is wrong with the form is the answer
            drafts.keep(site, actor, task_id, variables)
        raise


def _complete(
    site: Site,
    actor: Actor,
    task_id: int,
    variables: Any,
    revision: int | None,
    late: Late | None,
    once: Once | None,
) -> Completed:
    with site.db.begin(actor) as tx:
        if once and (answer := idempotency.recall(tx, once.key, once.body)):
            return Completed(**{**answer.body, "opened": tuple(answer.body["opened"])})
        done = complete_held(tx, task_id, variables, revision, late)
        if once:
            idempotency.remember(tx, once.key, once.body, Answer(200, asdict(done)))
        return done


def complete_held(
    tx: Tx, task_id: int, variables: Any, revision: int | None = None, late: Late | None = None
) -> Completed:
    """As `complete`, inside the caller's transaction; nothing of a refused form is kept."""
    held = hold(tx, task_id, revision)
    _require_completable(held)
    asked = case_forms.form_of(tx, held.task, held.instance, held.definition)
    form = asked.form
    given = forms.check(form, variables, _second_officers(tx, held, form))
    form_files.require_attached(tx, held.instance.id, form, given)
    missing = gate.judge(form, given)
    gate.require_passed(form, given, missing)
    if late is not None:
        _require_late_reason(tx, late)
    done = _take(tx, held, form, given, missing, late)
    if asked.answer is not None:
        decisions.keep(tx, asked.answer, held.instance, held.task.id)
    return done


def _take(
    tx: Tx,
    held: Held,
    form: Form,
    given: Mapping[str, Any],
    missing: tuple[gate.Shortfall, ...],
    late: Late | None,
) -> Completed:
    task = held.task
    command = {"kind": "complete", "task": task.id}
    promoted = {field.id: given[field.id] for field in form.fields if field.id in given}
    try:
        instance, move = instances.complete(
            tx, held.instance, held.definition.spec, task.token, given, promoted
        )
    except StepFailed as failure:
        # Nothing of the step is stored: the task stays open with what was typed, and an incident says why.
        drafts.put(tx, task.id, given)
        incidents.open_(tx, held.instance, failure, command)
        raise Recorded("incident.raised", element=failure.element) from failure
    except TokenGone as gone:
        raise Conflict("task.closed") from gone
    if task.state == ASSIGNED:  # taken up again without Start: work went on when it was claimed
        pauses.end(tx, instance, task_id=task.id, at=task.claimed_at)
    pauses.end_of_task(tx, instance, task.id)
    started_at = task.started_at or task.claimed_at or tx.now
    if task.started_at is None:
        pause_for_travel(tx, held, started_at)
    finish = clocks.finish_task(tx, instance, task.id, started_at if task.started_at is None else None)
    outcome = given.get(CHOICE)
    change(
        tx,
        task,
        state=COMPLETED,
        assignee=task.assignee or tx.actor.login,
        claimed_at=task.claimed_at or started_at,
        started_at=started_at,
        completed_at=tx.now,
        completed_by=tx.actor.login,
        second_officer=given.get(SECOND),
        outcome=outcome,
        variables=dict(given),
        due_at=finish.due_at,
        draft=None,
        draft_at=None,
    )
    asked = gate.asks_applicant(held.definition.diagram, task.element, outcome)
    gate.record(tx, instance.id, task.id, missing, asked=asked)
    clocks.happened(tx, instance, f"step:{task.element}", tx.now)
    if event := anchors.raised(held.activity, outcome):
        clocks.happened(tx, instance, f"event:{event}", tx.now)
    details: dict[str, Any] = {"element": task.element, **turn(held, COMPLETED)}
    if outcome:
        details["outcome"] = outcome
    if missing:
        details["missing"] = [shortfall.item for shortfall in missing]
    if given.get(SECOND):
        details["second"] = given[SECOND]
    details["form"] = audit.fingerprint(instance.salt, f"task:{task.id}", given)
    audit.append(tx, f"instance:{instance.id}", "task.completed", f"task:{task.id}", details)
    if finish.late and late is not None and (breach := breaches.of_task(tx, task.id)):
        breaches.explain_held(tx, breach, late.reason, late.note)
    incidents.resolve_of(tx, instance.id, command)
    applied = moves.apply(tx, instance, held.definition, move)
    steps.bill_after(tx, applied.instance, held.definition, task)
    status, outcome = applied.instance.status, applied.instance.outcome
    return Completed(task.id, instance.id, applied.opened, finish.late, status, outcome)


def _require_completable(held: Held) -> None:
    if held.task.delegation == PENDING:
        raise Conflict("task.delegated")
    if not is_human(held.activity.type):
        raise Conflict("task.not_human")


def _second_officers(tx: Tx, held: Held, form: Form) -> tuple[str, ...]:
    return second_officers(tx, held.task.lane, tx.actor.login) if form.officers > 1 else ()


def _require_late_reason(tx: Tx, late: Late) -> None:
    if late.reason not in {row["code"] for row in settings.value(tx, "reasons.late")}:
        raise Invalid("form.invalid", Problem("form.choice", "late.reason"))
    require_text(late.note, "late.note")
