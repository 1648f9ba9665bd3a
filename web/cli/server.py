"""alur serve, work, run, migrate and version: the processes of an installation."""

from __future__ import annotations

import logging
import os
import signal
import sys
from importlib.metadata import version as installed_version
from threading import Event, Thread
from typing import Any

import click

from engine.migrate import current_revision, head_revision, migrate
from tasks import worker
from tasks.site import Site
from web.app import create_app
from web.cli.frame import answer, json_option, open_site
from web.cli.setup import furnish, has_people, prepare

_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_port = click.option(
    "--port", type=int, envvar="PORT", default=8000, show_default=True, help="Port to listen on."
)


@click.command()
@_host
@_port
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help="Requests at a time per process.",
)
@click.option(
    "--workers", type=click.IntRange(1, 32), default=1, show_default=True, help="Processes (Linux only)."
)
@click.option("--with-worker", is_flag=True, help="Watch deadlines in this process too.")
def serve(host: str, port: int, threads: int, workers: int, with_worker: bool) -> None:
    """Serve pages and the REST API. The database must have been migrated."""
    listen(open_site(), host, port, threads=threads, workers=workers, with_worker=with_worker)


@click.command()
@click.option(
    "--every", type=float, default=2.0, show_default=True, help="Seconds between two looks at the deadlines."
)
@click.option("--once", is_flag=True, help="Settle what is due and stop.")
def work(every: float, once: bool) -> None:
    """Fire due timers, date breaches, sign checkpoints. Any number of workers may run."""
    site = open_site()
    if once:
        faults = worker.settle(site)
        worker.keep_house(site)
        if faults:
            raise faults[0]
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    worker.run(site, worker.name(), stop, every)


@click.command()
@_host
@_port
def run(host: str, port: int) -> None:
    """Set everything up (database, shipped SOPs, demo office unless DEMO=0) and serve it, worker included."""
    site = open_site(migrated=False)
    prepare(site, demo=os.environ.get("DEMO", "1") != "0")
    if not has_people(site):
        click.echo("Nobody can sign in yet: `alur user add NAME --role administrator` adds the first person.")
    listen(site, host, port, threads=8, workers=1, with_worker=True)


@click.command("migrate")
@json_option
def migrate_command(as_json: bool) -> None:
    """Bring the database up to this version of Alur: its tables, and once the shipped calendar and SOPs."""
    site = open_site(migrated=False)
    before = current_revision(site.db.engine)
    after = migrate(site.db.engine)
    furnish(site)
    answer({"from": before, "to": after}, as_json, (f"{before or 'empty'} -> {after}",))


@click.command()
@json_option
def version(as_json: bool) -> None:
    """Print Alur's version and that of the engine library."""
    said = {
        "alur": installed_version("alur"),
        "spiffworkflow": installed_version("SpiffWorkflow"),
        "schema": head_revision(),
    }
    answer(said, as_json, (f"alur {said['alur']}",))


def listen(site: Site, host: str, port: int, *, threads: int, workers: int, with_worker: bool) -> None:
    """Listen until told to stop: gunicorn on Linux, waitress elsewhere."""
    if sys.platform.startswith("linux"):
        _gunicorn(site, host, port, threads, workers, with_worker)
    else:
        _waitress(site, host, port, threads, with_worker)


def _gunicorn(site: Site, host: str, port: int, threads: int, workers: int, with_worker: bool) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 - does not import on Windows

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "worker_class": "gthread",
                "threads": threads,
                "timeout": 60,
                "graceful_timeout": 10,
                "loglevel": "warning",
                "when_ready": ready,
                "post_worker_init": started,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return create_app(site)

    def ready(_server: Any) -> None:
        _announce(host, port)

    def started(_process: Any) -> None:
        if with_worker:
            _worker_thread(site)

    site.db.close()  # connections never cross a fork
    Server().run()


def _waitress(site: Site, host: str, port: int, threads: int, with_worker: bool) -> None:
    from waitress import serve as waitress_serve  # noqa: PLC0415 - only where gunicorn cannot run

    if with_worker:
        _worker_thread(site)
    _announce(host, port)
    waitress_serve(create_app(site), host=host, port=port, threads=threads)


def _worker_thread(site: Site) -> None:
    Thread(target=worker.run, args=(site, worker.name(), Event()), name="worker", daemon=True).start()


def _announce(host: str, port: int) -> None:
    click.echo(f"Alur: http://{host}:{port}/")
    sys.stdout.flush()
