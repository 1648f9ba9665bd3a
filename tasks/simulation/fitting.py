"""From what was measured to the numbers a simulation runs on; what is not known is assumed, and said to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from engine.office_calendar import OfficeCalendar, normal_day
from processes.model import Step, TimeKind, TimeUnit
from processes.parts import APPLICANT
from processes.shape import iso_span
from tasks.simulation.branching import branches
from tasks.simulation.chance import Spread, fit
from tasks.simulation.measuring import Measured
from tasks.simulation.net import Net, Node
from tasks.simulation.numbers import (
    Arrivals,
    Lasting,
    Numbers,
    Origin,
    OtherWork,
    StepNumbers,
    WaitNumbers,
    measured,
)

_MINUTE = timedelta(minutes=1)
_SETTING = "=duration(setelan."
_FEW_IDLE = 5
_NOTHING = Spread("fixed", (0.0,))
_ONE_DAY, _QUARTER = Spread("fixed", (1440.0,)), Spread("triangle", (5.0, 10.0, 15.0))


def numbers_of(
    net: Net,
    found: Measured,
    known: Callable[[str], str],
    settings: Mapping[str, str],
    people: Sequence[tuple[str, tuple[str, ...]]],
) -> Numbers:
    """The numbers for a net; `known` gives an element's id in the history, `settings` the limits by their names."""
    total = sum(found.categories.values()) or 1
    return Numbers(
        steps={node.id: _step(node, found, known(node.id)) for node in net.works},
        waits={
            node.id: _wait(net, node, found, known, settings)
            for node in net.nodes.values()
            if node.kind in ("wait", "timer") or node.limits
        },
        branches=branches(net, found, known),
        arrivals=Arrivals(
            found.hourly, found.per_day, Origin.MEASURED if found.cases else Origin.ASSUMED, found.cases
        ),
        people=tuple(roles for _, roles in people),
        other={
            role: OtherWork(len(minutes) / found.open_hours, measured(fit(minutes), _NOTHING))
            for role, minutes in found.other.items()
            if found.open_hours and role in {node.role for node in net.works}
        },
        categories={name: count / total for name, count in sorted(found.categories.items())},
        canceled=found.canceled / found.cases if found.cases else 0.0,
    )


def _step(node: Node, found: Measured, known: str) -> StepNumbers:
    tied, lasted = found.hands.get(known, [0.0, 0.0])
    idle = found.idle.get(known, ())
    if len(idle) < _FEW_IDLE:  # too seldom seen while somebody was free: the shorter half of all queues
        queue = sorted(found.queue.get(known, ()))
        idle = queue[: (len(queue) + 1) // 2]
    return StepNumbers(
        work=measured(fit(found.work.get(known, ())), assumed_work(node.step)),
        pickup=measured(fit(idle), _NOTHING),
        hands=min(1.0, max(0.05, tied / lasted)) if lasted else 1.0,
    )


def assumed_work(step: Step | None) -> Spread:
    """For a step nobody has done yet: from a third of its limit to the whole, most likely two thirds; ten minutes
    where the limit is none of working time."""
    time = step.time if step else None
    if time is None or time.amount is None or time.kind not in (TimeKind.SERVICE, TimeKind.WORKING_TIME):
        return _QUARTER
    if time.unit not in (TimeUnit.MINUTE, TimeUnit.HOUR):
        return _QUARTER
    minutes = time.amount * (60.0 if time.unit is TimeUnit.HOUR else 1.0)
    return Spread("triangle", (minutes / 3, minutes * 2 / 3, minutes))


def _wait(
    net: Net, node: Node, found: Measured, known: Callable[[str], str], settings: Mapping[str, str]
) -> WaitNumbers:
    came, gone = found.waits.get(known(node.id), ()), found.cuts.get(known(node.id), ())
    lasting = measured(fit(came), _guess(net, node))
    if (span := span_of(node.timer, settings)) is not None:
        lasting = Lasting(Spread("fixed", (span,)), Origin.MEASURED)
    never = len(gone) / (len(came) + len(gone)) if gone and node.limits else 0.0
    cut = measured(fit(gone), _NOTHING) if gone else None
    for limit in node.limits:
        if (span := span_of(net.nodes[limit].timer, settings)) is not None:
            cut = Lasting(Spread("fixed", (span,)), Origin.MEASURED)
    return WaitNumbers(lasting, never, cut)


def _guess(net: Net, node: Node) -> Spread:
    element = net.diagram.elements.get(node.id)
    applicant = element is not None and element.lane == APPLICANT
    return _ONE_DAY if node.kind == "wait" and (applicant or node.stands) else _NOTHING


def span_of(timer: str, settings: Mapping[str, str]) -> float | None:
    """A timer's length in minutes: written out, or a limit among the office's settings; None for any other."""
    if timer.startswith(_SETTING) and timer.endswith(")"):
        timer = settings.get(timer[len(_SETTING) : -1], "")
    span = iso_span(timer) if timer else None
    return None if span is None else span / _MINUTE


def typed_arrivals(calendar: OfficeCalendar, per_day: float) -> Arrivals:
    """So many new cases on each working day, evenly over a normal day's opening hours."""
    hours: dict[str, float] = {}
    length = normal_day(calendar) / timedelta(hours=1) or 1.0
    for day, opened in enumerate(calendar.week):
        for interval in opened:
            at = interval.start
            while at < interval.end:
                following = min(interval.end, timedelta(hours=at // timedelta(hours=1) + 1))
                key = f"{day}-{at // timedelta(hours=1)}"
                share = (following - at) / timedelta(hours=1) / length
                hours[key] = hours.get(key, 0.0) + per_day * share
                at = following
    return Arrivals(hours, per_day, Origin.TYPED)
