"""Bills and payments in people's words: states, verdicts and why, what a line is for, the bank's time beside ours."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Blueprint

from web.shell.formatting import moment
from web.shell.i18n import chosen, gettext, mark
from web.shell.office import setting

STATES = {
    "open": (mark("Not paid yet"), "info", "clock"),
    "paid": (mark("Paid"), "ok", "check"),
    "expired": (mark("Lapsed"), "warn", "warning"),
    "void": (mark("Void"), "neutral", "cross"),
}
_VERDICTS = {
    "accepted": (mark("Accepted"), "ok", "check"),
    "expired": (mark("Too late"), "bad", "warning"),
    "duplicate": (mark("Came twice"), "warn", "warning"),
    "other_amount": (mark("Another amount"), "bad", "warning"),
    "unknown": (mark("Unknown code"), "bad", "warning"),
}
_WHY = {
    "accepted": mark("The bill is paid and the request went on."),
    "expired": mark("The bill could not be paid any more, or the request no longer waited for it."),
    "duplicate": mark("This NTPN came before, or the bill had been paid already."),
    "other_amount": mark("The amount is not the bill's."),
    "unknown": mark("No bill of this office has this code."),
}
_ITEMS = {
    "paspor": mark("Passport"),
    "denda": mark("Fine for a lost or damaged passport"),
    "percepatan": mark("Same-day service"),
}
_WAYS = {"manual": mark("by hand"), "csv": mark("from a file"), "http": mark("from SIMPONI")}
_SETTLED = {"accepted": mark("Used after all"), "returned": mark("Given back")}
PASSPORTS = {"non_elektronik": mark("Ordinary passport"), "elektronik": mark("Electronic passport")}
SERVICES = {"reguler": mark("Regular"), "percepatan": mark("Same-day service")}


def install(blueprint: Blueprint) -> None:
    """Put the filters into the templates' world."""
    for filter_ in (bill_state, verdict, verdict_why, bill_item, payment_way, settled, both_zones):
        blueprint.app_template_filter(filter_.__name__)(filter_)


def bill_state(code: str) -> tuple[str, str, str]:
    """A bill's state: words, kind of badge, symbol."""
    words, kind, symbol = STATES[code]
    return gettext(words), kind, symbol


def verdict(code: str) -> tuple[str, str, str]:
    """What became of a payment: words, kind of badge, symbol."""
    words, kind, symbol = _VERDICTS[code]
    return gettext(words), kind, symbol


def verdict_why(code: str) -> str:
    """Why a payment was judged so, in a sentence."""
    return gettext(_WHY[code])


def bill_item(code: str) -> str:
    """What a line of a bill is for."""
    return gettext(_ITEMS[code]) if code in _ITEMS else code


def payment_way(code: str) -> str:
    """How a payment was reported."""
    return gettext(_WAYS[code])


def settled(code: str) -> str:
    """What a supervisor made of a payment that was not accepted."""
    return gettext(_SETTLED[code])


def both_zones(at: datetime | None) -> str:
    """An instant in the office's zone, the bank's beside it: "9 April 2026 10.00 WITA (09.00 WIB)"."""
    ours = moment(at)
    zone = ZoneInfo(str(setting("billing.bank_zone")))
    if (
        at is None
        or at.astimezone(zone).utcoffset() == at.astimezone(ZoneInfo(str(setting("office.zone")))).utcoffset()
    ):
        return ours
    local = at.astimezone(zone).replace(tzinfo=None)
    same_day = local.date() == at.astimezone(ZoneInfo(str(setting("office.zone")))).date()
    hours = "HH.mm" if chosen() == "id" else "HH:mm"
    text = format_datetime(local, hours if same_day else f"d MMMM {hours}", locale=chosen())
    return f"{ours} ({text} {setting('billing.bank_zone_label')})"
