"""M11 on DBOS Transact 3.4, in one process: a workflow that waits for eleven messages.

    echo 20 | .venv/rivals-dbos/bin/python -m bench.rivals.dbos_m11 sqlite:////tmp/dbos.db

Each human task is a `DBOS.recv`, as DBOS's guide to workflows with people shows; the choices are Python's. A
completion is a `DBOS.send` until the workflow has taken the message durably; the last one until the workflow has
ended durably. The workflow tells this process so by a queue in memory, the cheapest way there is. The case is begun,
and has come to its first wait, outside the measured time. Processor time is that of every thread: the workflow's, the
listener's, the client's.

PostgreSQL, which DBOS recommends for production, with its own settings and DBOS's (LISTEN and NOTIFY). SQLite, which
DBOS has for trying out, with WAL and synchronous=FULL; it polls there, by itself once a second and here every ten
milliseconds, because a completion that comes between two looks would else wait a second.

Left out, though Alur does it: any list of open tasks, whether this person may, the check of the form, clocks in office
hours and breaches, the audit trail.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from importlib.metadata import version
from queue import SimpleQueue
from time import sleep
from typing import Any

from dbos import DBOS, DBOSConfig

from bench import m11
from bench.rivals import turns

_PATIENCE = timedelta(days=30).total_seconds()  # how long an office may take for a task
_LOOK = 0.01  # seconds between two looks of the listener on SQLite
_taken: SimpleQueue[int] = SimpleQueue()


@DBOS.workflow()  # type: ignore[untyped-decorator]
def m11_case(start: dict[str, Any]) -> dict[str, Any]:
    """A case: what was given at the start and in each task."""
    data = dict(start)
    for number in range(1, m11.STEPS + 1):
        answer = DBOS.recv(f"langkah_{number}", timeout_seconds=_PATIENCE)
        _taken.put(number)
        data[f"langkah_{number}"] = answer
        if number in m11.CHOICES and answer["keputusan"] != "ya":
            return {**data, "ditolak": number}
    return data


class Dbos:
    """The workflow and the client in one process, which is the fastest DBOS has."""

    def __init__(self, place: str) -> None:
        self.name = f"DBOS Transact {version('dbos')}, {place}"

    def begin(self) -> Any:
        """A workflow that waits for its first message; its handle."""
        handle = DBOS.start_workflow(m11_case, dict(m11.START))
        while not DBOS.list_workflow_steps(handle.workflow_id):  # the wait is a step once it is stored
            sleep(0.005)
        return handle

    def complete(self, case: Any, number: int) -> Any:
        """Send a task's answer and see it taken."""
        DBOS.send(case.workflow_id, m11.answer(number), f"langkah_{number}")
        if _taken.get(timeout=60) != number:
            raise RuntimeError("the workflow took another message")
        if number == m11.STEPS and "ditolak" in case.get_result():
            raise RuntimeError("the workflow went another way")
        return case


@contextmanager
def opened(address: str) -> Iterator[Dbos]:
    """DBOS on an empty database, with its tables."""
    postgres = not address.startswith("sqlite")
    if not postgres:
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as file:
            file.execute("PRAGMA journal_mode=WAL")  # stays with the file; FULL is SQLite's own setting
    config: DBOSConfig = {"name": "m11-case", "system_database_url": address, "log_level": "ERROR"}
    if not postgres:
        config["notification_listener_polling_interval_sec"] = _LOOK
    DBOS(config=config)
    DBOS.launch()
    yield Dbos("PostgreSQL" if postgres else "SQLite")
    DBOS.destroy()


if __name__ == "__main__":
    turns.take(opened)
