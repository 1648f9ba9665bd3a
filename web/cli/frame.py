"""What every verb shares: the site from the environment, answers as text or JSON, refusals as exit codes."""

from __future__ import annotations

import errno
import os
import re
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
from web.cli.reach import OutOfReach, database_fault, file_fault, make_folder
from web.shell.messages import say

REFUSED = 1
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")
_DATABASE = "alur.database"

OPERATOR = Actor(
    "cli",
    "Baris perintah",
    frozenset({"system", ADMINISTRATOR, PROCESS_OWNER, SUPERVISOR, AUDITOR, ALL_LANES}),
)
"""Who acts on the command line, for every office: whoever reaches the database and its keys holds every right."""

json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


class NotMigrated(OutOfReach):
    """The database stands at another schema than this version of Alur needs; exit code 3."""


class Verbs(click.Group):
    """A group of verbs whose refusals become one line and exit code 1, faults of the storage 3."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            tell(refusal)
            ctx.exit(REFUSED)
        except STORAGE_FAULTS as fault:
            raise database_fault(fault, ctx.find_root().meta[_DATABASE]) from None
        except SchemaTooNew as fault:
            raise NotMigrated(f"{fault}; install the version that migrated it.") from None
        except OSError as fault:
            if fault.errno == errno.EPIPE:
                raise  # whoever read our output has gone; click knows what to do
            raise file_fault(fault) from None


def tell(refusal: Refusal) -> None:
    """Say on standard error what was refused, and each problem on a line of its own."""
    click.echo(say(refusal.key, refusal.values, locale="en"), err=True)
    for problem in refusal.problems:
        where = f"{problem.where}: " if problem.where else ""
        click.echo(f"  {where}{say(problem.key, problem.values, locale='en')}", err=True)


def folder() -> Path:
    """The installation's folder: ALUR_FOLDER, by default var.

    A database that ALUR_DATABASE_URL names has a folder of its own in var: two databases that shared checkpoints
    would each seem to have lost those of the other.
    """
    named = os.environ.get("ALUR_FOLDER")
    if named:
        return Path(named).resolve()
    place = os.environ.get("ALUR_DATABASE_URL", "").partition("://")[2].rpartition("@")[2].partition("?")[0]
    return Path("var", re.sub(r"[^A-Za-z0-9.]+", "-", place).strip("-.")).resolve()


def open_site(clock: Clock = system_clock, *, migrated: bool = True) -> Site:
    """The site the environment names; its folder is made where it is missing.

    Raises UsageError for an address that names no database, NotMigrated where tables are missing or old.
    """
    place = folder()
    url = os.environ.get("ALUR_DATABASE_URL")
    embedded = place / "alur.db"
    if migrated and not url and not embedded.exists():
        raise NotMigrated(
            f"No Alur is installed in {place}: `alur migrate` begins one there; ALUR_FOLDER names another folder."
        )
    make_folder(place)
    site = Site(_open(url or f"sqlite:///{embedded}", clock), place)
    if context := click.get_current_context(silent=True):
        context.call_on_close(site.db.close)
        context.find_root().meta[_DATABASE] = site.db
    if migrated:
        _require_migrated(site)
    return site


def _open(url: str, clock: Clock) -> Database:
    if not url.startswith(_DATABASES):
        raise click.UsageError(f"ALUR_DATABASE_URL begins with none of {', '.join(_DATABASES)}")
    try:
        return Database(url, clock)
    except ValueError:
        raise click.UsageError(
            "ALUR_DATABASE_URL cannot be read. Write sqlite:////path/to/file.db or "
            "postgresql://user:password@host:5432/database, other signs than letters and digits as %XX."
        ) from None


def _require_migrated(site: Site) -> None:
    found = current_revision(site.db.engine)
    if found != head_revision():
        stands = f"stands at schema {found}" if found else "has no tables yet"
        raise NotMigrated(
            f"The database {site.db.address} {stands}, Alur needs {head_revision()}: run `alur migrate`."
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
