"""A simulation in words: figures with their ranges, the rows of its pictures, what is approximated and assumed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tasks.simulation import net, preparing
from tasks.simulation.comparing import Miss, Range, Verdict
from tasks.simulation.jobs import Job, Told
from tasks.simulation.numbers import Lasting, Origin
from tasks.simulation.telling import Line, Pair, Telling
from web.pages import audit_scope
from web.pages import simulation_pictures as pictures
from web.shell import messages
from web.shell.formatting import number, percent, span
from web.shell.i18n import gettext, mark
from web.shell.office import office_words

_COLUMNS = {
    "about": mark("Kind of figure"),
    "figure": mark("Figure"),
    "before_mean": mark("Before: mean"),
    "before_low": mark("Before: from"),
    "before_high": mark("Before: to"),
    "after_mean": mark("After: mean"),
    "after_low": mark("After: from"),
    "after_high": mark("After: to"),
    "gap_mean": mark("Difference: mean"),
    "gap_low": mark("Difference: from"),
    "gap_high": mark("Difference: to"),
}
_WHOLE = {
    "came": mark("Requests that come"),
    "settled": mark("of these settled within 90 days"),
    "days_median": mark("Turnaround, median (days)"),
    "days_p90": mark("Turnaround, 90th percentile (days)"),
    "late": mark("Requests with any limit passed"),
    "service_late": mark("Requests past the limit of the whole service"),
}
_ROUGH = {
    net.LOOP: mark("%(name)s: a repetition is played once"),
    net.INCLUSIVE: mark("%(name)s: one of its branches is taken, by share"),
    net.OFFICERS: mark("%(name)s: needs several officers, one is kept busy"),
    net.ERROR: mark("%(name)s: an error or escalation never happens"),
    net.CYCLE: mark("%(name)s: its timer ends as it did in the past"),
}
_GUESSES = {
    "arrivals": mark("new requests"),
    "step": mark("work at “%(name)s”"),
    "wait": mark("wait “%(name)s”"),
    "branch": mark("shares at “%(name)s”"),
}
_MINUTES = ("wait_median", "wait_p90", "work_median", "work_p90")


def lasting(one: Lasting) -> str:
    """A length in words: median and 90th percentile."""
    most = _length(one.spread.at(0.9))
    return gettext("%(median)s, 9 of 10 within %(most)s", median=_length(one.spread.at(0.5)), most=most)


def fit(one: Lasting) -> str:
    """On what a length stands."""
    if one.origin is Origin.ASSUMED:
        return gettext("assumed: nothing measured")
    if one.origin is Origin.TYPED:
        return gettext("typed in")
    if one.spread.kind == "lognormal":
        return gettext(
            "%(count)s measured, lognormal fits (distance %(distance)s ≤ %(limit)s)",
            count=number(one.count),
            distance=number(one.distance, 3),
            limit=number(one.limit, 3),
        )
    if not one.count:
        return gettext("set by its timer")
    return gettext("%(count)s measured, drawn from as they are", count=number(one.count))


def figure(name: str, one: Range | None) -> str:
    """A mean as people read it."""
    return "–" if one is None else told_as(name, one.mean)


def around(name: str, one: Range | None) -> str:
    """What 90 of 100 plays lie between."""
    if one is None or one.low == one.high:
        return ""
    return f"{told_as(name, one.low)} – {told_as(name, one.high)}"


def gap(name: str, pair: Pair) -> str:
    """How much more or less the second version has."""
    if pair.gap is None:
        return "–"
    value = pair.gap.mean
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    if _is_share(name):
        return gettext("%(sign)s%(points)s points", sign=sign, points=number(abs(value) * 100, 1))
    return f"{sign}{told_as(name, abs(value))}"


def fault(job: Job) -> str:
    """Why a simulation failed."""
    said = messages.text(job.fault, {"most": number(preparing.MOST_CASES)})
    told = gettext(
        "The simulation ended with a fault (%(fault)s). The log of the worker says more.", fault=job.fault
    )
    return said or told


def told_as(name: str, value: float) -> str:
    """A figure's value in its unit."""
    if _is_share(name):
        return percent(value)
    if name in _MINUTES:
        return _length(value)
    return number(value, 0 if name in ("came", "settled", "done") else 1)


def _is_share(name: str) -> bool:
    return name.endswith(("late", "load"))


def _length(minutes: float) -> str:
    if minutes < 10:
        return gettext("%(minutes)s minutes", minutes=number(minutes, 1))
    return span(timedelta(minutes=round(minutes)))


def heading(column: str) -> str:
    """The heading of a column of the file."""
    return gettext(_COLUMNS[column]) if column in _COLUMNS else audit_scope.heading(column)


def title(line: Line) -> str:
    """A step as "6. Kegiatan"."""
    name = office_words(line.name)
    return f"{line.number}. {name}" if line.number else name


def shown(told: Told, found: Telling) -> dict[str, Any]:
    """What the page of a finished simulation shows beside the figures themselves."""
    return {
        "headline": _headline(told, found),
        "last_day": told.job.setup.end - timedelta(seconds=1),
        "last_checked": told.job.setup.check_end - timedelta(seconds=1),
        "whole": [(name, gettext(label), found.whole[name]) for name, label in _WHOLE.items()],
        "loads": [pictures.load(line, after=False) for line in found.roles],
        "loads_after": [pictures.load(line, after=True) for line in found.roles]
        if "after" in told.files
        else [],
        "queues": [pictures.lines(queue) for queue in found.queues if pictures.is_seen(queue)],
        "verdict": _verdict(found.check),
        "misses": _misses(found),
        "rough": [gettext(_ROUGH[why]) % {"name": office_words(name)} for name, why in found.rough],
        "guesses": [
            (gettext(_GUESSES[one.what]) % {"name": office_words(one.name)}, one.origin is Origin.TYPED)
            for one in found.guesses
        ],
        "after_name": after_name(told),
        "before_name": gettext("Version %(version)s", version=told.job.setup.version),
    }


def _headline(told: Told, found: Telling) -> str:
    """The answer in a sentence."""
    late = found.whole["late"]
    version, other = gettext("Version %(version)s", version=told.job.setup.version), after_name(told)
    if late.before is None:
        return gettext("No request came or was settled in these plays.")
    first = gettext(
        "%(version)s: %(share)s of the requests pass a limit (%(around)s).",
        version=version,
        share=percent(late.before.mean),
        around=around("late", late.before) or percent(late.before.mean),
    )
    if late.after is None or not other:
        return first
    second = gettext(
        "%(version)s: %(share)s (%(around)s).",
        version=other,
        share=percent(late.after.mean),
        around=around("late", late.after) or percent(late.after.mean),
    )
    sure = (
        gettext("The difference is clear.") if late.surely else gettext("The plays do not tell them apart.")
    )
    return f"{first} {second} {sure}"


def after_name(told: Told) -> str:
    """The version compared with, empty for none."""
    other = told.job.setup.other
    if other is None:
        return ""
    return gettext("Draft") if other == 0 else gettext("Version %(version)s", version=other)


def _verdict(check: Verdict | None) -> str:
    """The sentence that says how far off the model is."""
    if check is None:
        return ""
    late, days = check.miss("whole/late"), check.miss("whole/days_median")
    said = [
        gettext(
            "Of %(count)s figures of the past month %(inside)s lie within the range of its plays.",
            count=number(check.count),
            inside=number(check.inside),
        )
    ]
    if check.waits is not None:
        said.append(
            gettext("The steps' median waits are off by %(off)s (the middle step).", off=percent(check.waits))
        )
    if check.shares is not None:
        points = number(check.shares * 100, 1)
        said.append(gettext("Their late shares are off by %(off)s points (the middle step).", off=points))
    if late is not None:
        said.append(
            gettext(
                "Late requests: %(was)s recorded, %(now)s played.",
                was=percent(late.recorded),
                now=percent(late.modelled.mean),
            )
        )
    if days is not None:
        said.append(
            gettext(
                "Turnaround, median: %(was)s days recorded, %(now)s played.",
                was=number(days.recorded, 1),
                now=number(days.modelled.mean, 1),
            )
        )
    return " ".join(said)


def _misses(found: Telling) -> list[tuple[str, list[Miss | None]]]:
    """Per step: median wait, its 90th percentile, late share."""
    if found.check is None:
        return []
    by_name = {one.name: one for one in found.check.misses}
    rows = []
    for element, (step, name) in found.check_names.items():
        cells = [by_name.get(f"step/{element}/{what}") for what in ("wait_median", "wait_p90", "late")]
        if any(cells):
            told = office_words(name)
            rows.append((f"{step}. {told}" if step else told, cells))
    return rows
