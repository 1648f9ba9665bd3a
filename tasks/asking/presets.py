"""Questions to begin with: each answers something an auditor asks on the first day."""

from __future__ import annotations

from collections.abc import Mapping

PRESETS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "late_by_month": (("rows", "step"), ("columns", "month"), ("measure", "late")),
    "load": (("rows", "person"), ("columns", "weekday"), ("measure", "count")),
    "slowest": (("rows", "step"), ("measure", "p90"), ("of", "lead"), ("order", "most"), ("top", "10")),
    "waiting": (("rows", "step"), ("columns", "week"), ("measure", "median"), ("of", "queue")),
    "rush": (("rows", "weekday"), ("columns", "hour"), ("measure", "count"), ("chart", "heat")),
    "repeats": (("rows", "step"), ("columns", "type"), ("measure", "repeats")),
    "whole": (
        ("about", "cases"),
        ("rows", "month"),
        ("columns", "type"),
        ("measure", "median"),
        ("of", "gross"),
    ),
    "returned": (("about", "cases"), ("rows", "type"), ("columns", "returned"), ("measure", "count")),
    "breached": (("about", "cases"), ("rows", "month"), ("measure", "breached")),
    "applicant": (
        *(("about", "cases"), ("rows", "type"), ("columns", "month")),
        *(("measure", "mean"), ("of", "part_applicant")),
    ),
}
"""By name; the period is the page's."""
