"""Words of scenarios: what differs from the expectation, in the words of the SOP's table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.refusals import Invalid, Problem
from tasks.sandbox import compare
from tasks.sandbox.compare import Difference
from tasks.sandbox.judging import Judged, Judgement
from tasks.sandbox.path import Passed, Way
from tasks.sandbox.running import Result
from tasks.sandbox.scenarios import Scenario
from web.shell.formatting import short_moment
from web.shell.i18n import gettext, mark
from web.shell.messages import text as message_text
from web.shell.office import office_words, zone

_HOW = {"done": mark("done"), "open": mark("still open"), "ended": mark("ended otherwise")}
_STATUS = {"active": mark("under way"), "completed": mark("ended"), "canceled": mark("withdrawn")}
_COMMANDS = {
    "start": mark("beginning the request"),
    "begin": mark("beginning the step"),
    "complete": mark("completing the step"),
    "pause": mark("pausing the step"),
    "resume": mark("going on with the step"),
    "message": mark("the message"),
    "clock": mark("moving the clock"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A step of the way, expected and as it came; `place` is its number among the expected ones."""

    case: int
    place: int
    expected: Passed | None
    actual: Passed | None
    differs: bool


def sentences(judged: Judged) -> list[str]:
    """What differs, a sentence each; where a scenario has several requests, with the request's number."""
    several = len(judged.scenario.expected) > 1
    return [
        f"{gettext('Request %(number)s', number=one.case)}: {sentence(one)}"
        if several and one.case
        else sentence(one)
        for one in judged.result.differences
    ]


def of_failed(found: Judgement) -> list[tuple[str, list[str]]]:
    """The scenarios that do not come to what they expect: name, and what differs."""
    return [(one.scenario.name, sentences(one)) for one in found.judged if not one.result.passed]


def sentence(one: Difference) -> str:
    """One difference in words."""
    step = step_name(one.step) if one.step else ""
    if one.kind in _PLAIN:
        return gettext(_PLAIN[one.kind], step=step)
    return gettext(_TOLD[one.kind], step=step, **_values(one))


def step_name(step: Passed) -> str:
    """A step as the table names it: "5. Menyiapkan perlengkapan …"."""
    name = office_words(step.name)
    return f"{step.step}. {name}" if step.step else name


def filled(result: Result) -> list[str]:
    """The steps whose forms were filled with neutral values, as the scenario had none that fit."""
    return [
        f"{one.step}. {office_words(one.name)}" if one.step else office_words(one.name)
        for one in result.filled
    ]


def rows(judged: Judged) -> list[list[Row]]:
    """For each request its steps beside each other."""
    pairs = zip(judged.scenario.expected, judged.result.ways, strict=False)
    return [list(_rows(number, wanted, came)) for number, (wanted, came) in enumerate(pairs, 1)]


def expectations(scenario: Scenario, posted: Mapping[str, str]) -> tuple[Way, ...]:
    """The expected ways with the deadlines and ends of a form; an empty deadline is not checked. Raises Invalid."""
    return tuple(
        replace(
            way,
            steps=tuple(
                replace(step, due=_due(posted, f"due.{case}.{place}", step.due))
                for place, step in enumerate(way.steps)
            ),
            limits=tuple(
                replace(limit, due=_due(posted, f"limit.{case}.{place}", limit.due))
                for place, limit in enumerate(way.limits)
            ),
            **_end(way, posted.get(f"end.{case}", "")),
        )
        for case, way in enumerate(scenario.expected, 1)
    )


_PLAIN = {
    compare.MISSING: mark("Step “%(step)s” is not passed any more."),
    compare.ADDED: mark("Step “%(step)s” is new on the way."),
}
_TOLD = {
    compare.BRANCH: mark(
        "Step “%(step)s” is answered otherwise: expected “%(expected)s”, came “%(actual)s”."
    ),
    compare.DUE: mark("Step “%(step)s”: its deadline moved from %(expected)s to %(actual)s."),
    compare.HOW: mark("Step “%(step)s”: expected to be %(expected)s, it is %(actual)s."),
    compare.END: mark("Another end: expected “%(expected)s”, came “%(actual)s”."),
    compare.STATUS: mark("The request was expected to be %(expected)s; it is %(actual)s."),
    compare.LIMIT: mark("The deadline of the whole service moved from %(expected)s to %(actual)s."),
    compare.CASES: mark("%(expected)s requests were expected, %(actual)s came."),
    compare.SKIPPED: mark("“%(step)s”: %(expected)s is not possible any more. %(actual)s"),
}


def _values(one: Difference) -> dict[str, str]:
    if one.kind in (compare.DUE, compare.LIMIT):
        return {"expected": _moment(one.expected_at), "actual": _moment(one.actual_at)}
    if one.kind == compare.SKIPPED:
        why = message_text(one.actual, {}) or ""
        return {"expected": gettext(_COMMANDS.get(one.expected, one.expected)), "actual": why}
    if one.kind in (compare.HOW, compare.STATUS):
        words = _HOW if one.kind == compare.HOW else _STATUS
        return {"expected": gettext(words[one.expected]), "actual": gettext(words[one.actual])}
    nothing = gettext("none")
    return {"expected": one.expected or nothing, "actual": one.actual or nothing}


def _moment(at: datetime | None) -> str:
    return gettext("no deadline") if at is None else short_moment(at)


def _rows(case: int, wanted: Way, came: Way) -> Iterator[Row]:
    place = -1
    for one, other in compare.aligned(wanted.steps, came.steps):
        place += one is not None
        yield Row(case, place if one else -1, one, other, _differs(one, other))


def _differs(one: Passed | None, other: Passed | None) -> bool:
    if one is None or other is None:
        return True
    return (one.branch, one.how) != (other.branch, other.how) or (
        one.due is not None and compare.moved(one.due, other.due)
    )


def _due(posted: Mapping[str, str], name: str, known: datetime | None) -> datetime | None:
    """What a field says; the known instant where it shows the same minute, so that its seconds stay."""
    if name not in posted:
        return known
    text = posted[name].strip()
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("form.invalid", Problem("form.format", name)) from None
    at = at if at.tzinfo else at.replace(tzinfo=zone())
    return known if known is not None and not compare.moved(at, known) else at


def _end(way: Way, wanted: str) -> dict[str, str]:
    code, _, name = wanted.partition("|")
    return {"outcome": code, "outcome_name": name[:500]} if code and code != way.outcome else {}
