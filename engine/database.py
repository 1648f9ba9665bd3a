"""The database door: one engine, transactions that know who acts and when, and every dialect difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from importlib import import_module
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import NullPool

from engine import schema, views
from engine.audit import guards
from engine.clock import Clock, system_clock
from engine.refusals import Recorded


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: login, shown name, the roles held at this moment, and for whom (delegation)."""

    login: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    office: str = "batulicin"
    on_behalf: str | None = None
    device_at: datetime | None = None

    def has(self, *roles: str) -> bool:
        """Whether any of the roles is held."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor("system", "Alur", frozenset({"system"}))


@dataclass(slots=True)
class Tx:
    """One transaction: the connection, who acts, and the one instant every row of the command bears."""

    conn: Connection
    actor: Actor
    now: datetime
    memo: dict[Any, Any] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)
    """What never changes once committed, shared by the transactions of a database."""
    effect: datetime | None = None

    @property
    def at(self) -> datetime:
        """When what is done takes effect: now, but for a timer that fell due before it was noticed."""
        return self.effect or self.now

    def as_of(self, effect: datetime) -> Tx:
        """The same transaction for something that took effect earlier; the trail bears the present all the same."""
        return replace(self, effect=effect)

    @property
    def postgres(self) -> bool:
        """True on PostgreSQL, False on SQLite."""
        return self.conn.dialect.name == "postgresql"

    def locked(self, query: Select[Any]) -> Select[Any]:
        """The query as a locking read; SQLite's BEGIN IMMEDIATE already holds the only writer's lock."""
        return query.with_for_update() if self.postgres else query

    def insert(self, table: Table) -> Any:
        """INSERT with ON CONFLICT in the words of this kind of database; the other kind's are never loaded."""
        return import_module(f"sqlalchemy.dialects.{self.conn.dialect.name}").insert(table)

    def claimed(self, query: Select[Any]) -> Select[Any]:
        """The query as a locking read that passes over rows another worker holds."""
        return query.with_for_update(skip_locked=True) if self.postgres else query


class Database:
    """An open database: SQLite (WAL) or PostgreSQL. One per process; safe to share between threads."""

    def __init__(self, url: str, clock: Clock = system_clock, *, durable: bool = True) -> None:
        """Open `url`; not `durable` gives up safety against power loss, for data that can be played again.

        Raises ValueError for an address that names neither SQLite nor PostgreSQL or cannot be read.
        """
        self.url = url
        self.clock = clock
        self.engine = _open(url, durable)
        self._kept: dict[Any, Any] = {}

    @contextmanager
    def begin(self, actor: Actor = SYSTEM) -> Iterator[Tx]:
        """A writing transaction: commits at the end, rolls back on any exception but Recorded."""
        recorded: Recorded | None = None
        with self.engine.begin() as conn:
            try:
                yield Tx(conn, actor, self.clock(), kept=self._kept)
            except Recorded as refusal:
                recorded = refusal
        if recorded is not None:
            raise recorded

    @contextmanager
    def read(self, actor: Actor = SYSTEM) -> Iterator[Tx]:
        """A reading transaction: never waits for writers on SQLite; nothing it wrote would stay.

        PostgreSQL refuses to write in it. It ends there with COMMIT, because after a ROLLBACK the driver throws away
        every statement the connection has prepared, and each page would have all of its statements planned anew.
        """
        with self.engine.connect() as conn:
            conn = conn.execution_options(alur_read=True, postgresql_readonly=True)
            yield Tx(conn, actor, self.clock(), kept=self._kept)
            if conn.dialect.name == "postgresql":
                conn.commit()

    @contextmanager
    def snapshot(self, actor: Actor = SYSTEM) -> Iterator[Tx]:
        """A reading transaction in which every statement sees the same instant, however long it takes.

        SQLite's WAL gives that to each reading transaction; PostgreSQL is asked for it.
        """
        with self.engine.connect() as conn:
            level = {"isolation_level": "REPEATABLE READ"} if conn.dialect.name == "postgresql" else {}
            conn = conn.execution_options(alur_read=True, postgresql_readonly=True, **level)
            yield Tx(conn, actor, self.clock(), kept=self._kept)

    @property
    def address(self) -> str:
        """Where the database is, for messages: a file, or server and name; never who signs in."""
        place = self.engine.url
        if self.engine.dialect.name == "sqlite":
            return place.database or "in memory"
        host = place.host or place.query.get("host", "of this machine")
        return f"{place.database or ''} on {host}:{place.port or 5432}"

    def create_all(self) -> None:
        """Make every table and guard on an empty database (tests; the product migrates)."""
        with self.engine.begin() as conn:
            schema.metadata.create_all(conn)
            for statement in (*guards.statements(conn.dialect.name), *views.statements(conn.dialect.name)):
                conn.exec_driver_sql(statement)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


# What a statement was given is personal data: a fault that reaches the log names the statement alone.
_LOGGED: Mapping[str, Any] = {"hide_parameters": True}


def _open(url: str, durable: bool) -> Engine:
    try:
        make_url(url)
    except ArgumentError:
        raise ValueError("ALUR_DATABASE_URL is no address of a database") from None
    if url.startswith("postgres"):
        told = {} if durable else {"options": "-c synchronous_commit=off"}
        engine = create_engine(_with_driver(url), pool_size=8, max_overflow=8, connect_args=told, **_LOGGED)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_check_unused, engine.dialect.loaded_dbapi.OperationalError))
        return engine
    if not url.startswith("sqlite"):
        raise ValueError("ALUR_DATABASE_URL must begin with sqlite: or postgresql:")
    pool: dict[str, Any] = (
        {"poolclass": NullPool} if "mode=memory" in url else {"pool_size": 8, "max_overflow": 16}
    )
    engine = create_engine(url, connect_args={"isolation_level": None, "timeout": 30.0}, **pool, **_LOGGED)
    event.listen(engine, "connect", _prepare_sqlite if durable else _prepare_fleeting_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


# A ping before every transaction costs more than the transaction's own work; a connection that served a moment ago is
# alive, and should the server have gone since, its first statement says so and the pool starts anew.
_TRUSTED = 1.0  # seconds


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used"] = monotonic()


def _check_unused(gone: type[Exception], connection: Any, record: Any, _proxy: Any) -> None:
    used = record.info.get("used")
    if used is None or monotonic() - used < _TRUSTED:
        return
    try:
        connection.execute("SELECT 1")
        connection.commit()  # a rollback would throw away what it has prepared (Database.read)
    except gone as fault:
        raise DisconnectionError from fault  # the pool opens another connection in its place


def _with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA schema_version")
    except connection.DatabaseError as fault:  # the file is something else: as little to be reached as none
        raise connection.OperationalError(str(fault)) from fault
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_fleeting_sqlite(connection: Any, record: Any) -> None:
    _prepare_sqlite(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


def begin_sqlite(conn: Connection) -> None:
    """Begin a transaction of SQLite: reading ones never take the writer's lock (event "begin" of an engine)."""
    # A deferred BEGIN that writes later may fail with "database is locked" at once; IMMEDIATE waits its turn.
    reads = conn.get_execution_options().get("alur_read", False)
    conn.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
