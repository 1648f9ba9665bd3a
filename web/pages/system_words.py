"""What systems answer, and what becomes of answers, in words."""

from __future__ import annotations

from collections.abc import Mapping

from web.shell import messages
from web.shell.i18n import gettext, mark

_CODES: Mapping[tuple[str, str], str] = {
    ("cekal", "clear"): mark("not on the list"),
    ("cekal", "hit"): mark("needs examination"),
    ("bms", "no_hit"): mark("no match"),
    ("bms", "hit"): mark("match found"),
    ("spri", "done"): mark("done"),
    ("spri", "failed"): mark("failed"),
    ("cms", "listed"): mark("on the day's list"),
    ("cms", "not_listed"): mark("not on the day's list"),
}
_WAYS = {"manual": mark("entered by hand"), "csv": mark("by CSV"), "http": mark("by HTTP")}
_VERDICTS: Mapping[str, tuple[str, str]] = {
    "accepted": (mark("accepted"), "ok"),
    "unknown": (mark("unknown reference"), "bad"),
    "already_answered": (mark("answered already"), "warn"),
    "over": (mark("its step has ended"), "warn"),
    "bad_code": (mark("unknown code"), "bad"),
    "in_the_future": (mark("lies in the future"), "bad"),
    "before_the_call": (mark("lies before the question"), "bad"),
    "malformed": (mark("cannot be read"), "bad"),
    "twice": (mark("twice in this file"), "warn"),
    "duplicate": (mark("paid already"), "warn"),
    "expired": (mark("paid too late"), "bad"),
    "other_amount": (mark("another amount"), "bad"),
}


def code_name(system: str, code: str | None) -> str:
    """What a code of a system means."""
    return gettext(_CODES[system, code]) if code and (system, code) in _CODES else code or "–"


def way_name(way: str | None) -> str:
    """How an answer came."""
    return gettext(_WAYS[way]) if way in _WAYS else ""


def verdict_badge(verdict: str, system: str = "") -> tuple[str, str]:
    """What became of a row: words and kind of badge; a refusal's key is said in its own words."""
    if verdict == "unknown" and system == "simponi":
        return gettext("unknown billing code"), "bad"
    words, kind = _VERDICTS.get(verdict, (messages.of_problem(verdict, {}), "bad"))
    return (gettext(words) if verdict in _VERDICTS else words), kind
