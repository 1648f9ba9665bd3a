"""A PostgreSQL server of the tests' own: started on a free port, gone when its test process is gone."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from engine.database import Database
from tests.support.programs import find_postgres

TEMPLATE = "alur_template"


@dataclass(slots=True)
class Server:
    """A running server; databases are named by number so that none is used twice."""

    keeper: subprocess.Popen[str]
    port: int
    numbers: count[int] = field(default_factory=count)
    has_template: bool = False

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://alur@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """Make a database and return its name."""
        name = f"test_{next(self.numbers)}"
        # Copying files beats writing every page to the log: nothing here must survive a crash.
        strategy = "STRATEGY file_copy" if self._major() >= 15 else ""
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} {strategy}")
        return name

    def new_schema(self) -> str:
        """Make a database that has every table, empty, and return its name."""
        if not self.has_template:
            self._run(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
            database = Database(self.url(TEMPLATE))
            database.create_all()
            database.close()
            self.has_template = True
        return self.new_database(TEMPLATE)

    def drop(self, database: str) -> None:
        """Remove a database, ending any connection a failed test left open."""
        self._run(f"DROP DATABASE {database} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server and wait until its folder is gone."""
        self.keeper.communicate(timeout=60)

    def _major(self) -> int:
        with self._connect() as connection:
            return connection.info.server_version // 10000

    def _run(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"host=127.0.0.1 port={self.port} user=alur dbname=postgres", autocommit=True)


def start() -> Server:
    """Start a server; raises RuntimeError when PostgreSQL is not installed or does not come up."""
    programs = find_postgres()
    if programs is None:
        raise RuntimeError("PostgreSQL 13 or newer is not installed: run `make test`, which installs it")
    keeper = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("postgres_keeper.py")), str(programs)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert keeper.stdout is not None
    answer = keeper.stdout.readline().strip()
    if not answer.isdigit():
        raise RuntimeError(f"PostgreSQL did not start: {answer or 'no answer'}")
    return Server(keeper, int(answer))
