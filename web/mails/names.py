"""What kinds of messages, their states and the office's own faults are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.outbox import FAILED, SENT, WAITING
from tasks.outbox.sending import EXPIRED
from web.shell.i18n import mark

KIND_NAMES: Mapping[str, str] = {
    "otp": mark("One-time code"),
    "welcome": mark("Account opened"),
    "submitted_bill": mark("Application and bill"),
    "paid": mark("Payment received"),
    "schedule_changed": mark("New arrival date"),
    "slot_released": mark("Payment period over"),
    "missing_documents": mark("Missing documents"),
    "documents_received": mark("Documents received"),
    "ready": mark("Passport ready"),
    "reminder_arrival": mark("Reminder of the arrival"),
    "reminder_documents": mark("Reminder of missing documents"),
    "reminder_collection": mark("Reminder to collect"),
    "withdrawn": mark("Application withdrawn"),
    "complaint_received": mark("Complaint received"),
    "complaint_answered": mark("Complaint answered"),
    "survey": mark("Survey"),
    "report": mark("Scheduled report"),
}
STATE_NAMES: Mapping[str, tuple[str, str, str]] = {
    WAITING: (mark("Waiting to be sent"), "info", "clock"),
    SENT: (mark("Sent"), "ok", "check"),
    FAILED: (mark("Failed"), "bad", "warning"),
}
"""Words, kind of badge, symbol."""

FAULTS: Mapping[str, str] = {
    EXPIRED: mark("The code had expired before it could be sent."),
    "saved.unknown": mark("The saved report is gone."),
    "saved.changed": mark("The saved report is not what was saved; it was not sent."),
}
