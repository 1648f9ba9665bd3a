"""What a command cannot reach (a database, a folder, an address to listen on), said with where and what to do."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

import click

from engine.database import Database
from tasks.faults import cause

UNREACHABLE = 3
_SERVER = (
    "Check that the server runs and that ALUR_DATABASE_URL names its host, port, database, user and password; "
    "`alur migrate` makes the tables, not the database."
)
_FILE = "Its folder must exist and let you write, its disk must have room, and the file must be Alur's own."


class OutOfReach(click.ClickException):
    """A database, file or address that cannot be used; exit code 3."""

    exit_code = UNREACHABLE


def database_fault(fault: Exception, database: Database) -> OutOfReach:
    """The database does not answer."""
    remedy = _FILE if database.url.startswith("sqlite") else _SERVER
    return OutOfReach(f"The database {database.address} cannot be used: {cause(fault)}\n{remedy}")


def file_fault(fault: OSError) -> OutOfReach:
    """A file cannot be read or written."""
    return OutOfReach(f"{fault.filename or 'A file'}: {fault.strerror}")


def make_folder(place: Path) -> None:
    """Make the installation's folder where it is missing, for its owner alone: it holds applicants' papers.

    Raises OutOfReach.
    """
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise OutOfReach(
            f"The folder {place} cannot be made: {fault.strerror}. ALUR_FOLDER names another folder for the "
            "embedded database, attachments and keys; it must be one you may write to."
        ) from None


def require_free(host: str, port: int) -> None:
    """Raise OutOfReach when nobody could listen at this address: before anything long is prepared for it."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as fault:
        raise OutOfReach(_address_fault(fault, host, port)) from None


def _address_fault(fault: OSError, host: str, port: int) -> str:
    if fault.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken, perhaps by an Alur that runs already. End that program, or choose "
            f"another port: PORT={port + 80 if port < 60000 else 8080}, or --port."
        )
    if fault.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} is kept for root. Choose one above 1023: PORT=8080, or --port 8080."
    return (
        f"This machine cannot listen on {host}: {fault.strerror}. --host takes an address of its own: 127.0.0.1 "
        "(this machine alone) or 0.0.0.0 (everybody who can reach it)."
    )
