"""Bills and payments: issued for a case, reported from anywhere, accepted once."""

from __future__ import annotations

from tasks.billing import bills
from tasks.billing.bills import Bill, Item, by_code, issue, of_case, open_of
from tasks.billing.expiry import expire_due
from tasks.billing.fees import of_case as fees_of
from tasks.billing.manual import deliver
from tasks.billing.payments import ACCEPTED, DUPLICATE, EXPIRED, OTHER_AMOUNT, UNKNOWN, Payment
from tasks.billing.reporting import Reported, report, report_held
from tasks.billing.waiting import MESSAGES

__all__ = [
    "ACCEPTED",
    "DUPLICATE",
    "EXPIRED",
    "MESSAGES",
    "OTHER_AMOUNT",
    "UNKNOWN",
    "Bill",
    "Item",
    "Payment",
    "Reported",
    "bills",
    "by_code",
    "deliver",
    "expire_due",
    "fees_of",
    "issue",
    "of_case",
    "open_of",
    "report",
    "report_held",
]
