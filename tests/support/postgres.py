"""A PostgreSQL server of the tests' own: started on a free port, gone when its test process is gone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from engine.database import Database
from tests.support.programs import find_postgres

# A used database is emptied and used again: 5 ms, where copying a template takes 50 to 130 ms. Guards against
# changes of the audit trail are triggers, which the replica role passes over.
EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE one record; filled boolean;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE datname = current_database() AND pid <> pg_backend_pid();
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.tablename) INTO filled;
    IF filled THEN EXECUTE format('DELETE FROM %I', one.tablename); END IF;
  END LOOP;
  PERFORM setval(format('%I', sequencename)::regclass, 1, false)
     FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$;
"""
# Tells whether a test changed tables, indexes or guards, so that the database is not used again.
SHAPE = """
SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
  SELECT format('%s %s %s', relname, relkind, relnatts) AS line FROM pg_class
   WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT format('%s %s', proname, md5(prosrc)) FROM pg_proc
   WHERE pronamespace = 'public'::regnamespace
) AS lines
"""


@dataclass(slots=True)
class Server:
    """A running server, its databases ready for use, and the shape a fresh schema has."""

    keeper: subprocess.Popen[str]
    port: int
    numbers: count[int] = field(default_factory=count)
    ready: list[str] = field(default_factory=list)
    shape: str = ""

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://alur@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make a database without tables and return its name."""
        name = f"test_{next(self.numbers)}"
        with self._connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return name

    @contextmanager
    def schema(self) -> Iterator[str]:
        """The name of a database that has every table, empty; taken back at the end."""
        name = self.ready.pop() if self.ready else self._new_schema()
        try:
            yield name
        finally:
            self._take_back(name)

    def drop(self, database: str) -> None:
        """Remove a database, ending any connection a failed test left open."""
        with self._connected("postgres") as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())

    def stop(self) -> None:
        """Stop the server and wait until its folder is gone."""
        self.keeper.communicate(timeout=60)

    def _new_schema(self) -> str:
        name = self.new_database()
        database = Database(self.url(name))
        database.create_all()
        database.close()
        with self._connected(name) as connection:
            self.shape = _shape(connection)
        return name

    def _take_back(self, name: str) -> None:
        with self._connected(name) as connection:
            connection.execute(EMPTY)
            same = _shape(connection) == self.shape
        if same:
            self.ready.append(name)
        else:
            self.drop(name)

    @contextmanager
    def _connected(self, database: str) -> Iterator[psycopg.Connection]:
        address = f"host=127.0.0.1 port={self.port} user=alur dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            yield connection


def _shape(connection: psycopg.Connection) -> str:
    found = connection.execute(SHAPE).fetchone()
    assert found is not None
    return str(found[0])


def start(*, durable: bool = False) -> Server:
    """Start a server, `durable` for measurements: it then waits for the disk, as it does where it is installed.

    Raises RuntimeError when PostgreSQL is not installed or does not come up.
    """
    programs = find_postgres()
    if programs is None:
        raise RuntimeError("PostgreSQL 13 or newer is not installed: run `make test`, which installs it")
    script = str(Path(__file__).with_name("postgres_keeper.py"))
    keeper = subprocess.Popen(
        [sys.executable, script, str(programs), *(["durable"] if durable else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Out of reach of a signal to the whole group: only the closing pipe ends it, and it tidies up.
        start_new_session=True,
    )
    assert keeper.stdout is not None
    answer = keeper.stdout.readline().strip()
    if not answer.isdigit():
        raise RuntimeError(f"PostgreSQL did not start: {answer or 'no answer'}")
    return Server(keeper, int(answer))
