"""The recounted world: made once by the real commands, on SQLite as it is, on PostgreSQL as a copy of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.schema import metadata
from tasks.reports.scope import ReportFilter
from tasks.site import Site
from tests.conftest import BACKENDS, START
from tests.recount.raw import Raw, read
from tests.recount.stage import on
from tests.recount.world import BEGIN, END, build
from tests.support.postgres import Server
from web.app import create_app


@dataclass(frozen=True, slots=True)
class World:
    """The site at the world's last hour, its raw rows, its pages."""

    site: Site
    raw: Raw
    app: Flask

    def auditor(self, office: str = "batulicin") -> Actor:
        """Who reads the reports; masked names leave no line in the trail."""
        return Actor("auditor", "Auditor", frozenset({"auditor"}), office)


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as a SQLite file beside its folder."""
    path = tmp_path_factory.mktemp("recount") / "world.db"
    clock = VirtualClock(START.replace(month=3, day=1))
    database = Database(f"sqlite:///{path}", clock)
    database.create_all()
    build(database, clock, path.parent / "alur")
    database.close()
    return path


@pytest.fixture(scope="session")
def sqlite_world(world_file: Path) -> Iterator[World]:
    """The world as it was made."""
    here = Database(f"sqlite:///{world_file}", VirtualClock(END))
    yield _opened(here, world_file)
    here.close()


@pytest.fixture(scope="session")
def postgres_world(world_file: Path, postgres_server: Server) -> Iterator[World]:
    """The same rows on PostgreSQL."""
    with postgres_server.schema() as name:
        here = Database(f"sqlite:///{world_file}")
        there = Database(postgres_server.url(name), VirtualClock(END))
        _copy(here, there)
        here.close()
        yield _opened(there, world_file)
        there.close()


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest) -> World:
    """The world on one database or the other, opened once each; tests only read it."""
    found: World = request.getfixturevalue(f"{request.param}_world")
    return found


def _opened(database: Database, world_file: Path) -> World:
    site = Site(database, world_file.parent / "alur")
    return World(site, read(database), create_app(site))


def _copy(here: Database, there: Database) -> None:
    with here.engine.connect() as source, there.engine.begin() as goal:
        for table in metadata.sorted_tables:
            rows = [row._asdict() for row in source.execute(table.select())]
            if rows:
                goal.execute(table.insert(), rows)
            if rows and "id" in table.c and isinstance(rows[0]["id"], int):
                number = f"pg_get_serial_sequence('{table.name}', 'id')"
                goal.execute(text(f"SELECT setval({number}, (SELECT max(id) FROM {table.name}))"))


APRIL = ReportFilter("micin_darurat", on(4, 1, 0), on(5, 1, 0), "batulicin")
"""A month that cases straddle on both sides."""

SCOPES = {
    "all": ReportFilter("micin_darurat", BEGIN, END, "batulicin"),
    "march": ReportFilter("micin_darurat", on(3, 1, 0), on(4, 1, 0), "batulicin"),
    "april": APRIL,
    "half a day": ReportFilter("micin_darurat", on(4, 6, 0), on(4, 6, 12), "batulicin"),
    "version 1": ReportFilter("micin_darurat", BEGIN, END, "batulicin", version=1),
    "version 2": ReportFilter("micin_darurat", BEGIN, END, "batulicin", version=2),
    "children": ReportFilter("micin_darurat", BEGIN, END, "batulicin", category="baru_anak"),
    "elsewhere": ReportFilter("micin_darurat", BEGIN, END, "kotabaru"),
    "priority": ReportFilter("kelompok_rentan", BEGIN, END, "batulicin"),
    "bap": ReportFilter("bap_paspor", BEGIN, END, "batulicin"),
    "examined": ReportFilter("periksa_lanjutan", BEGIN, END, "batulicin"),
    "issuing": ReportFilter("penerbitan_penggantian", BEGIN, END, "batulicin"),
    "issuing 1": ReportFilter("penerbitan_penggantian", BEGIN, END, "batulicin", version=1),
    "portal": ReportFilter("m_paspor", BEGIN, END, "batulicin"),
    "empty": ReportFilter("micin_darurat", on(1, 1, 0), on(2, 1, 0), "batulicin"),
}


ON_BOTH = ("april", "version 2", "elsewhere", "bap", "empty")
"""What PostgreSQL is asked too: the rest is the same arithmetic over the same rows."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every question on SQLite, some of them on PostgreSQL."""
    if {"world", "scope"} <= set(metafunc.fixturenames):
        asked = [(backend, name) for backend in BACKENDS for name in SCOPES if _is_asked(backend, name)]
        pairs = [
            pytest.param(b.values[0], name, marks=b.marks, id=f"{b.values[0]}-{name}") for b, name in asked
        ]
        metafunc.parametrize(("world", "scope"), pairs, indirect=True, scope="session")
    elif "world" in metafunc.fixturenames:
        metafunc.parametrize("world", BACKENDS, indirect=True, scope="session")


def _is_asked(backend: Any, name: str) -> bool:
    return name in ON_BOTH or "sqlite" in backend.values


@pytest.fixture(scope="session")
def scope(request: pytest.FixtureRequest) -> ReportFilter:
    """What a report is asked."""
    return SCOPES[request.param]
