"""The scene of a journey."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from engine.clock import VirtualClock
from engine.database import Database
from tests.support.browser import Complaints
from tests.support.office import Office
from tests.support.office_pages import opened
from tests.web.journeys.following import Scene


@pytest.fixture
def scene(
    office: Office,
    office_app: Flask,
    serve: Callable[[Any], str],
    browser: Browser,
    complaints: Complaints,
) -> Scene:
    """The furnished office on SQLite, Thursday 9 April 2026, 08:00 WITA."""
    return Scene(office, serve(office_app), browser, complaints)


@pytest.fixture
def postgres_scene(
    postgres_db: Database,
    clock: VirtualClock,
    tmp_path: Path,
    serve: Callable[[Any], str],
    browser: Browser,
    complaints: Complaints,
) -> Scene:
    """The same on PostgreSQL."""
    office, app = opened(postgres_db, clock, tmp_path / "alur")
    return Scene(office, serve(app), browser, complaints)
