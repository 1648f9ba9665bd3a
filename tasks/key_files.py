"""Secret keys as files outside the database, made at first need, each for one purpose."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_BYTES = 32


def of(folder: Path, name: str) -> bytes:
    """The 32 secret bytes of `folder`/`name`.key; made with mode 0600 if missing, also by two processes at once.

    Raises OSError when the folder cannot be read or written.
    """
    path = folder / f"{name}.key"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = folder / f"{name}.key.{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # fails where another process was first: its key counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
