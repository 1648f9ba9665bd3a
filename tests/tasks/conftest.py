"""Fixtures of the tasks room: the furnished office on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.clock import VirtualClock
from engine.database import Database
from tests.support.office import Office, furnish


@pytest.fixture
def office(db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    """The office on a Thursday, 08:00 WITA (9 April 2026), Micin Darurat in force."""
    return furnish(db, clock, tmp_path / "alur")
