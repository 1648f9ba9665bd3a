"""Where an application stands, as its applicant may know it: a code for the sentence, and the facts in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine import instances
from engine.database import Tx
from engine.instances import Instance
from engine.schema import tasks as tasks_table
from tasks import billing, slots
from tasks.applicants import advancing, afterwards, applications, steps
from tasks.applicants.applications import Application
from tasks.billing import Bill
from tasks.slots import Booking
from tasks.states import OPEN_STATES

DRAFT, TO_PAY, BOOKED, WORKING, READY, ENDED = "draft", "to_pay", "booked", "working", "ready", "ended"
HANDED_OVER = frozenset({"serahkan", "cetak_ambil"})
_PREPARING = frozenset({"siapkan_daftar_hari", "datang_kantor"})


@dataclass(frozen=True, slots=True)
class Standing:
    """An application and where it stands: `state` is draft | to_pay | booked | working | ready | ended.

    `element` is the SOP step it is at, or the end reached; `next_page` the page to go on with while it is a draft.
    """

    application: Application
    case: Instance
    state: str
    element: str
    next_page: str
    bill: Bill | None
    booking: Booking | None
    paid: bool
    may_move: bool
    may_withdraw: bool
    seat_gone: bool


def of(tx: Tx, application: Application) -> Standing:
    """Where an application stands now; the right to see it was asked before."""
    case = instances.read(tx, application.instance_id)
    awaited, booking = applications.awaited(tx, case.id), slots.newest(tx, application.id)
    bills = billing.of_case(tx, case.id)
    bill = next((one for one in bills if one.state in ("open", "paid")), None)
    draft = awaited in steps.FILLING
    here = steps.progress(tx, application) if draft else None
    state, element = _state(tx, application, case, awaited)
    return Standing(
        application=application,
        case=case,
        state=state,
        element=element,
        next_page=here.next if here else "",
        bill=bill,
        booking=booking,
        paid=bill is not None and bill.state == "paid",
        may_move=afterwards.may_move(tx, application, booking),
        may_withdraw=afterwards.may_withdraw(tx, application),
        seat_gone=draft and bool(application.submitted_at),
    )


def step_of(tx: Tx, case: Instance) -> str:
    """The step an officer has the case at, or the message it waits for; the end where it is over."""
    if case.outcome:
        return case.outcome
    c = tasks_table.c
    query = select(c.element).where(c.instance_id == case.id, c.state.in_(OPEN_STATES)).order_by(c.id.desc())
    task: str | None = tx.conn.execute(query.limit(1)).scalar_one_or_none()
    return task or applications.awaited(tx, case.id) or ""


def _state(tx: Tx, application: Application, case: Instance, awaited: str | None) -> tuple[str, str]:
    element = step_of(tx, case)
    if application.withdrawn_at:
        return ENDED, "withdrawn"
    if case.status != instances.ACTIVE or case.settled_at:
        return ENDED, _end(tx, case)
    if awaited in steps.FILLING:
        return DRAFT, element
    if awaited == steps.PAY:
        return TO_PAY, element
    if element in HANDED_OVER:
        return READY, element
    return (
        (BOOKED, element) if element in ("", steps.PROOF, steps.MOVE_DAY, *_PREPARING) else (WORKING, element)
    )


def _end(tx: Tx, case: Instance) -> str:
    """The end reached; an application left for the office by its answers ends as the SOP's own branch does."""
    if case.status != instances.CANCELED:
        return case.outcome or ""
    application = applications.of_case(tx, case.id)
    left = application is not None and steps.asked_of(tx, application).walk_in
    return advancing.AT_OFFICE if left else "canceled"
