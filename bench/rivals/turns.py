"""The turns of a rival's process: a number of cases comes in on a line, one line of JSON goes out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, replace

from bench import room
from bench.runs import Contender, work


def take(open_contender: Callable[[str], AbstractContextManager[Contender]]) -> None:
    """Work on the database whose address is the first word; each line `{"name", "cpu", "rate", "p50", "p95",
    "bytes"}` has the units of `bench.runs.Run`."""
    address = sys.argv[1]
    with open_contender(address) as contender:
        for line in sys.stdin:
            cases = int(line)
            before = room.taken(address)
            run = work(contender, cases)
            grown = (room.taken(address) - before) / cases
            print(json.dumps({"name": contender.name, **asdict(replace(run, bytes=grown))}), flush=True)
