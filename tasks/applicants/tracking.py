"""Tracking without signing in: receipt code and birth date open what a case's applicant may know, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine import audit
from engine.database import Tx
from engine.refusals import Forbidden, NotFound
from tasks import letters, pauses
from tasks.applicants import accounts, applications, family, promises, receipts, standing, throttle
from tasks.applicants.promises import Promise
from tasks.applicants.reading import Reading
from tasks.applicants.standing import Standing
from tasks.gate import DOCUMENTS
from tasks.site import Site

_LIES_READY = "serahkan"
"""Where the limit on the service has ended (SOP Penerbitan, row 11): nothing is promised any more."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Documents the office asked for, and until when they can come."""

    labels: tuple[str, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class Tracked:
    """Where a case stands for whoever holds its receipt: no name, no NIK, no answers, no files.

    `pause` is the reason the office's clock stands still (tasks.pauses); empty while it runs, and while nothing of the
    office is promised yet or any more.
    """

    stands: Standing
    promise: Promise | None
    missing: Missing | None
    pause: str


def track(site: Site, given: Mapping[str, object], address: str) -> Tracked:
    """Look a case up by receipt code and birth date.

    Raises Invalid naming what was left out, Forbidden: `track.throttled` (value: minutes), or `track.wrong`, the
    same for a code nobody has and for the wrong birth date.
    """
    form = Reading(given)
    code = receipts.read(form.line("code", 40))
    with site.db.begin(accounts.NOBODY) as tx:
        birth = form.past_day("birth", family.today(tx))
        form.done()
        found = applications.by_receipt(tx, code)
        right = found if found is not None and found.birth_date == birth else None
        audit.append(
            tx, accounts.CHAIN, "receipt.tried", f"application:{right.id}" if right else "application:?"
        )
        admission = throttle.admit(tx, "track", throttle.digest(code), address)
        if admission.attempt is not None and right is not None:
            throttle.succeeded(tx, admission.attempt)
    if admission.attempt is None:
        raise Forbidden("track.throttled", minutes=admission.minutes)
    if right is None:
        raise Forbidden("track.wrong")
    with (
        site.db.read() as tx
    ):  # the receipt is the right; the rooms below ask for a role nobody of the public has
        return of(tx, right)


def of(tx: Tx, application: applications.Application) -> Tracked:
    """What may be told of an application; the right to it was asked before."""
    stands = standing.of(tx, application)
    over = stands.state == standing.ENDED or stands.element == _LIES_READY
    lasting = [pause for pause in pauses.open_of(tx, stands.case.id) if pause.task_id is None]
    return Tracked(
        stands=stands,
        promise=None if over else promises.of_case(tx, stands.case),
        missing=_missing(tx, stands),
        pause=lasting[-1].reason if lasting and stands.state == standing.WORKING else "",
    )


def _missing(tx: Tx, stands: Standing) -> Missing | None:
    if applications.message_awaited(tx, stands.case.id) != DOCUMENTS:
        return None
    try:
        letter = letters.of_case(tx, stands.case.id)
    except NotFound:
        return Missing((), None)
    return Missing(tuple(dict.fromkeys(item.label for item in letter.items)), letter.limit_on)
