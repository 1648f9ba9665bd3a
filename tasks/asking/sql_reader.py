"""The SQL that lets a role of PostgreSQL read the views and nothing else, of all offices or of one."""

from __future__ import annotations

import re

from engine.refusals import Invalid, Problem
from engine.views import VIEWS

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VIEWS = tuple(view.name for view in VIEWS)


def statements(role: str, office: str = "", schema: str = "public") -> tuple[str, ...]:
    """The statements, to be run by who owns the views; run again they change nothing.

    With an office the role reads views of a schema of its own (`alur_OFFICE`) that hold that office's rows alone.
    Raises Invalid for names that are none.
    """
    wrong = [
        Problem("ask.not_a_name", where)
        for where, name in (("role", role), ("office", office), ("schema", schema))
        if not _NAME.fullmatch(name or "x")
    ]
    if wrong or not role:
        raise Invalid("ask.invalid", *wrong)
    made = (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN "
        f"CREATE ROLE {role} NOLOGIN; END IF; END $$",
        f"ALTER ROLE {role} SET default_transaction_read_only = on",
        f"ALTER ROLE {role} SET statement_timeout = '5min'",
    )
    place = f"alur_{office}" if office else schema
    views = ", ".join(f"{place}.{name}" for name in _VIEWS)
    granted = (f"GRANT USAGE ON SCHEMA {place} TO {role}", f"GRANT SELECT ON {views} TO {role}")
    return (*made, *(_of_office(place, schema, office) if office else ()), *granted)


def _of_office(place: str, schema: str, office: str) -> tuple[str, ...]:
    # A barrier: no function a reader writes into a query sees the rows of other offices before they are left out.
    return (
        f"CREATE SCHEMA IF NOT EXISTS {place}",
        *(
            f"CREATE OR REPLACE VIEW {place}.{name} WITH (security_barrier = true) AS "
            f"SELECT * FROM {schema}.{name} WHERE office = '{office}'"
            for name in _VIEWS
        ),
    )
