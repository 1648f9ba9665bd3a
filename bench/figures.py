"""Figures and how they are printed: what was measured, the number, its unit, and what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `reach` is what it should stay within ("" where nothing is asked)."""

    what: str
    value: float
    unit: str
    reach: str = ""


def at(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print figures as a table with a heading."""
    print(f"\n{title}")
    for figure in figures:
        reach = f"  reach {figure.reach}" if figure.reach else ""
        print(f"  {figure.what:<74}{plain(figure.value):>10} {figure.unit:<6}{reach}", flush=True)


def plain(value: float) -> str:
    """A number with three digits that matter."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
