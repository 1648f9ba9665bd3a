"""Words of moving cases: why one stays, how elements were found to be one, what a job has come to."""

from __future__ import annotations

from flask import Flask

from processes.matching import ALIKE, NONE, NUMBER, OTHER, SAME, Match
from tasks.moving.reasons import Reason
from web.shell.i18n import N_, gettext, mark
from web.shell.messages import text
from web.shell.office import office_words

CHOICES = (
    ("keep", N_("Keep"), N_("The old limit and its deadline run on.")),
    ("rearm", N_("Begin anew"), N_("The new standard counts from the move.")),
    ("supersede", N_("Count anew"), N_("The new standard counts from where the old one began.")),
)
"""What may become of a limit that runs: code, word, meaning."""

_HOW = {
    SAME: mark("same id"),
    NUMBER: mark("same number and name"),
    OTHER: mark("same id, another kind of step"),
    NONE: mark("no counterpart found"),
    "chosen": mark("chosen by you"),
}
_STATES = {
    "waiting": (mark("Waits"), "neutral", "clock"),
    "moved": (mark("Moved"), "ok", "check"),
    "stayed": (mark("Stays"), "warn", "warning"),
    "passed": (mark("No longer meant"), "neutral", "right"),
    "failed": (mark("Failed"), "bad", "stop"),
    "running": (mark("Running"), "info", "clock"),
    "done": (mark("Finished"), "ok", "check"),
    "canceled": (mark("Stopped"), "warn", "stop"),
}


def install(app: Flask) -> None:
    """Put the filters into the templates' world."""
    app.jinja_env.filters.update(moving_reason=reason_words, moving_how=how_words, moving_badge=state_badge)


def reason_words(reason: Reason) -> str:
    """Why a case stays, as a sentence naming the step."""
    values = {"step": step_words(reason.step, reason.name), "to": office_words(reason.to)}
    return text(f"moving.{reason.key}", values) or reason.key


def step_words(number: str, name: str) -> str:
    """A step as sentences name it: its number and what it is called."""
    said = office_words(name)
    if number and said:
        return gettext("step %(number)s (%(name)s)", number=number, name=said)
    return gettext("step %(number)s", number=number) if number else f"“{said}”" if said else ""


def how_words(match: Match) -> str:
    """How a counterpart was found, and how sure that is."""
    if match.how == ALIKE:
        share = round(match.share * 100)
        return gettext("similar name, %(share)s%%", share=share) if share < 100 else gettext("same name")
    if match.how == SAME and match.share < 0.5:
        return gettext("same id, but another name")
    return gettext(_HOW[match.how])


def state_badge(state: str) -> tuple[str, str, str]:
    """Words, kind and symbol of the state of a job or of one of its cases."""
    words, kind, symbol = _STATES[state]
    return gettext(words), kind, symbol
