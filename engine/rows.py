"""Statements that change one row, built once per table and set of columns: building costs more than sending."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Table, Update, bindparam

ROW, SEEN = "row_id", "row_revision"
"""Names of the parameters that say which row, and which revision of it the command saw."""


@lru_cache(maxsize=256)
def update_of(table: Table, columns: tuple[str, ...], *, revised: bool = False) -> Update:
    """UPDATE of these columns for the row ROW; `revised` asks for its revision SEEN and sets "revision" too."""
    which = table.c.id == bindparam(ROW)
    if revised:
        which &= table.c.revision == bindparam(SEEN)
    names = (*columns, "revision") if revised else columns
    return table.update().where(which).values({name: bindparam(name) for name in names})
