"""The pictures of a simulation: workload as bars, queues as lines with the range they keep within."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tasks.simulation.comparing import Range
from tasks.simulation.telling import Line, Queue
from web.shell.formatting import number, percent
from web.shell.office import role_name


def load(line: Line, *, after: bool) -> dict[str, Any]:
    """How much of their time the people of a role work, as a bar; what is above three quarters stands out."""
    pair = line.figures["load"]
    one = pair.after if after else pair.before
    share = one.mean if one else 0.0
    kind = "bad" if share > 0.9 else "warn" if share > 0.75 else ""
    return {"label": role_name(line.id), "value": share, "text": percent(share), "kind": kind, "mark": 1.0}


def is_seen(queue: Queue) -> bool:
    """Whether there is a queue worth a picture."""
    return any(one.high >= 0.5 for one in (*queue.before, *queue.after))


def lines(queue: Queue) -> dict[str, Any]:
    """A queue day by day, as the chart macro `lines` draws it."""
    series = [queue.before, *([queue.after] if queue.after else [])]
    top = max((one.high for values in series for one in values), default=0.0) or 1.0
    return {
        "role": role_name(queue.role),
        "days": queue.days,
        "top": top,
        "series": [_line(place, values, top) for place, values in enumerate(series)],
        "rows": _rows(queue),
    }


def _line(place: int, values: Sequence[Range], top: float) -> dict[str, Any]:
    """A polyline of the means and the area of the ranges, in a field of 100 by 40."""
    step = 100 / max(1, len(values) - 1)

    def at(number: int, value: float) -> str:
        return f"{number * step:.2f},{40 - value / top * 38:.2f}"

    over = [at(number, one.high) for number, one in enumerate(values)]
    under = [at(number, one.low) for number, one in reversed(list(enumerate(values)))]
    return {
        "place": place + 1,
        "mean": " ".join(at(number, one.mean) for number, one in enumerate(values)),
        "area": " ".join((*over, *under)),
    }


def _rows(queue: Queue) -> list[tuple[date, list[str]]]:
    versions = [queue.before, *([queue.after] if queue.after else [])]
    return [
        (
            day,
            [
                f"{number(one[place].mean, 1)} ({number(one[place].low, 1)} – {number(one[place].high, 1)})"
                for one in versions
            ],
        )
        for place, day in enumerate(queue.days)
    ]
