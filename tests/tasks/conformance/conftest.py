"""An office without the shipped SOPs, on both databases: these tests publish small ones of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.clock import VirtualClock
from engine.database import Database
from tests.support.office import Office, people_it


@pytest.fixture
def office(db: Database, clock: VirtualClock, tmp_path: Path) -> Office:
    """The office on a Thursday, 08:00 WITA (9 April 2026), no SOP in force."""
    return people_it(db, clock, tmp_path / "alur")
