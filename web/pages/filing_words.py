"""The reports an office files in words for the screen: what each is called and what it is for."""

from __future__ import annotations

from tasks.filing.periods import Every
from web.shell.i18n import gettext, mark

_NAMES = {
    "monthly": mark("Monthly service report"),
}
_PURPOSES = {
    "monthly": mark("What came in, was issued, was late and why, and what is still open at the month's end."),
}
_OFTEN = {
    Every.MONTH: mark("every month"),
    Every.HALF: mark("every six months"),
    Every.YEAR: mark("every year"),
}


def name(code: str) -> str:
    """What a report is called on the screen; the document itself is always Indonesian."""
    return gettext(_NAMES[code])


def purpose(code: str) -> str:
    """What a report is for, in a sentence."""
    return gettext(_PURPOSES[code])


def often(every: Every) -> str:
    """How often it is filed."""
    return gettext(_OFTEN[every])
