"""The words of tracking: how a promised day was counted, why the clock stands still, what to bring."""

from __future__ import annotations

from typing import Any

from babel.dates import format_date

from tasks.applicants import standing
from tasks.applicants.promises import Closed, Promise
from tasks.applicants.standing import Standing
from web.shell.formatting import weekday
from web.shell.i18n import N_, chosen, gettext, ngettext

_EVENTS: dict[str, Any] = {
    "pemeriksaan_dan_wawancara_selesai": N_("the interview was completed"),
    "wawancara": N_("the interview was completed"),
    "BAP_disetujui": N_("the replacement was approved"),
    "pembayaran": N_("the payment"),
    "bayar_pnbp": N_("the payment"),
}
_PAUSES: dict[str, Any] = {
    "applicant": N_("We wait for documents from you. The time goes on when they are here."),
    "payment": N_("We wait for your payment. The time goes on when it has come."),
    "examination": N_("A further examination is under way. The time goes on after it."),
    "travel": N_("The team is on its way. The time goes on after it."),
    "outage": N_("A system of the office is down. The time goes on when it works again."),
    "collection": N_("Your passport is ready; we wait for you to fetch it."),
}
_TO_OFFICE = (
    N_("the proof with its QR code"),
    N_("the originals of everything you uploaded"),
    N_("for an applicant under 17: a parent or guardian"),
)
_TO_FETCH = (
    N_("the proof of payment"),
    N_("your e-KTP; for somebody of the same family card: e-KTP and family card"),
    N_("for anybody else: a power of attorney with duty stamp"),
)


def counted(promise: Promise) -> str:
    """How a promised day is counted: "4 hari kerja sejak … Senin, 13 April 2026; libur: …"."""
    since = _since(promise.anchor)
    length = ngettext("%(num)d working day", "%(num)d working days", promise.days) if promise.days else ""
    if promise.anchor_at is None:
        if not length:
            return gettext("On the same day, once %(event)s.", event=since)
        return gettext("%(length)s, counted from when %(event)s.", length=length, event=since)
    at = weekday(promise.anchor_at)
    said = (
        gettext("%(length)s since %(event)s on %(day)s", length=length, event=since, day=at)
        if length
        else gettext("On the same day: %(event)s on %(day)s", event=since, day=at)
    )
    closed = _closed(promise.closed)
    return f"{said}; {closed}." if closed else f"{said}."


def standstill(reason: str) -> str:
    """Why the clock stands still."""
    found = _PAUSES.get(reason)
    return (
        str(found)
        if found
        else gettext("The office has stopped the time for a reason of its own. Ask there.")
    )


def to_bring(stands: Standing) -> list[str]:
    """What to bring next; empty when there is nothing to come for."""
    if stands.state == standing.BOOKED:
        return [str(thing) for thing in _TO_OFFICE]
    return [str(thing) for thing in _TO_FETCH] if stands.state == standing.READY else []


def _since(anchor: str) -> str:
    words = [word.partition(":")[2] for word in anchor.split(",")]
    said = list(dict.fromkeys(str(_EVENTS[word]) for word in words if word in _EVENTS))
    if len(said) > 1:
        return gettext("%(first)s and %(last)s", first=said[0], last=said[-1])
    return said[0] if said else gettext("the step before was completed")


def _closed(days: tuple[Closed, ...]) -> str:
    if not days:
        return ""
    said = []
    for one in days:
        day = str(format_date(one.day, "EEEE d MMMM", locale=chosen()))
        said.append(f"{day} ({one.label})" if one.label else day)
    return gettext("closed: %(days)s", days=", ".join(said))
