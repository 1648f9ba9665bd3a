"""Draws a report's chart as SVG: colours by attribute for paper, by class for the screen."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from xml.sax.saxutils import escape

from processes.paper.measure import MM_PER_POINT, width, wrap
from processes.paper.report.model import Chart
from processes.paper.report.words import said
from processes.paper.texts import drawable

FILLS = ("#1f4e79", "#6fa8dc", "#f1a94e", "#7f7f7f", "#8e5ea2", "#3c8d5a")
_INK = "#222222"
_WIDTH = 680
_TYPE = 13
_TOP, _HIGH, _FOOT = 22, 150, 24
_NAME, _BAR, _GAP = 215, 18, 3
_LINE = 15
_SPARE = 0.8  # of the room, because a screen's own type is wider than the paper's


def svg(chart: Chart) -> str:
    """The chart as an SVG element with its title, as wide as 680 units."""
    drawn = tuple(_level(chart) if chart.level else _upright(chart))
    legend = () if chart.level else tuple(_legend(chart))
    high = _height(chart)
    title = escape(drawable(chart.title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {high}" width="{_WIDTH}" height="{high}" '
        f'role="img" class="report-chart" font-family="Source Sans Pro, sans-serif" font-size="{_TYPE}">'
        f"<title>{title}</title>{''.join((*drawn, *legend))}</svg>"
    )


def _height(chart: Chart) -> int:
    if chart.level:
        return len(chart.labels) * (2 * _LINE + _GAP) + 8
    return _TOP + _HIGH + _FOOT + _LINE * _legend_rows(chart) + 8


def _upright(chart: Chart) -> Iterator[str]:
    """Columns from left to right, each label's sum over its column."""
    sums = [sum((Decimal(one.values[place]) for one in chart.series), Decimal()) for place in _places(chart)]
    most = Decimal(chart.most) or max(sums, default=Decimal()) or Decimal(1)
    room = _WIDTH / max(len(chart.labels), 1)
    wide = min(60.0, room * 0.6)
    ground = _TOP + _HIGH
    for place in _places(chart):
        left, top = place * room + (room - wide) / 2, float(ground)
        for number, one in enumerate(chart.series):
            high = float(Decimal(one.values[place]) / most) * _HIGH
            top -= high
            if high > 0:
                yield _rect(number, left, top, wide, high)
        yield _text(place * room + room / 2, top - 6, said(_plain(sums[place])), "middle", bold=True)
        yield _text(place * room + room / 2, ground + 16, _cut(chart.labels[place], room), "middle")
    yield f'<path class="chart-line" stroke="{_INK}" d="M0 {ground}H{_WIDTH}"/>'


def _level(chart: Chart) -> Iterator[str]:
    """Bars lying below each other, each with its name before and its value after it."""
    values = [Decimal(value) for value in chart.series[0].values] if chart.series else []
    most = Decimal(chart.most) or max(values, default=Decimal()) or Decimal(1)
    room = _WIDTH - _NAME - 70
    for place, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        middle = place * (2 * _LINE + _GAP) + _LINE + 4
        lines = wrap(drawable(label), (_NAME - 10) * _SPARE * MM_PER_POINT, _TYPE)[:2] or ("",)
        first = middle + 4 - (len(lines) - 1) * _LINE / 2
        for row, line in enumerate(lines):
            yield _text(_NAME - 10, first + row * _LINE, line, "end")
        wide = float(value / most) * room
        yield _rect(0, _NAME, middle - _BAR / 2, max(wide, 0.5), _BAR)
        yield _text(_NAME + wide + 6, middle + 4, said(chart.series[0].values[place]), "start", bold=True)
    high = _height(chart)
    yield f'<path class="chart-line" stroke="{_INK}" d="M{_NAME} 2V{high - 6}"/>'


def _legend(chart: Chart) -> Iterator[str]:
    """Which colour is which, two in a row."""
    if len(chart.series) < 2:
        return
    for number, one in enumerate(chart.series):
        x, y = number % 2 * _WIDTH / 2, _TOP + _HIGH + _FOOT + _LINE * (number // 2) + 12
        yield _rect(number, x, y - 10, 11, 11)
        yield _text(x + 17, y, _cut(one.name, _WIDTH / 2 - 30), "start")


def _legend_rows(chart: Chart) -> int:
    return -(-len(chart.series) // 2) if len(chart.series) > 1 else 0


def _places(chart: Chart) -> range:
    return range(len(chart.labels))


def _cut(text: str, room: float) -> str:
    """A text that fits into so many units; what is cut off stands in the table."""
    if width(drawable(text), _TYPE) <= room * _SPARE * MM_PER_POINT:
        return text
    return wrap(drawable(text), room * _SPARE * MM_PER_POINT - 4, _TYPE)[0] + "…"


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def _rect(number: int, x: float, y: float, wide: float, high: float) -> str:
    place = number % len(FILLS)
    return (
        f'<rect class="part-{place + 1}" fill="{FILLS[place]}" x="{x:.2f}" y="{y:.2f}" '
        f'width="{wide:.2f}" height="{high:.2f}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text class="chart-text" fill="{_INK}" x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}"{weight}>'
        f"{escape(drawable(text))}</text>"
    )
