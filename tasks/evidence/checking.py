"""A pack somebody sends is verified by the same program that lies in every pack, apart from the server's own process.

The program gets seconds and memory enough for a pack of that size and no more; nothing of the pack is kept.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import BoundedSemaphore
from typing import IO

from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, Problem
from tasks import roles

LARGEST = 30 * 1024 * 1024
"""Bytes of a pack that may be sent; a larger one is verified with verify.py."""
SOUND, WRONG, UNREADABLE = 0, 1, 2

_SECONDS = 60
_MEMORY = 1024 * 1024 * 1024
_AT_ONCE = BoundedSemaphore(2)
_KEY = re.compile("[0-9a-f]{16,64}")
# Run in the other process: it takes its limits on itself, then becomes the verifier.
_LIMITED = """
import runpy, sys
try:
    import resource
except ImportError:
    pass
else:
    resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the verifier said: SOUND, WRONG or UNREADABLE, and its lines as (Indonesian, English)."""

    code: int
    lines: tuple[tuple[str, str], ...]


def check(actor: Actor, stream: IO[bytes], key: str) -> Answer:
    """Verify a pack against the fingerprint of a key (empty: none).

    Raises Forbidden, Invalid for what is no fingerprint, too large, empty or takes too long, Conflict while others
    are being verified.
    """
    if not actor.has(roles.AUDITOR, roles.SUPERVISOR):
        raise Forbidden("report.forbidden")
    wanted = key.replace(":", "").replace(" ", "").lower()
    if wanted and not _KEY.fullmatch(wanted):
        raise Invalid("pack.invalid", Problem("pack.key", "key"))
    content = stream.read(LARGEST + 1)
    if not content:
        raise Invalid("pack.invalid", Problem("field.required", "pack"))
    if len(content) > LARGEST:
        raise Invalid("pack.invalid", Problem("pack.too_large", "pack", {"most": LARGEST // 2**20}))
    if not _AT_ONCE.acquire(blocking=False):
        raise Conflict("pack.busy")
    try:
        return _run(content, wanted)
    finally:
        _AT_ONCE.release()


def _run(content: bytes, wanted: str) -> Answer:
    with NamedTemporaryFile(prefix="alur-", suffix=".zip", delete=False) as file:
        file.write(content)
    try:
        with as_file(files(__package__) / "verify.py") as program:
            limits = _LIMITED.format(seconds=_SECONDS, memory=_MEMORY)
            asked = [sys.executable, "-I", "-X", "utf8", "-c", limits, str(program), file.name]
            done = subprocess.run(
                [*asked, *(["--key", wanted] if wanted else [])],
                capture_output=True,
                timeout=_SECONDS * 2,
                check=False,
                env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
            )
    except subprocess.TimeoutExpired:
        raise _too_long() from None
    finally:
        Path(file.name).unlink()
    said = done.stdout.decode("utf-8", "replace").splitlines()
    if not any(line.startswith(("UTUH", "TIDAK")) for line in said):  # it was ended before it had an answer
        raise _too_long()
    pairs = zip(said[::2], said[1::2], strict=False)
    return Answer(done.returncode, tuple((first, second.strip()) for first, second in pairs))


def _too_long() -> Invalid:
    return Invalid("pack.invalid", Problem("pack.too_long", "pack"))
