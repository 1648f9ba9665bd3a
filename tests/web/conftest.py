"""Fixtures of the web room: an application on a peopled site, cheap passwords."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from engine.database import Database
from tasks import passwords
from tasks.site import Site
from tests.support.furnished import furnished_template, office
from tests.support.office import Office
from tests.support.pages import peopled
from web.app import create_app

__all__ = ["furnished_template", "office"]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    """Two administrators, an officer, an auditor."""
    return peopled(db, tmp_path / "alur")


@pytest.fixture
def app(site: Site) -> Flask:
    """The application, in testing mode."""
    return create_app(site, testing=True)


@pytest.fixture
def office_app(office: Office) -> Flask:
    """The application of the furnished office."""
    return create_app(office.site, testing=True)
