"""Reads a file in a process of its own, with a limit on time and memory: no file can hold up or bring down the site."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any

from processes.intake.kinds import recognise_kind
from processes.intake.model import Intake
from processes.intake.paper import Tell
from processes.intake.refusals import Unreadable
from processes.intake.stored import from_json, to_json

LONGEST = 60.0  # seconds
MEMORY = 2 * 1024 * 1024 * 1024  # bytes of address space
_ROOT = Path(__file__).parents[2]
_SERVE = "from processes.intake.limited import serve; serve()"


def read_limited(content: bytes, tell: Tell = lambda done, of: None, longest: float = LONGEST) -> Intake:
    """As reading.read, in a child process. Raises Unreadable, also when it takes more than `longest` seconds."""
    recognise_kind(content)
    child = subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
    )
    alarm = Timer(longest, child.kill)
    alarm.start()
    try:
        return _heard(child, content, tell)
    finally:
        alarm.cancel()
        child.kill()
        child.communicate()


def _heard(child: subprocess.Popen[bytes], content: bytes, tell: Tell) -> Intake:
    """What the child says, a line of JSON each time: progress, then the outcome."""
    assert child.stdin is not None and child.stdout is not None
    with suppress(BrokenPipeError):
        child.stdin.write(len(content).to_bytes(8) + content)
        child.stdin.flush()
    for line in child.stdout:
        word = json.loads(line)
        if "refused" in word:
            raise Unreadable(word["refused"], **word["values"])
        if "intake" in word:
            return from_json(word["intake"])
        tell(word["done"], word["of"])
    raise Unreadable("intake.too_slow")  # it was ended, or ran out of memory


def serve() -> None:
    """The child: reads one file from standard input, says progress and the outcome on standard output."""
    from processes.intake.reading import read  # noqa: PLC0415 - only the child needs the libraries that read files

    limit_memory()
    content = sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(8)))
    try:
        _say(intake=to_json(read(content, lambda done, of: _say(done=done, of=of))))
    except Unreadable as refusal:
        _say(refused=refusal.key, values=refusal.values)
    except (MemoryError, RecursionError):
        _say(refused="intake.too_slow", values={})


def _say(**word: Any) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


def limit_memory() -> None:
    """Let this process take no more than MEMORY bytes of addresses, where the system knows such limits."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
