"""Fixtures of the sandbox's tests: the furnished office on SQLite, and somebody who plays."""

from __future__ import annotations

import pytest

from tests.support.furnished import furnished_template, office
from tests.support.office import Office
from tests.tasks.sandbox.playing import Player

__all__ = ["furnished_template", "office"]


@pytest.fixture
def player(office: Office) -> Player:
    """The process owner at a play of Micin Darurat, Thursday 9 April 2026, 08:00 WITA."""
    return Player(office)
