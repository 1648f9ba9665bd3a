"""Arrival dates: seats by office, place, group and day, and the bookings that take them."""

from __future__ import annotations

from tasks.slots.bookings import (
    Booking,
    arrived,
    confirm,
    hold,
    live,
    move,
    newest,
    no_show,
    of_case,
    of_day,
    read,
    release,
    undo_no_show,
)
from tasks.slots.days import Day, calendar
from tasks.slots.expiry import expire, release_expired
from tasks.slots.places import GROUPS, PRIORITY, REGULAR

__all__ = [
    "GROUPS",
    "PRIORITY",
    "REGULAR",
    "Booking",
    "Day",
    "arrived",
    "calendar",
    "confirm",
    "expire",
    "hold",
    "live",
    "move",
    "newest",
    "no_show",
    "of_case",
    "of_day",
    "read",
    "release",
    "release_expired",
    "undo_no_show",
]
