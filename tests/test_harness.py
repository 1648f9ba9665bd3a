"""The harness itself: databases are fresh and alike, the page reports what it should."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Literal

import psutil
import psycopg
import pytest
from playwright.sync_api import Page
from sqlalchemy import inspect, text

from engine import schema
from engine.database import Database
from tests.support import postgres
from tests.support.browser import Complaints, accessibility_faults
from tests.support.diagram_site import ROOT
from tests.support.quorum import GROUPS, Quorum


def _answer(body: str, policy: str = "default-src 'self'") -> Callable[..., Any]:
    def app(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Security-Policy", policy)])
        return [f"<!doctype html><html lang=id><title>Uji</title>{body}</html>".encode()]

    return app


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_an_empty_schema(db: Database, turn: int) -> None:
    with db.begin() as tx:
        found = tx.conn.execute(schema.settings.select()).all()
        tx.conn.execute(
            schema.settings.insert().values(key="k", value=turn, changed_at=tx.now, changed_by="x")
        )
    assert found == []


@pytest.mark.parametrize("turn", [1, 2])
def test_a_changed_schema_is_not_used_again(postgres_db: Database, turn: int) -> None:
    with postgres_db.begin() as tx:
        tx.conn.execute(text("CREATE TABLE spare (id integer)"))
    assert turn


def test_a_database_for_migrations_has_no_table(database_url: str) -> None:
    database = Database(database_url)
    assert inspect(database.engine).get_table_names() == []
    database.close()


def test_the_race_database_is_postgresql(postgres_db: Database) -> None:
    with postgres_db.read() as tx:
        assert tx.postgres


def test_a_violated_policy_is_heard(page: Page, complaints: Complaints, serve: Callable[[Any], str]) -> None:
    complaints.expect("Content Security Policy")
    page.goto(serve(_answer("<main><script>window.ran = true</script><h1>Alur</h1></main>")))
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in complaints.heard)


def test_a_picture_without_words_is_an_accessibility_fault(page: Page, serve: Callable[[Any], str]) -> None:
    page.goto(serve(_answer("<main><h1>Alur</h1><img src='data:,'></main>", "img-src data:")))
    assert "image-alt" in accessibility_faults(page)[0]


def test_a_crashed_test_process_leaves_no_server() -> None:
    crashing = """
import os, signal, sys
from tests.support import postgres
server = postgres.start()
sys.stdout.write(f"{server.keeper.pid} {server.port}")
sys.stdout.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
    crashed = subprocess.run(
        [sys.executable, "-c", crashing], cwd=ROOT, capture_output=True, text=True, check=False
    )
    keeper, port = (int(word) for word in crashed.stdout.split())
    if psutil.pid_exists(keeper):
        psutil.Process(keeper).wait(timeout=30)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_measurements_get_a_server_that_waits_for_the_disk() -> None:
    server = postgres.start(durable=True)
    try:
        with psycopg.connect(f"host=127.0.0.1 port={server.port} user=alur dbname=postgres") as connection:
            for setting in (b"fsync", b"synchronous_commit", b"full_page_writes", b"autovacuum"):
                assert connection.execute(b"SHOW " + setting).fetchone() == ("on",), setting
    finally:
        server.stop()


def _told(group: str, outcome: Literal["passed", "skipped"]) -> pytest.TestReport:
    when: Literal["setup", "call"] = "call" if outcome == "passed" else "setup"
    return pytest.TestReport("tests/x.py::x", ("x.py", 1, "x"), {group: 1}, outcome, None, when)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_that_was_skipped_or_never_ran_is_a_fault(group: str) -> None:
    quorum = Quorum()
    for other in GROUPS:
        if other != group:
            quorum.pytest_runtest_logreport(_told(other, "passed"))
    assert quorum.faults() == [f"no {group} test ran"]
    quorum.pytest_runtest_logreport(_told(group, "passed"))
    assert quorum.faults() == []
    quorum.pytest_runtest_logreport(_told(group, "skipped"))
    assert quorum.faults() == [f"1 {group} tests skipped"]
