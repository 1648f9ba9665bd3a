"""Incidents: a step the engine cannot take is refused with its cause, never half stored, and can be tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import audit, incidents, instances, settings
from engine.incidents import Incident
from engine.refusals import Conflict, Forbidden
from engine.spiff import StepFailed
from tasks import cases, completion, views, work, worker
from tasks.idempotency import Once, fingerprint
from tests.support.office import OPERATOR, Office
from tests.tasks.small_processes import (
    deploy,
    stuck_after_message,
    stuck_after_timer,
    stuck_at_gateway,
    stuck_beside,
)


def lasting(office: Office, case: int | None = None) -> tuple[Incident, ...]:
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        return incidents.lasting(tx, case)


def begin(office: Office) -> cases.Started:
    return cases.start(office.site, office["petugas1"], "p", {})


def open_the_gate(office: Office) -> None:
    with office.site.db.begin(OPERATOR) as tx:
        settings.put(tx, {"limit.batas_kelengkapan": "P20D"})


def test_a_completion_no_branch_takes_leaves_the_task_open_with_its_draft(office: Office) -> None:
    deploy(office.site.db, stuck_at_gateway())
    case = begin(office)
    (task,) = case.opened
    before = views.task(office.site, office["petugas1"], task).task
    for _ in range(2):
        with pytest.raises(Conflict, match=r"incident\.raised"):
            completion.complete(office.site, office["petugas1"], task, {"nilai": 4})
    (incident,) = lasting(office, case.instance)
    assert (incident.element, incident.cause) == ("g", "no_branch")
    after = views.task(office.site, office["petugas1"], task).task
    assert (after.state, after.revision, after.draft) == (before.state, before.revision, {"nilai": 4})
    with pytest.raises(Conflict, match=r"incident\.retry_at_task"):
        cases.retry(office.site, office["kasi"], incident.id)
    done = completion.complete(office.site, office["petugas1"], task, {"nilai": 7}, revision=before.revision)
    assert [line.element for line in office.open_tasks(case.instance)] == ["b"]
    assert done.status == "active" and not lasting(office)


def test_the_same_request_again_after_an_incident_is_worked_not_answered(office: Office) -> None:
    deploy(office.site.db, stuck_at_gateway())
    (task,) = begin(office).opened
    once = Once("key-1", fingerprint("complete", {"nilai": 4}))
    for _ in range(2):
        with pytest.raises(Conflict, match=r"incident\.raised"):
            completion.complete(office.site, office["petugas1"], task, {"nilai": 4}, once=once)
    assert len(lasting(office)) == 1


def test_a_failing_timer_holds_up_its_own_case_alone_and_can_be_retried(office: Office) -> None:
    deploy(office.site.db, stuck_after_timer())
    stuck, other = begin(office), office.start()
    office.until(other.instance, "tanda_terima_pembayaran")
    office.do(other.instance)
    office.clock.move(timedelta(days=8))
    assert worker.settle(office.site) == []
    assert cases.read(office.site, OPERATOR, other.instance).outcome == "END_KEDALUWARSA"
    (incident,) = lasting(office)
    assert (incident.instance_id, incident.element, incident.cause) == (stuck.instance, "g", "no_branch")
    assert cases.read(office.site, OPERATOR, stuck.instance).blocked
    worker.settle(office.site)
    assert [one.id for one in lasting(office)] == [incident.id]
    for login, refusal in (("petugas1", Forbidden), ("kasi", Conflict)):
        with pytest.raises(refusal):
            cases.retry(office.site, office[login], lasting(office)[0].id)
    open_the_gate(office)
    cases.retry(office.site, office["admin"], lasting(office)[0].id)
    assert office.open_task(stuck.instance).element == "b"
    assert not lasting(office) and not cases.read(office.site, OPERATOR, stuck.instance).blocked


def test_a_command_that_meets_a_failing_timer_goes_through_and_leaves_the_incident(office: Office) -> None:
    deploy(office.site.db, stuck_after_timer())
    case = begin(office)
    office.clock.move(timedelta(hours=2))
    work.claim(office.site, office["petugas1"], case.opened[0])
    assert len(lasting(office)) == 1
    office.do(case.instance)  # what the timer hung on is done: there is nothing left to retry
    assert not lasting(office)
    assert cases.read(office.site, OPERATOR, case.instance).status == "completed"


def element_of(office: Office, case: cases.Started, element: str) -> int:
    return next(line.id for line in office.open_tasks(case.instance) if line.element == element)


def test_a_failing_timer_keeps_neither_the_other_branch_nor_its_timers_waiting(office: Office) -> None:
    deploy(office.site.db, stuck_beside())
    case = begin(office)
    office.clock.move(timedelta(hours=2))
    assert worker.settle(office.site) == []
    (incident,) = views.case(office.site, office["petugas1"], case.instance).incidents
    assert (incident.element, incident.cause) == ("g", "no_branch")
    office.do_task(element_of(office, case, "c"))
    assert {line.element for line in office.open_tasks(case.instance)} == {"a", "h"}
    office.clock.move(timedelta(hours=4))
    assert worker.settle(office.site) == []
    assert {line.element for line in office.open_tasks(case.instance)} == {"a", "f"}
    office.do_task(element_of(office, case, "f"))
    assert lasting(office) == (incident,)
    open_the_gate(office)
    cases.retry(office.site, office["kasi"], incident.id)
    assert office.open_task(case.instance).element == "b"
    stands = cases.read(office.site, OPERATOR, case.instance)
    assert not lasting(office) and not stands.blocked and stands.next_due is None


def test_a_retried_timer_that_fails_again_leaves_the_rest_as_it_was(office: Office) -> None:
    deploy(office.site.db, stuck_beside())
    case = begin(office)
    office.clock.move(timedelta(hours=2))
    office.do_task(element_of(office, case, "c"))
    before = cases.read(office.site, OPERATOR, case.instance)
    assert before.blocked and before.next_due is not None and before.next_due > office.clock()
    with pytest.raises(Conflict, match=r"incident\.timer"):
        cases.retry(office.site, office["kasi"], lasting(office)[0].id)
    assert cases.read(office.site, OPERATOR, case.instance) == before
    assert len(lasting(office)) == 1


def test_the_incident_of_a_task_ends_with_the_task(office: Office) -> None:
    deploy(office.site.db, stuck_beside().replace(b">PT1H<", b">PT9H<"))
    case = begin(office)
    office.do_task(element_of(office, case, "c"))
    with office.site.db.begin(OPERATOR) as tx:
        held = instances.hold(tx, case.instance)
        command = {"kind": "complete", "task": element_of(office, case, "h")}
        incidents.open_(tx, held, StepFailed("h", "no_branch"), command)
    assert len(lasting(office)) == 1
    office.clock.move(timedelta(hours=4))
    worker.settle(office.site)
    assert not lasting(office)


def test_a_failing_message_can_be_sent_again_or_retried(office: Office) -> None:
    deploy(office.site.db, stuck_after_message())
    for again in (False, True):
        case = begin(office)
        with pytest.raises(Conflict, match=r"incident\.raised"):
            cases.deliver(office.site, office["petugas1"], "kabar", case.business_key, {"isi": "ya"})
        (incident,) = lasting(office, case.instance)
        assert incident.cause == "no_branch"
        open_the_gate(office)
        if again:
            cases.deliver(office.site, office["petugas1"], "kabar", case.business_key, {"isi": "ya"})
        else:
            cases.retry(office.site, office["admin"], incident.id)
        assert office.open_task(case.instance).element == "b"
        assert not lasting(office)
        with pytest.raises(Conflict, match=r"incident\.resolved"):
            cases.retry(office.site, office["kasi"], incident.id)
        with office.site.db.begin(OPERATOR) as tx:
            settings.put(tx, {"limit.batas_kelengkapan": "P14D"})


def test_a_withdrawn_case_keeps_no_incident(office: Office) -> None:
    deploy(office.site.db, stuck_after_timer())
    case = begin(office)
    office.clock.move(timedelta(hours=2))
    worker.settle(office.site)
    assert len(lasting(office)) == 1
    cases.cancel(office.site, office["kasi"], case.instance, "dicabut pemohon")
    assert cases.read(office.site, OPERATOR, case.instance).status == "canceled"
    assert not lasting(office)
