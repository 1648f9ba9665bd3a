"""The codes that cells hold beside their words (units, kinds, needs), said in the reader's language."""

from __future__ import annotations

import re

from web.shell.i18n import gettext, mark

_CODES = {
    "minute": mark("minutes"),
    "hour": mark("hours"),
    "day": mark("days"),
    "working_day": mark("working days"),
    "week": mark("weeks"),
    "month": mark("months"),
    "service": mark("time at work on the step"),
    "working_days": mark("counted in working days"),
    "working_time": mark("counted in office hours"),
    "elapsed": mark("counted by the wall clock"),
    "none": mark("not judged"),
    "opened": mark("from its opening"),
    "started": mark("from its start"),
    "event": mark("from the event"),
    "step_completed": mark("from the end of step"),
    "latest": mark("from the last of"),
    "counts": mark("the service clock runs"),
    "stops": mark("the service clock stands still"),
    "separate": mark("recorded apart from the service clock"),
    "required": mark("required"),
    "one_of": mark("one of a group"),
    "conditional": mark("on a condition"),
    "document": mark("document"),
    "data": mark("data"),
    "equipment": mark("equipment"),
    "documents": mark("the checklist of the application"),
    "string": mark("short text"),
    "text": mark("long text"),
    "long": mark("whole number"),
    "number": mark("number"),
    "boolean": mark("yes or no"),
    "date": mark("date"),
    "datetime": mark("date and time"),
    "enum": mark("choice"),
    "file": mark("file"),
    "task": mark("step"),
    "wait": mark("wait"),
    "travel": mark("travel"),
    "subprocess": mark("procedure of its own"),
    "call": mark("call of another SOP"),
    "report": mark("report"),
    "staff": mark("staff"),
    "applicant": mark("the applicant"),
    "called": mark("another SOP"),
    "true": mark("yes"),
    "false": mark("no"),
    "userTask": mark("task of a person"),
    "businessRuleTask": mark("rule task"),
    "serviceTask": mark("task of a system"),
    "manualTask": mark("task outside the system"),
    "exclusiveGateway": mark("decision"),
    "parallelGateway": mark("parallel ways"),
}
_WHOLE = frozenset(("kind", "begun_by", "time_meaning", "drawn.kind", "drawn.interrupting"))
_IN_BRACKETS = frozenset(("requirement", "output", "field", "start_field", "standard"))
_BRACKETS = re.compile(r"\(([^()]*)\)$")
_PIECES = re.compile(r"[;,:] | ")


def coded(what: str, text: str) -> str:
    """A cell's text with its codes in words; only cells that hold codes are touched, and of most only the end."""
    if what in _WHOLE:
        return _said(text)
    if what in _IN_BRACKETS:
        return _BRACKETS.sub(lambda found: f"({_said(found[1])})", text)
    return text


def _said(codes: str) -> str:
    pieces = _PIECES.split(codes)
    between = [*_PIECES.findall(codes), ""]
    said = (gettext(_CODES[piece]) if piece in _CODES else piece for piece in pieces)
    return "".join(word + gap for word, gap in zip(said, between, strict=True))
