"""Fixtures every room's tests share: a clock, fresh databases of both kinds, a browser page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from engine.clock import VirtualClock
from engine.database import Database
from tests.support import browser as chromium
from tests.support import postgres
from tests.support.browser import Complaints
from tests.support.quorum import GROUPS, Quorum

Serve = Callable[[Any], str]
START = datetime(2026, 4, 9, tzinfo=UTC)
BACKENDS = [pytest.param(name, marks=getattr(pytest.mark, name)) for name in ("sqlite", "postgres")]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option `make test` uses."""
    parser.addoption(
        "--all-backends",
        action="store_true",
        help="fail unless tests ran on SQLite, PostgreSQL, Chromium and the editor's packages, none skipped",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Name the groups, and count them where asked (in the controlling process, which hears every report)."""
    for group in GROUPS:
        config.addinivalue_line("markers", f"{group}: set by the fixtures; see tests/support/quorum.py")
    if config.getoption("all_backends") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Quorum(), "quorum")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they use."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if "browser" in names:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=chromium.SLOWNESS))
        if "postgres_db" in names:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that stands at 2026-04-09 00:00 UTC (08:00 in Batulicin, a Thursday) until moved."""
    return VirtualClock(START)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """The PostgreSQL server of this test process, started when first asked for."""
    server = postgres.start()
    yield server
    server.stop()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: "sqlite", then "postgres"."""
    return str(request.param)


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, for migrations and commands that make their own."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'alur.db'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = server.new_database()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has every table, empty, to be copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.create_all()
    database.close()
    return path


@pytest.fixture
def db(backend: str, clock: VirtualClock, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An open database with every table, empty, on the virtual clock; the test runs once per backend."""
    maker = _sqlite_database if backend == "sqlite" else _postgres_database
    yield from maker(clock, request)


@pytest.fixture
def postgres_db(clock: VirtualClock, request: pytest.FixtureRequest) -> Iterator[Database]:
    """As `db`, on PostgreSQL alone: for races between threads."""
    yield from _postgres_database(clock, request)


def _sqlite_database(clock: VirtualClock, request: pytest.FixtureRequest) -> Iterator[Database]:
    path: Path = request.getfixturevalue("tmp_path") / "alur.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    database = Database(f"sqlite:///{path}", clock)
    yield database
    database.close()


def _postgres_database(clock: VirtualClock, request: pytest.FixtureRequest) -> Iterator[Database]:
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.schema() as name:
        database = Database(server.url(name), clock)
        yield database
        database.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this test process, started when first asked for."""
    with sync_playwright() as playwright, chromium.launch(playwright) as running:
        yield running


@pytest.fixture
def complaints() -> Complaints:
    """What the test's pages complain about; `complaints.expect("409")` lets a provoked one pass."""
    return Complaints()


@pytest.fixture
def page(browser: Browser, complaints: Complaints, serve: Serve) -> Iterator[Page]:
    """A browser page in a context of its own; console errors, CSP violations and 5xx fail the test.

    It asks for `serve` so that it leaves before the server does.
    """
    with chromium.opened(browser, complaints) as opened:
        yield opened
    assert not complaints.unexpected(), "\n".join(complaints.unexpected())


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(app)` serves a WSGI application until the test ends and returns its address."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(chromium.serving(app))
