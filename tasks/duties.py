"""What a worker sees to in the database beside timers and deadlines; web.cli.duties adds what goes out of the house."""

from __future__ import annotations

from tasks import billing, slots
from tasks.applicants import proofs
from tasks.asking import making
from tasks.counters import absences
from tasks.facts import refreshing
from tasks.filing import runs
from tasks.intake import intakes
from tasks.moving import following
from tasks.privacy import leftovers
from tasks.privacy import runs as retention
from tasks.simulation import jobs
from tasks.voice import complaint_clock
from tasks.worker import Duty

DUTIES: tuple[Duty, ...] = (
    billing.expire_due,
    slots.release_expired,
    proofs.give_due,
    complaint_clock.follow_calendar,
    absences.settle,
    intakes.read_waiting,
    intakes.forget_old,
    following.follow,
    jobs.work,
    retention.work,
    leftovers.remove,
)
"""In this order; a duty never raises for one thing of many (tasks.worker.each_case)."""

BESIDE: tuple[Duty, ...] = (refreshing.keep, making.work, runs.make_due)
"""What changes nothing that happens in cases, and so is left out where the clock is played (demo, sandbox)."""
