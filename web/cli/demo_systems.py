"""alur demo-systems: the systems outside, played on this machine."""

from __future__ import annotations

import logging
import os
from threading import Timer

import click

from tasks.systems.needs import CODES
from tasks.systems.ways import VARIABLES
from web.cli.reach import require_free
from web.demo_systems import Systems, new_secret, server


@click.command("demo-systems")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8100, show_default=True, help="Port on 127.0.0.1."
)
@click.option(
    "--alur", "address", default="http://127.0.0.1:8000", show_default=True, help="Where Alur serves its API."
)
@click.option(
    "--for",
    "seconds",
    type=click.FloatRange(0.1),
    default=3600.0,
    show_default=True,
    help="Seconds until it ends by itself.",
)
@click.option(
    "--delay",
    type=click.FloatRange(0.0),
    default=1.0,
    show_default=True,
    help="Seconds from a request to its answer.",
)
@click.option("--seed", type=int, default=2022, show_default=True, help="Decides the codes.")
def demo_systems(port: int, address: str, seconds: float, delay: float, seed: int) -> None:
    """Play SIMPONI, BMS, daftar cekal, SPRI and the M-Paspor CMS over HTTP, with seeded answers, for a while.

    Prints the variables that make Alur use it. Secrets are those of ALUR_SYSTEM_<NAME>_SECRET, or made up.
    """
    require_free("127.0.0.1", port)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    secrets = {system: os.environ.get(VARIABLES[system][1]) or new_secret() for system in CODES}
    for system in CODES:
        url, secret = VARIABLES[system]
        click.echo(f"export {url}=http://127.0.0.1:{port}/{system} {secret}={secrets[system]}")
    played = server(Systems(address.rstrip("/"), secrets, delay, seed), port)
    end = Timer(seconds, played.shutdown)
    end.daemon = True
    end.start()
    with played:
        played.serve_forever()
