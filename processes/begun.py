"""Who begins a case of an SOP."""

from __future__ import annotations

from enum import StrEnum


class Begun(StrEnum):
    """Who begins a case of an SOP."""

    STAFF = "staff"
    APPLICANT = "applicant"
    CALLED = "called"  # another SOP: never begun on its own
