"""The reports an office files in words for the screen: what each is called and what it is for."""

from __future__ import annotations

from tasks.filing.periods import Every
from web.shell.i18n import gettext, mark

_NAMES = {
    "monitoring": mark("Monitoring form of an SOP"),
    "evaluation": mark("Evaluation form of an SOP"),
    "standards": mark("Service standards kept"),
    "satisfaction": mark("Public satisfaction survey (SKM)"),
    "monthly": mark("Monthly service report"),
}
_PURPOSES = {
    "monitoring": mark("Whether each step went well, the figures in a sentence, and what is to be done."),
    "evaluation": mark(
        "Whether the SOP serves its purpose: seven statements, answered where the records say so."
    ),
    "standards": mark("What each service promises against what happened, component by component."),
    "satisfaction": mark("The nine elements, the index and its grade, who answered, and what is to follow."),
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
