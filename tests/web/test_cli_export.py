"""alur export and alur sql-reader on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.test_cli import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal with an empty, migrated installation."""
    made = Terminal(tmp_path / "var")
    made.lines("migrate")
    return made


def test_rows_go_into_a_file_and_nothing_is_left_beside_it(terminal: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "jeda.csv"
    assert terminal.lines("export", "csv", "--what", "pauses", "--out", out) == [f"0 rows in {out}"]
    assert out.read_text("utf-8-sig").startswith("pause_id,case_id,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["jeda.csv", "var"]
    assert terminal("export", "exe", "--what", "steps", "--out", out).exit_code == 2
    refused = terminal("export", "csv", "--what", "steps", "--out", tmp_path / "no" / "x.csv")
    assert refused.exit_code == 3 and "Traceback" not in refused.stderr


def test_the_way_to_read_a_sqlite_file_is_said(terminal: Terminal) -> None:
    told = terminal.lines("sql-reader")
    assert told[-1].startswith("sqlite3 'file:/") and told[-1].endswith("?mode=ro'")
