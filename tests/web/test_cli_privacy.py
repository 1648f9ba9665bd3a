"""alur privacy: what has been kept long enough, from the command line."""

from __future__ import annotations

from datetime import timedelta

from engine import schema
from engine.database import Database
from tasks.privacy.classes import CLASSES
from tests.web.test_cli import Terminal, alur, furnished
from web.cli.frame import REFUSED

__all__ = ["alur", "furnished"]


def test_the_command_line_says_what_would_go_and_lets_it_go(alur: Terminal) -> None:
    (file,) = alur.folder.glob("*.db")
    database = Database(f"sqlite:///{file}")
    old = {"login": "petugas1", "address": "10.0.0.1", "succeeded": False}
    with database.begin() as tx:
        tx.conn.execute(schema.login_attempts.insert().values(at=tx.now - timedelta(days=800), **old))
    lines = alur.lines("privacy", "retention", "--dry-run")
    assert len(lines) == len(CLASSES) and any(line.startswith("access: 1 older than ") for line in lines)
    refused = alur("privacy", "retention")
    assert refused.exit_code == REFUSED and "reason" in refused.stderr
    assert alur.lines("privacy", "retention", "--reason", "Jadwal retensi", "--class", "access") == [
        "access: 1 of 1 gone"
    ]
    assert alur.lines("privacy", "retention", "--dry-run", "--class", "access")[0].startswith("access: 0 ")
    assert alur("audit", "verify").exit_code == 0
    database.close()
