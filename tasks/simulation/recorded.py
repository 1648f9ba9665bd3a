"""What a past month really came to, in the figures a simulation gives, so that the two can be held side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from engine import office_time
from engine.office_calendar import OfficeCalendar
from tasks.replay.history import Past
from tasks.simulation.figuring import Figures, share, spread
from tasks.simulation.measuring import came, worked
from tasks.simulation.net import Net
from tasks.states import COMPLETED

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


def figures(pasts: Sequence[Past], key: str, net: Net, calendar: OfficeCalendar) -> Figures:
    """As `figuring.figures`, from the recorded stamps and breaches."""
    elements = {node.id for node in net.works}
    waits: dict[str, list[float]] = defaultdict(list)
    works: dict[str, list[float]] = defaultdict(list)
    late: dict[str, list[bool]] = defaultdict(list)
    late_cases: list[bool] = []
    service_late: list[bool] = []
    days: list[float] = []
    for past in pasts:
        of_task = {clock.task_id: clock for clock in past.clocks if clock.task_id is not None}
        passed = False
        for work in past.works:
            if work.element not in elements or work.state != COMPLETED or work.started_at is None:
                continue
            waits[work.element].append(
                office_time.between(calendar, work.opened_at, work.started_at) / _MINUTE
            )
            works[work.element].append(worked(work, past, calendar))
            if (clock := of_task.get(work.id)) is not None and clock.anchor_at is not None:
                late[work.element].append(clock.id in past.breached)
                passed |= clock.id in past.breached
        whole = [
            clock.id in past.breached
            for clock in past.clocks
            if clock.task_id is None and clock.sop is None and clock.anchor_at is not None
        ]
        if past.settled_at is not None:
            days.append((past.settled_at - came(past, key)) / _DAY)
            late_cases.append(passed or any(whole))
            if whole and past.own:
                service_late.append(any(whole))
    found: Figures = {"whole/came": float(len(pasts)), "whole/settled": float(len(days))}
    found |= dict(spread("whole/days", days))
    found |= dict(share("whole/late", late_cases))
    found |= dict(share("whole/service_late", service_late))
    for element in works:
        found[f"step/{element}/done"] = float(len(works[element]))
        found |= dict(spread(f"step/{element}/wait", waits[element]))
        found |= dict(spread(f"step/{element}/work", works[element]))
        found |= dict(share(f"step/{element}/late", late[element]))
    return found
