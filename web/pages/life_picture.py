"""The life of an SOP's versions as a picture: a bar per version on one scale of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.definitions import Version
from tasks.versions.lives import Span

MOST = 12
"""Bars drawn: the latest; the table beside the picture has them all."""

_LEAST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Bar:
    """One version: where it begins and how wide it is, of 100; `open` where nothing ends it."""

    line: Version
    since: datetime
    until: datetime | None
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars, the latest first, and where now is, of 100."""

    bars: tuple[Bar, ...]
    now: float


def drawn(spans: Sequence[Span], now: datetime) -> Picture:
    """The picture of versions in force one after the other; the scale ends a tenth beyond the last thing known."""
    shown = spans[-MOST:]
    first = min((span.since for span in shown), default=now)
    known = max((now, *(span.since for span in shown), *(span.until or now for span in shown)))
    whole = max(known - first, _LEAST) * 1.1

    def place(at: datetime) -> float:
        return round(100 * ((at - first) / whole), 2)

    bars = (
        Bar(
            s.line,
            s.since,
            s.until,
            place(s.since),
            max(place(s.until) if s.until else 100, 0) - place(s.since),
        )
        for s in reversed(shown)
    )
    return Picture(tuple(bars), place(now))
