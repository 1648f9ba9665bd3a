"""The calendar an Indonesian office begins with, and days proposed for a year nobody has decreed yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from engine.office_calendar import Holiday, HolidayKind, OfficeCalendar
from engine.office_calendar_json import from_json

_KINDS = {"public": HolidayKind.NATIONAL, "government": HolidayKind.CUTI_BERSAMA}


@cache
def seed_calendar() -> OfficeCalendar:
    """The shipped calendar of 2022-2026 (bpmn/calendar_id.yaml), version 0."""
    text = resources.files("bpmn").joinpath("calendar_id.yaml").read_text("utf-8")
    source = yaml.safe_load(text)
    return from_json(
        {
            "format": source["format"],
            "zone": source["zone"],
            "basis": source["basis"],
            "week": source["week"],
            "periods": [
                {**span, "name": "Ramadan", "week": source["ramadan"]["week"], "decree": source["basis"]}
                for span in source["ramadan"]["spans"]
            ],
            "holidays": dict(_closed_days(source["years"])),
            "decreed_years": [year["year"] for year in source["years"]],
        }
    )


def _closed_days(years: list[dict[str, Any]]) -> list[tuple[str, dict[str, str]]]:
    return [
        (day, {**entry, "kind": kind})
        for year in years
        for kind in ("national", "cuti_bersama", "other")
        for day, entry in year.get(kind, {}).items()
    ]


def proposal(year: int) -> Mapping[date, Holiday]:
    """Days the `holidays` library knows for a year, without decree: for an administrator to check and enter.

    The library marks guessed feasts "(perkiraan)" and silently knows no cuti bersama for distant years.
    """
    import holidays  # noqa: PLC0415 - needed once a year, and it would weigh on every start

    found: dict[date, Holiday] = {}
    for category, kind in _KINDS.items():
        days = holidays.country_holidays("ID", years=year, language="id", categories=(category,))
        for day, name in sorted(days.items()):
            found.setdefault(day, Holiday(name, kind))
    return dict(sorted(found.items()))
