"""Statements that every command sends: compiled once per kind of database, then sent to the driver as text.

SQLAlchemy's own way from a statement to its rows costs several times what the database takes for a row by its key;
these statements never change their shape, so all but the values is settled the first time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, SelectBase, Table, UpdateBase, bindparam

ROW, SEEN = "row_id", "row_revision"
"""Names of the parameters that say which row, and which revision of it the command saw."""

_CURSOR = "alur_cursor"
_Process = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Form:
    """A statement for one kind of database: its text, its parameters in order, and how values are converted."""

    text: str
    named: bool
    parameters: tuple[tuple[str, _Process], ...]
    constants: Mapping[str, Any]
    results: tuple[tuple[int, Callable[[Any], Any]], ...]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them. Raises KeyError when one is missing."""
        constants = self.constants
        pairs = [
            (
                name,
                constants[name] if name in constants else process(values[name]) if process else values[name],
            )
            for name, process in self.parameters
        ]
        return dict(pairs) if self.named else tuple(value for _, value in pairs)

    def read(self, row: Any) -> list[Any]:
        """A row's values as Python's."""
        values = list(row)
        for place, process in self.results:
            values[place] = process(values[place])
        return values


class Prepared:
    """A statement whose shape is fixed; parameters are named as its bindparams, or as an insert's columns."""

    def __init__(self, statement: SelectBase | UpdateBase, columns: Sequence[str] | None = None) -> None:
        """`columns` are those an INSERT gives values for."""
        self._statement = statement
        self._columns = None if columns is None else list(columns)
        self._forms: dict[str, _Form] = {}

    def rows(self, conn: Connection, values: Mapping[str, Any]) -> list[list[Any]]:
        """Send it and read every row."""
        form = self._form(conn)
        return [form.read(row) for row in _send(conn, form.text, form.bound(values)).fetchall()]

    def row(self, conn: Connection, values: Mapping[str, Any]) -> list[Any] | None:
        """Send it and read its one row, None where there is none."""
        found = self.rows(conn, values)
        return found[0] if found else None

    def run(self, conn: Connection, values: Mapping[str, Any]) -> int:
        """Send it; how many rows it wrote."""
        form = self._form(conn)
        written: int = _send(conn, form.text, form.bound(values)).rowcount
        return written

    def run_each(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Send it for several rows."""
        form = self._form(conn)
        for values in rows:
            _send(conn, form.text, form.bound(values))

    def _form(self, conn: Connection) -> _Form:
        dialect = conn.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _compiled(self._statement, self._columns, dialect)
        return form


def _send(conn: Connection, text: str, values: Any) -> Any:
    """The driver's own cursor after a statement; the engine's hooks and exceptions are those of any statement."""
    if not conn.in_transaction():
        conn.begin()
    # One cursor serves a connection for life: every statement's rows are read before the next is sent.
    cursor: Any = conn.info.get(_CURSOR) or conn.info.setdefault(_CURSOR, conn.connection.cursor())
    if conn._has_events or conn.engine._has_events:
        for hook in conn.dispatch.before_cursor_execute:
            text, values = hook(conn, cursor, text, values, None, False)
    try:
        cursor.execute(text, values)
    except conn.dialect.loaded_dbapi.Error as fault:
        # Tells a lost connection from a refused statement, and lets go of the pool's others when the server is gone.
        conn._handle_dbapi_exception(fault, text, values, None, None)
    return cursor


@lru_cache(maxsize=256)
def update_of(table: Table, columns: tuple[str, ...], *, revised: bool = False) -> Prepared:
    """UPDATE of these columns for the row ROW; `revised` asks for its revision SEEN and sets "revision" too."""
    which = table.c.id == bindparam(ROW)
    if revised:
        which &= table.c.revision == bindparam(SEEN)
    names = (*columns, "revision") if revised else columns
    return Prepared(table.update().where(which).values({name: bindparam(name) for name in names}))


def _compiled(statement: SelectBase | UpdateBase, columns: list[str] | None, dialect: Dialect) -> _Form:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    if compiled.post_compile_params:
        raise ValueError("a prepared statement holds no list whose length differs from call to call")
    names = compiled.positiontup if compiled.positional else list(compiled.bind_names.values())
    processes = compiled._bind_processors
    given = {name for name, bind in compiled.binds.items() if not (bind.required or bind.value is None)}
    constants = {
        name: processes[name](value) if name in processes else value
        for name, value in compiled.params.items()
        if name in given
    }
    results = (
        (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for place, column in enumerate(getattr(statement, "exported_columns", ()))
    )
    return _Form(
        compiled.string,
        not compiled.positional,
        tuple((name, processes.get(name)) for name in names),
        constants,
        tuple((place, process) for place, process in results if process is not None),
    )
