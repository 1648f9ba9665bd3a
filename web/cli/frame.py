"""What every verb shares: the site from the environment, answers as text or JSON, refusals as exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import orjson

from engine.clock import Clock, system_clock
from engine.database import Actor, Database
from engine.migrate import SchemaTooNew, current_revision, head_revision
from engine.refusals import Refusal
from tasks.faults import STORAGE_FAULTS
from tasks.roles import ADMINISTRATOR, ALL_LANES, AUDITOR, PROCESS_OWNER, SUPERVISOR
from tasks.site import Site
from web.shell.messages import say

REFUSED, UNREACHABLE = 1, 3
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")

OPERATOR = Actor(
    "cli", "Baris perintah", frozenset({ADMINISTRATOR, PROCESS_OWNER, SUPERVISOR, AUDITOR, ALL_LANES})
)
"""Who acts on the command line: whoever can reach the database and its keys holds every right already."""

json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


class NotMigrated(click.ClickException):
    """The database stands at another schema than this version of Alur needs; exit code 3."""

    exit_code = UNREACHABLE


class Verbs(click.Group):
    """A group of verbs whose refusals become one line and exit code 1, faults of the storage 3."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            tell(refusal)
            ctx.exit(REFUSED)
        except STORAGE_FAULTS as fault:
            click.echo(f"The database cannot be reached: {type(fault).__name__}", err=True)
            ctx.exit(UNREACHABLE)
        except SchemaTooNew as fault:
            raise NotMigrated(f"{fault}; install the version that migrated it.") from None
        except OSError as fault:
            if fault.errno == errno.EPIPE:
                raise  # whoever read our output has gone; click knows what to do
            click.echo(f"{fault.filename or 'A file'}: {fault.strerror}", err=True)
            ctx.exit(UNREACHABLE)


def tell(refusal: Refusal) -> None:
    """Say on standard error what was refused, and each problem on a line of its own."""
    click.echo(say(refusal.key, refusal.values, locale="en"), err=True)
    for problem in refusal.problems:
        where = f"{problem.where}: " if problem.where else ""
        click.echo(f"  {where}{say(problem.key, problem.values, locale='en')}", err=True)


def folder() -> Path:
    """The installation's folder (ALUR_FOLDER)."""
    return Path(os.environ.get("ALUR_FOLDER", "var")).resolve()


def open_site(clock: Clock = system_clock, *, migrated: bool = True) -> Site:
    """The site the environment names; its folder is made where it is missing.

    Raises UsageError for an address of another kind of database, NotMigrated where tables are missing or old.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("ALUR_DATABASE_URL") or f"sqlite:///{place / 'alur.db'}"
    if not url.startswith(_DATABASES):
        raise click.UsageError(f"ALUR_DATABASE_URL begins with none of {', '.join(_DATABASES)}")
    site = Site(Database(url, clock), place)
    if context := click.get_current_context(silent=True):
        context.call_on_close(site.db.close)
    if migrated:
        _require_migrated(site)
    return site


def _require_migrated(site: Site) -> None:
    found = current_revision(site.db.engine)
    if found != head_revision():
        raise NotMigrated(
            f"The database is at {found or 'nothing'}, Alur needs {head_revision()}: run `alur migrate`."
        )


def answer(value: Any, as_json: bool, lines: Any = None) -> None:
    """Print `value` as JSON, or `lines` (an iterable of text) for people."""
    if as_json:
        sys.stdout.write(orjson.dumps(plain(value), option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    for line in lines if lines is not None else (str(value),):
        click.echo(line)


def plain(value: Any) -> Any:
    """Any answer as plain JSON: dataclasses, tuples, instants, spans."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return value.hex()
    return value
