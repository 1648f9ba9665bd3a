"""What it looks like when the storage under a command fails: the database is gone, the disk is full."""

from __future__ import annotations

import errno

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

STORAGE_FAULTS: tuple[type[Exception], ...] = (
    OperationalError,
    InterfaceError,
    InternalError,
    NoFreeConnection,
)
"""Raised by any command when the database cannot answer; nothing of the command is stored."""


def cause(fault: Exception) -> str:
    """The first line of what the database's driver said; drivers name hosts, never passwords."""
    said = str(getattr(fault, "orig", None) or fault).strip().splitlines()
    return said[0] if said else type(fault).__name__


_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def is_disk_fault(error: OSError) -> bool:
    """Whether a file could not be written because the disk is full, read-only or broken."""
    return error.errno in _DISK
