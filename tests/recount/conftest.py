"""The recounted world: made once by the real commands, on SQLite as it is, on PostgreSQL as a copy of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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


@pytest.fixture(scope="session", params=BACKENDS)
def world(request: pytest.FixtureRequest, world_file: Path) -> Iterator[World]:
    """The world on each database; tests only read it."""
    clock = VirtualClock(END)
    here = Database(f"sqlite:///{world_file}", clock)
    if request.param == "sqlite":
        yield _opened(here, world_file)
        here.close()
        return
    with request.getfixturevalue("postgres_server").schema() as name:
        server = request.getfixturevalue("postgres_server")
        there = Database(server.url(name), clock)
        _copy(here, there)
        here.close()
        yield _opened(there, world_file)
        there.close()


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


@pytest.fixture(params=SCOPES)
def scope(request: pytest.FixtureRequest) -> ReportFilter:
    """What a report is asked."""
    return SCOPES[request.param]
