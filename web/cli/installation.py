"""alur run, migrate and version: an installation set up, brought up to date and named."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version as installed_version

import click

from engine.migrate import current_revision, head_revision, migrate
from web.cli.duties import duties
from web.cli.frame import answer, json_option, open_site
from web.cli.server import address_of, host_option, listen, port_option, require_startable
from web.cli.setup import furnish, has_people, prepare


@click.command()
@host_option
@port_option
def run(host: str, port: int) -> None:
    """Set everything up (database, shipped SOPs, demo office unless DEMO=0) and serve it, worker included."""
    require_startable(host, port)
    done = duties(address_of(host, port))
    site = open_site(migrated=False)
    prepare(site, demo=os.environ.get("DEMO", "1") != "0", address=address_of(host, port))
    if not has_people(site):
        click.echo(
            f"Nobody can sign in yet: `{sys.argv[0]} user add NAME --role administrator` adds a person."
        )
    click.echo(f"Data: {site.folder}, database {site.db.address}")
    listen(site, host, port, threads=8, workers=1, done=done)


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
