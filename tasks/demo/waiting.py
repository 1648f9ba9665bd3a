"""Applicants who are waited for: they bring their documents and pay, most of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from engine.refusals import Conflict
from tasks import billing
from tasks.demo import fates
from tasks.demo.staff import OFFICE, STAFF, person
from tasks.demo.stage import Case, Stage

Follow = Callable[[Stage, Case, tuple[int, ...]], None]
"""What goes on with a case whose move opened these tasks."""

_PAYMENT = "pembayaran"
_LONGEST = timedelta(days=3)  # a payment told later than this might come after the code has run out


def expect(stage: Stage, case: Case, message: str, follow: Follow) -> None:
    """Let the applicant do what a case waits for, or nothing: then the process's own timer ends the case."""
    paying = message == _PAYMENT
    law = stage.chance.given["paid" if paying else "documents_come"]
    if not _comes(stage, case, paying=paying):
        return
    low, high = law["hours"] if paying else [days * 24 for days in law["days"]]
    comes = stage.soon(case, stage.clock() + timedelta(hours=stage.chance.between(low, high)))
    # Banks take payments at night; who records them, or takes documents in, is at the office by day.
    recorded = stage.in_office(stage.chance.queue(), comes)
    if case.ready is not None and recorded > comes + min(_LONGEST, max(case.ready - comes, timedelta()) / 2):
        recorded = comes  # over holidays the bank tells it by itself
    stage.at(recorded, partial(_message, stage, case, message, comes, follow))


def _comes(stage: Stage, case: Case, *, paying: bool) -> bool:
    if case.fate == fates.BY_CHANCE:
        return stage.chance.share("paid" if paying else "documents_come")
    return case.fate != (fates.UNPAID if paying else fates.RETURNED)


def _message(stage: Stage, case: Case, message: str, comes: datetime, follow: Follow) -> None:
    paid = {"dibayar_pada": comes.isoformat(), "ntpn": ntpn(stage)}
    given = paid if message == _PAYMENT else {}
    with suppress(Conflict):  # the limit passed first
        actor = OFFICE if stage.clock() == comes else person(stage.chance.rng.choice(STAFF))
        done = billing.deliver(stage.site, actor, message, case.key, given)
        follow(stage, case, done.opened)


def ntpn(stage: Stage) -> str:
    """A bank's number for a payment."""
    return f"{stage.chance.rng.getrandbits(64):016X}"
