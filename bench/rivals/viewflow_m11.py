"""M11 on Viewflow 2.4 (Django), in one process without its pages.

    echo 20 | .venv/rivals-viewflow/bin/python -m bench.rivals.viewflow_m11 sqlite:////tmp/viewflow.db

A completion is what Viewflow does when a form is sent, by the calls it documents for code: find the open task, take
the lock and a transaction, start the activation, put the form's values into the process's data, store it, execute
(which stores the task, asks the choice, and stores the next task, already assigned). The case is begun outside the
measured time. PostgreSQL with its own settings and the lock Viewflow recommends there (SELECT … FOR UPDATE of the
process); SQLite with WAL, synchronous=FULL and BEGIN IMMEDIATE, which needs no other lock. DEBUG is off, the
connection is kept.

Left out, though Alur does it: whether this person may, the check of the form, clocks in office hours and breaches, the
audit trail. Left out, though Viewflow would do it: HTTP, sessions, templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench import m11
from bench.rivals import turns


class Viewflow:
    """The flow, and the one officer who does everything."""

    def __init__(self, place: str, flow: Any) -> None:
        self.name = f"Viewflow {version('django-viewflow')}, {place}"
        self._flow = flow

    def begin(self) -> int:
        """A process with its first task assigned; its number."""
        return int(self._flow.mulai.run().pk)

    def complete(self, case: int, number: int) -> int:
        """Complete a task as the view around a form does."""
        task = self._flow.task_class.objects.get(
            process_id=case, flow_task=getattr(self._flow, f"langkah_{number}")
        )
        with task.activation() as activation:
            activation.start(None)
            activation.process.data[f"langkah_{number}"] = m11.answer(number)
            activation.process.save()
            activation.execute()
        if number == m11.STEPS and activation.process.finished is None:
            raise RuntimeError("the process went another way")
        return case


@contextmanager
def opened(address: str) -> Iterator[Viewflow]:
    """Viewflow on an empty database, with its tables."""
    postgres = not address.startswith("sqlite")
    settings.configure(
        DATABASES={"default": _on_postgres(address) if postgres else _on_sqlite(address)},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "viewflow",
            "viewflow.workflow",
            "bench.rivals",
        ],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    call_command("migrate", verbosity=0)
    # Django's models can be imported only once it is set up.
    flow = import_module("bench.rivals.viewflow_flow")
    if postgres:
        flow.use_row_lock()
    yield Viewflow("PostgreSQL" if postgres else "SQLite", flow.M11)
    connection.close()


def _on_sqlite(address: str) -> Mapping[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": address.removeprefix("sqlite:///"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _on_postgres(address: str) -> Mapping[str, Any]:
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "HOST": parts.hostname,
        "PORT": parts.port,
        "USER": parts.username,
    }


if __name__ == "__main__":
    turns.take(opened)
