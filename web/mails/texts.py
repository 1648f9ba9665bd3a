"""A text per kind of message; each paragraph whose gap nothing fills is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from web.shell.i18n import mark


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and paragraphs of a mail, and where its link leads (`%(token)s` is filled)."""

    subject: str
    paragraphs: tuple[str, ...]
    path: str = "/layanan/lacak"


GREETING = mark("Dear %(name)s,")
NO_REPLY = mark("This message was sent automatically; please do not reply to it.")
PHONE = mark("Phone: %(phone)s")

_FOLLOW = mark("Follow your application here: %(link)s")
_BRING = mark("Please come to: %(place)s. Bring the original documents and your receipt.")
_RECEIPT = mark("Your receipt code: %(receipt_code)s. Show it, or its QR code, when you arrive.")

WORDINGS: Mapping[str, Wording] = {
    "otp": Wording(
        mark("Your one-time code: %(code)s"),
        (
            mark("Your one-time code is %(code)s"),
            mark("It is valid until %(expires_at)s and works once."),
            mark(
                "Give it to nobody: our officers never ask for it. If you did not ask for it, ignore this message."
            ),
        ),
    ),
    "welcome": Wording(
        mark("Your account is open"),
        (
            GREETING,
            mark(
                "Your account for passport services is open. You can now apply for yourself and your family."
            ),
            mark("Sign in here: %(link)s"),
        ),
        "/layanan/masuk",
    ),
    "submitted_bill": Wording(
        mark("Application %(number)s: please pay by %(expires_at)s"),
        (
            GREETING,
            mark("We have received your application %(number)s."),
            mark("Billing code: %(billing_code)s\nAmount: %(amount)s\nPay by: %(expires_at)s"),
            mark(
                "Pay with the billing code at a bank, post office or by mobile banking (menu PNBP / MPN G2)."
            ),
            mark(
                "Your arrival date, %(arrival_on)s, is kept for you until then; unpaid, it is given to others."
            ),
            mark("Place: %(place)s"),
            _FOLLOW,
        ),
    ),
    "paid": Wording(
        mark("Application %(number)s: payment received"),
        (
            GREETING,
            mark(
                "We have received your payment of %(amount)s for application %(number)s, made on %(paid_at)s."
            ),
            mark("Your arrival date: %(arrival_on)s."),
            _BRING,
            _RECEIPT,
            _FOLLOW,
        ),
    ),
    "schedule_changed": Wording(
        mark("Application %(number)s: new arrival date"),
        (
            GREETING,
            mark("The arrival date of your application %(number)s is now %(arrival_on)s."),
            _BRING,
            _RECEIPT,
            _FOLLOW,
        ),
    ),
    "slot_released": Wording(
        mark("Application %(number)s: the payment period is over"),
        (
            GREETING,
            mark(
                "No payment for application %(number)s reached us in time, so its billing code is no longer valid."
            ),
            mark("The arrival date %(arrival_on)s is no longer kept for you."),
            mark("You can choose another date and receive a new billing code here: %(link)s"),
        ),
        "/layanan/masuk",
    ),
    "missing_documents": Wording(
        mark("Application %(number)s: documents are missing"),
        (
            GREETING,
            mark("Documents are missing for application %(number)s to go on."),
            mark("We need from you:\n%(items)s"),
            mark("Please hand them in by %(limit_on)s; after that the application counts as withdrawn."),
            mark("The time of the service stands still until then."),
            _FOLLOW,
        ),
    ),
    "documents_received": Wording(
        mark("Application %(number)s: documents received"),
        (
            GREETING,
            mark("We have received your documents for application %(number)s; it goes on."),
            _FOLLOW,
        ),
    ),
    "ready": Wording(
        mark("Application %(number)s: your passport is ready"),
        (
            GREETING,
            mark("The passport of application %(number)s is ready to be collected."),
            mark("Collect it at: %(place)s."),
            mark(
                "Bring your receipt and an identity card. Somebody else needs a letter of authority from you."
            ),
            _FOLLOW,
        ),
    ),
    "reminder_arrival": Wording(
        mark("Application %(number)s: we expect you on %(arrival_on)s"),
        (
            GREETING,
            mark("We expect you on %(arrival_on)s for application %(number)s."),
            _BRING,
            _RECEIPT,
            mark(
                "You cannot come? Until the end of the day before you can choose another date once: %(link)s"
            ),
        ),
        "/layanan/masuk",
    ),
    "reminder_documents": Wording(
        mark("Application %(number)s: documents are still missing"),
        (
            GREETING,
            mark(
                "Documents of application %(number)s are still missing. Please hand them in by %(limit_on)s."
            ),
            mark("After that day the application counts as withdrawn."),
            _FOLLOW,
        ),
    ),
    "reminder_collection": Wording(
        mark("Application %(number)s: your passport still waits for you"),
        (
            GREETING,
            mark("The passport of application %(number)s has been ready since %(ready_on)s."),
            mark("Please collect it at: %(place)s."),
            mark(
                "Bring your receipt and an identity card. Somebody else needs a letter of authority from you."
            ),
        ),
    ),
    "withdrawn": Wording(
        mark("Application %(number)s: withdrawn"),
        (
            GREETING,
            mark("Application %(number)s has been withdrawn and goes no further."),
            mark("You can apply again at any time: %(link)s"),
        ),
        "/layanan",
    ),
    "complaint_received": Wording(
        mark("Complaint %(number)s received"),
        (
            GREETING,
            mark("We have received your complaint; its number is %(number)s."),
            mark("You will have an answer by %(due_on)s."),
            mark("See here how it stands: %(link)s"),
        ),
        "/layanan/pengaduan/%(token)s",
    ),
    "complaint_answered": Wording(
        mark("Complaint %(number)s answered"),
        (
            GREETING,
            mark("Your complaint %(number)s has been answered."),
            mark("Read the answer here: %(link)s"),
        ),
        "/layanan/pengaduan/%(token)s",
    ),
    "survey": Wording(
        mark("Application %(number)s: how was our service?"),
        (
            GREETING,
            mark(
                "Application %(number)s is done. Nine short questions help us to serve better; no name is stored."
            ),
            mark("Answer them here: %(link)s"),
        ),
        "/layanan/survei/%(token)s",
    ),
    "report": Wording(
        mark("%(title)s, %(office)s"),
        (
            mark("The report is ready: %(title)s."),
            mark("Its figures are those of %(read_at)s."),
            mark("It is attached: %(file)s."),
            mark("Sign in to see it and its other forms: %(link)s"),
            mark(
                "You receive it because the office has put down this address. Ask the office to take it off."
            ),
        ),
        "/audit/reports/saved/%(saved)s",
    ),
}
