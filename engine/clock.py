"""The clock everybody is handed: the real one, and a virtual one for tests, try-outs and the demo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC."""


def system_clock() -> datetime:
    """The machine's clock in UTC."""
    return datetime.now(UTC)


class VirtualClock:
    """A clock that stands still until it is told to move; it never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> datetime:
        """Move forward by a non-negative span; returns the new instant."""
        if by < timedelta(0):
            raise ValueError("a clock never goes back")
        self._now += by
        return self._now

    def move_to(self, instant: datetime) -> datetime:
        """Move forward to an instant; an earlier one leaves the clock as it is."""
        self._now = max(self._now, instant.astimezone(UTC))
        return self._now
