"""What every table shares: the names of its constraints, and indexes of a part of its rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def where(condition: ColumnElement[bool]) -> dict[str, Any]:
    """Index only the rows that are asked for: a finished case then costs no room in lists of open ones."""
    return {"sqlite_where": condition, "postgresql_where": condition}
