"""The kinds of messages to people outside, and the values each is written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """Values a message must and may bring.

    A name that ends in "_at" is an aware instant, one in "_on" a day of the office, "amount" is rupiah, "items" a
    list of texts; all others are texts. What may be missing leaves out the sentence that would tell it.
    """

    must: frozenset[str]
    may: frozenset[str] = frozenset()


def _kind(must: str, may: str = "") -> Kind:
    return Kind(frozenset(must.split()), frozenset(may.split()))


KINDS: Mapping[str, Kind] = {
    "otp": _kind("code expires_at"),
    "welcome": _kind("name"),
    "submitted_bill": _kind("name number billing_code amount expires_at", "place arrival_on"),
    "paid": _kind("name number amount paid_at", "receipt_code place arrival_on"),
    "schedule_changed": _kind("name number arrival_on", "place receipt_code"),
    "slot_released": _kind("name number", "arrival_on"),
    "missing_documents": _kind("name number", "items limit_on"),
    "documents_received": _kind("name number"),
    "ready": _kind("name number", "place"),
    "reminder_arrival": _kind("name number arrival_on", "place receipt_code"),
    "reminder_documents": _kind("name number limit_on"),
    "reminder_collection": _kind("name number", "ready_on place"),
    "withdrawn": _kind("name number"),
    "complaint_received": _kind("name number", "due_on token"),
    "complaint_answered": _kind("name number", "token"),
    "survey": _kind("name number", "token"),
    "report": _kind("title office read_at saved", "file"),
}
"""`number` is the application's (or complaint's) number, `token` opens the survey of one case, or shows how a
complaint stands; `saved` is the number of a saved report, `file` the name it is attached under."""

ONE_TIME = frozenset({"otp"})
"""Kinds whose text is a secret: worthless once expired, and shown to nobody but its reader."""


def check(kind: str, values: Mapping[str, object]) -> None:
    """Raises LookupError for an unknown kind, ValueError for a value missing or unknown (faults of the caller)."""
    known = KINDS[kind]
    missing, strange = known.must - values.keys(), values.keys() - known.must - known.may
    if missing or strange:
        raise ValueError(f"{kind}: missing {sorted(missing)}, unknown {sorted(strange)}")
