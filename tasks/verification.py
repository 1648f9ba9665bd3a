"""Verifying the audit trail, and recording in it who did so, up to which record, and with what result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from engine import audit
from engine.audit import Report
from engine.database import Actor
from engine.refusals import Conflict, Forbidden
from tasks.roles import ADMINISTRATOR, AUDITOR
from tasks.site import Site

CHAIN = "verifications"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found; `recorded` is False where the trail, or the database, would not take the record of it."""

    report: Report
    recorded: bool


def verify(site: Site, actor: Actor) -> Verified:
    """Check every chain and checkpoint in one reading, then record that it was done, in a chain of its own.

    The record is written when everything has been read: a verification changes no record and moves no chain but
    that one. What was found is told also where it cannot be recorded. Raises Forbidden.
    """
    if not actor.has(AUDITOR, ADMINISTRATOR, "system"):
        raise Forbidden("audit.auditor_only")
    with site.db.read(actor) as tx:
        report, read_at = audit.verify(tx, site.checkpoints), tx.now
    return Verified(report, _record(site, actor, report, read_at))


def _record(site: Site, actor: Actor, report: Report, read_at: datetime) -> bool:
    details: dict[str, Any] = {
        "result": "sound" if report.sound else "faulty",
        "chains": report.chains,
        "records": report.records,
        "checkpoints": report.checkpoints,
        "faults": len(report.faults) + report.more,
        "read_at": read_at,
        "root": report.root,
    }
    if report.faults:
        first = report.faults[0]
        details["first"] = [str(first.wrong), first.chain or "", first.seq or first.checkpoint or 0]
    try:
        with site.db.begin(actor) as tx:
            audit.append(tx, CHAIN, "trail.verified", "trail", details)
    except (SQLAlchemyError, Conflict):
        # A trail that was tampered with may refuse its next record, a copy may be open for reading only.
        return False
    return True
