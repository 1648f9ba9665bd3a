"""What `alur migrate`, `run` and `demo` prepare: tables, calendar, shipped SOPs, a demo office with its people."""

from __future__ import annotations

import secrets

import click

from engine import calendars
from engine.migrate import migrate
from tasks import library, people, settings
from tasks.demo import DEMO_PEOPLE, play
from tasks.people import NewPerson
from tasks.site import Site
from web.cli.frame import OPERATOR
from web.cli.progress import Progress

_PASSWORD_FILE = "demo-password"
_UNFINISHED_FILE = "demo-unfinished"


def prepare(site: Site, *, demo: bool) -> None:
    """Make an installation ready to serve; everything that stands already is left as it is."""
    migrate(site.db.engine)
    furnish(site)
    if demo:
        prepare_demo(site)


def furnish(site: Site) -> None:
    """Put the shipped calendar and SOPs into a migrated database that has none; an office's own stay."""
    with site.db.begin(OPERATOR) as tx:
        calendars.seed(tx, OPERATOR.office)
    library.deploy_shipped(site, OPERATOR)


def has_people(site: Site) -> bool:
    """Whether anybody could sign in."""
    return bool(people.listed(site, OPERATOR))


def prepare_demo(site: Site) -> None:
    """Add the demo people and play their three months once; print how to sign in."""
    password_file = site.folder / _PASSWORD_FILE
    known = {person.login for person in people.listed(site, OPERATOR)}
    if not password_file.exists():
        password_file.touch(0o600)
        password_file.write_text(f"{secrets.token_urlsafe(9)}-Alur1")
    password = password_file.read_text()
    for login, (name, roles) in DEMO_PEOPLE.items():
        if login not in known:
            people.add(site, OPERATOR, NewPerson(login, name, roles, password))
    settings.change(site, OPERATOR, {"demo.accounts": True})
    _play_once(site)
    click.echo(f"Accounts: {', '.join(DEMO_PEOPLE)}")
    click.echo(f"Password: {password}")


def _play_once(site: Site) -> None:
    # What was played cannot be taken back, nor gone on with: the file remembers a play that was cut short.
    unfinished = site.folder / _UNFINISHED_FILE
    cut_short = unfinished.exists()
    unfinished.touch()
    with Progress("Playing three months of the demo office") as progress:
        played = play(site, progress)
    if played or not cut_short:
        unfinished.unlink()
        return
    click.echo(
        "The demo office is incomplete: playing it was interrupted. To have it whole, stop Alur, remove "
        f"{site.folder} (and empty {site.db.address}), and start again."
    )
