"""alur serve and work: the processes of an installation."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from threading import Event, Thread
from typing import Any

import click

from tasks import worker
from tasks.site import Site
from tasks.worker import Duty
from web.app import create_app, trusted_proxies
from web.cli.duties import duties
from web.cli.frame import open_site
from web.cli.reach import require_free

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
port_option = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="PORT",
    default=8000,
    show_default=True,
    help="Port to listen on.",
)


@click.command()
@host_option
@port_option
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
    require_startable(host, port)
    done = duties() if with_worker else None
    listen(open_site(), host, port, threads=threads, workers=workers, done=done)


@click.command()
@click.option(
    "--every", type=float, default=2.0, show_default=True, help="Seconds between two looks at the deadlines."
)
@click.option("--once", is_flag=True, help="Settle what is due and stop.")
def work(every: float, once: bool) -> None:
    """Fire due timers, date breaches, send messages, sign checkpoints. Any number of workers may run."""
    done = duties()
    site = open_site()
    if once:
        faults = worker.settle(site, done)
        worker.keep_house(site)
        if faults:
            raise faults[0]
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    worker.run(site, worker.name(), stop, every, done)


def require_startable(host: str, port: int) -> None:
    """Refuse what would keep the server from starting, before anything is prepared for it.

    Raises UsageError for a wrong ALUR_TRUST_PROXY, OutOfReach for an address nobody can listen on.
    """
    try:
        trusted_proxies()
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    require_free(host, port)


Done = tuple[Duty, ...] | None
"""The duties of a worker in this process; None: it has no worker."""


def listen(site: Site, host: str, port: int, *, threads: int, workers: int, done: Done) -> None:
    """Listen until told to stop: gunicorn on Linux, waitress elsewhere."""
    if sys.platform.startswith("linux"):
        _gunicorn(site, host, port, threads, workers, done)
    else:
        _waitress(site, host, port, threads, done)


def _gunicorn(site: Site, host: str, port: int, threads: int, workers: int, done: Done) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 - does not import on Windows

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": _place(host, port),
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
            app = create_app(site)
            gc.freeze()  # what stands now stays: later collections need not look through it
            return app

    def ready(_server: Any) -> None:
        _announce(host, port)

    def started(_process: Any) -> None:
        if done is not None:
            _worker_thread(site, done)

    site.db.close()  # connections never cross a fork
    Server().run()


def _waitress(site: Site, host: str, port: int, threads: int, done: Done) -> None:
    from waitress import serve as waitress_serve  # noqa: PLC0415 - only where gunicorn cannot run

    if done is not None:
        _worker_thread(site, done)
    _announce(host, port)
    waitress_serve(create_app(site), host=host, port=port, threads=threads)


def _worker_thread(site: Site, done: tuple[Duty, ...]) -> None:
    work = (site, worker.name(), Event(), 2.0, done)
    Thread(target=worker.run, args=work, name="worker", daemon=True).start()


def _announce(host: str, port: int) -> None:
    click.echo(f"Alur: {address_of(host, port)}/ (Ctrl-C ends it)")
    sys.stdout.flush()


def address_of(host: str, port: int) -> str:
    """Where pages are served."""
    return f"http://{_place(host, port)}"


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
