"""A trend as the trend macro draws it: points, control limits and the standard on a paper of 640 by 190."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from tasks.reports.control import Controlled, Signal
from tasks.reports.step_detail import Every, Trend
from web.shell.formatting import percent, span
from web.shell.i18n import gettext, mark

_LEFT, _RIGHT, _TOP, _GROUND = 50.0, 620.0, 16.0, 150.0
_MOST_TICKS = 8
_SIGNALS = {
    Signal.HIGH: mark("above the usual"),
    Signal.LOW: mark("below the usual"),
    Signal.RUN: mark("eight in a row on one side"),
}


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn: a value for each point, its limits (if any), the standard in the same unit, and how to say one."""

    values: Sequence[float]
    control: Controlled | None
    standard: float | None
    words: Callable[[float], str]


def medians(trend: Trend, standard: float | None) -> Series:
    """The median of each point, in seconds."""
    values = [one.held.median.total_seconds() for one in trend.points]
    return Series(values, trend.median, standard, _length)


def rates(trend: Trend) -> Series:
    """The share late of each point."""
    return Series([one.rate for one in trend.points], trend.rate, None, percent)


def drawn(trend: Trend, series: Series) -> dict[str, Any]:
    """What the macro needs."""
    limits = series.control
    top = max([*series.values, *(limits.high if limits else ()), series.standard or 0.0, 1e-9]) * 1.05
    xs = _across(len(series.values))

    def y(value: float) -> float:
        return round(_GROUND - value / top * (_GROUND - _TOP), 1)

    points = [
        {"x": x, "y": y(value), "mark": signal, "text": _said(start, series.words(value), signal)}
        for x, value, start, signal in zip(xs, series.values, trend.starts, signals(series), strict=True)
    ]
    return {
        "points": points,
        "line": _corners((one["x"], one["y"]) for one in points),
        "band": _band(xs, [y(one) for one in limits.high], [y(one) for one in limits.low]) if limits else "",
        "centre": y(limits.centre) if limits else None,
        "standard": y(series.standard) if series.standard else None,
        "ticks": _ticks(xs, trend),
        "top": series.words(top / 1.05),
        "said": "; ".join(str(one["text"]) for one in points if one["mark"]) or gettext("no shift"),
    }


def signals(series: Series) -> tuple[Signal | None, ...]:
    """The signal of each point; none without limits."""
    return series.control.signals if series.control else (None,) * len(series.values)


def signal_name(signal: Signal | None) -> str:
    """A signal in words."""
    return gettext(_SIGNALS[signal]) if signal else ""


def _across(count: int) -> list[float]:
    if count == 1:
        return [(_LEFT + _RIGHT) / 2]
    return [round(_LEFT + (_RIGHT - _LEFT) * place / (count - 1), 1) for place in range(count)]


def _band(xs: Sequence[float], high: Sequence[float], low: Sequence[float]) -> str:
    there, back = zip(xs, high, strict=True), zip(reversed(xs), reversed(low), strict=True)
    return _corners(chain(there, back))


def _corners(points: Any) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _ticks(xs: Sequence[float], trend: Trend) -> list[dict[str, Any]]:
    step = max(-(-len(xs) // _MOST_TICKS), 1)  # a step that nobody has done yet has no point at all
    return [
        {"x": xs[place], "label": _tick(trend.starts[place], trend.every)}
        for place in range(0, len(xs), step)
    ]


def _tick(start: date, every: Every) -> str:
    return (
        f"{start.day}/{start.month}" if every is not Every.MONTH else f"{start.month}/{start.year % 100:02d}"
    )


def _said(start: date, value: str, signal: Signal | None) -> str:
    words = f"{start.day}/{start.month}: {value}"
    return f"{words} ({signal_name(signal)})" if signal else words


def _length(seconds: float) -> str:
    return span(timedelta(seconds=seconds)) if seconds >= 1 else "0"
