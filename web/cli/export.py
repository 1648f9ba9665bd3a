"""alur export, alur sql-reader: facts as files, and the right to read the SQL views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from engine.views import VIEWS
from tasks.asking import exports, question, rows, sql_reader
from tasks.site import Site
from web.cli.frame import OPERATOR, answer, json_option, open_site

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("export")
@click.argument("made_as", metavar="FORMAT", type=click.Choice(rows.FORMATS))
@click.option("--what", type=click.Choice(tuple(rows.KINDS)), required=True, help="Which rows.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to.")
@click.option("--from", "first", type=_DAY, help="From this day, YYYY-MM-DD, in the office's zone.")
@click.option("--to", "last", type=_DAY, help="Up to and including this one; today without it.")
@click.option("--office", default=OPERATOR.office, help="Whose rows.")
@json_option
def export(
    made_as: str,
    what: str,
    out: Path,
    first: datetime | None,
    last: datetime | None,
    office: str,
    as_json: bool,
) -> None:
    """Write facts into a file without a limit, in constant memory: csv, xlsx or parquet (ask.md)."""
    site = open_site()
    actor = replace(OPERATOR, office=office)
    asked = question.read(_fields(site, what, first, last), site.db.clock().date())
    order = rows.checked(what, made_as, asked, site.db.clock())
    exports.due(site, actor, order)
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file:
            count = exports.write(site, actor, order, file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    told = {"file": str(out), "rows": count, "bytes": out.stat().st_size}
    answer(told, as_json, (f"{count} rows in {out}",))


def _fields(site: Site, what: str, first: datetime | None, last: datetime | None) -> list[tuple[str, str]]:
    with site.db.read(OPERATOR) as tx:
        today = site.db.clock().astimezone(exports.zone(tx)).date()
    end = last.date() if last else today
    start = first.date() if first else _years_before(end)
    about = what if what in ("steps", "cases") else "steps"
    return [("about", about), ("rows", "sop"), ("from", start.isoformat()), ("to", end.isoformat())]


def _years_before(day: date) -> date:
    return date(day.year - 10, day.month, 1)


@click.command("sql-reader")
@click.option("--role", default="alur_reader", help="Name of the role; alur_reader by default.")
@click.option("--office", default="", help="Only this office's rows, in a schema of its own.")
@click.option("--create", is_flag=True, help="Run the statements instead of printing them.")
def sql_reader_command(role: str, office: str, create: bool) -> None:
    """Print the SQL that lets a role of PostgreSQL read the SQL views and nothing else (sql-views.md).

    Of SQLite, whose files have no roles, it prints the address that opens the file for reading alone.
    """
    site = open_site()
    if site.db.engine.dialect.name == "sqlite":
        path = Path(str(site.db.engine.url.database)).absolute()
        click.echo(f"-- SQLite has no roles: whoever reads the file reads all of it. The views: {_named()}")
        click.echo(f"sqlite3 'file:{path}?mode=ro'")
        return
    said = sql_reader.statements(role, office)
    if create:
        with site.db.begin(OPERATOR) as tx:
            for statement in said:
                tx.conn.exec_driver_sql(statement)
        click.echo(f"{role} reads {_named()}")
        return
    for statement in said:
        click.echo(f"{statement};")


def _named() -> str:
    return ", ".join(view.name for view in VIEWS)
