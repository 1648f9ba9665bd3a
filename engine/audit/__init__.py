"""The audit trail: append-only, hash-chained per subject, checkpointed and verifiable."""

from __future__ import annotations

from engine.audit.chain import INSTANCE, Draft, Entry, Head, append, append_many, know
from engine.audit.checkpoint import Checkpoint, checkpoint
from engine.audit.encoding import fingerprint
from engine.audit.keys import rotate
from engine.audit.report import Fault, Report, Wrong
from engine.audit.verify import verify

__all__ = [
    "INSTANCE",
    "Checkpoint",
    "Draft",
    "Entry",
    "Fault",
    "Head",
    "Report",
    "Wrong",
    "append",
    "append_many",
    "checkpoint",
    "fingerprint",
    "know",
    "rotate",
    "verify",
]
