"""Where applicants may come, and the two groups seats are counted for."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Tx
from engine.refusals import Invalid, Problem

REGULAR, PRIORITY = "reguler", "prioritas"
GROUPS = (REGULAR, PRIORITY)


def of_office(tx: Tx) -> dict[str, str]:
    """Labels of the office's places by code, the office itself first (setting office.places)."""
    return {row["code"]: row["label"] for row in settings.value(tx, "office.places")}


def require(tx: Tx, place: str, grp: str) -> None:
    """Refuse a place or group that does not exist. Raises Invalid naming both."""
    problems = [Problem("form.choice", "place")] if place not in of_office(tx) else []
    problems += [Problem("form.choice", "group")] if grp not in GROUPS else []
    if problems:
        raise Invalid("form.invalid", *problems)


def today(tx: Tx) -> date:
    """The date in the office's zone."""
    return tx.now.astimezone(ZoneInfo(settings.value(tx, "office.zone"))).date()
