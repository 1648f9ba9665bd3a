"""What `alur migrate`, `run` and `demo` prepare: tables, calendar, shipped SOPs, a demo office with its people."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import click

from engine import calendars
from engine.clock import VirtualClock
from engine.database import Database
from engine.migrate import migrate
from tasks import library, outbox, people, settings
from tasks.demo import DEMO_PEOPLE, HOLDERS, LATER, begin, in_use, play, play_year
from tasks.outbox import reminders
from tasks.outbox.mail import Mail
from tasks.people import NewPerson
from tasks.sandbox import shipping
from tasks.site import Site
from tasks.worker import Duty
from web.cli.frame import OPERATOR
from web.cli.progress import Progress
from web.mails.composing import composer
from web.mails.links import linked

_PASSWORD_FILE = "demo-password"
_UNFINISHED_FILE = "demo-unfinished"


def prepare(site: Site, *, demo: bool, full: bool = False, address: str = "") -> None:
    """Make an installation ready to serve; everything that stands already is left as it is.

    `demo` adds the demo office, `full` the year of the paper to it; links in its messages lead to `address`.
    """
    migrate(site.db.engine)
    if demo:
        prepare_demo(site, full=full, address=address)
    else:
        furnish(site)


def furnish(site: Site, without: Collection[str] = ()) -> None:
    """Put the shipped calendar and SOPs into a migrated database that has none; an office's own stay."""
    with site.db.begin(OPERATOR) as tx:
        calendars.seed(tx, OPERATOR.office)
    library.deploy_shipped(site, OPERATOR, without)
    shipping.deploy_shipped(site, OPERATOR)


def has_people(site: Site) -> bool:
    """Whether anybody could sign in."""
    return bool(people.listed(site, OPERATOR))


def prepare_demo(site: Site, *, full: bool = False, address: str = "") -> None:
    """Add the demo people and play what they did, each once; print how to sign in.

    Raises UsageError for the year on an installation that an office works with.
    """
    if full and in_use(site):
        raise click.UsageError(
            "Requests stand here that no demo office played: the year is played on an empty installation or beside a "
            "demo office."
        )
    with when_it_began(site, full=full) as then:
        furnish(then, LATER if full else ())
        password = _hire(then)
    if full:
        _play_once(site, f"{_UNFINISHED_FILE}-year", "Playing July 2021 to June 2022", play_year)
        furnish(site)
    duties = (reminders.write_due, _delivering(address or os.environ.get("ALUR_PUBLIC_URL", "")))
    _play_once(
        site,
        _UNFINISHED_FILE,
        "Playing three months of the demo office",
        lambda site, progress: play(site, progress, duties=duties),
    )
    click.echo(f"Accounts: {', '.join(DEMO_PEOPLE)}")
    click.echo(f"Password: {password}")
    click.echo(f"Applicants: {', '.join(holder.email for holder in HOLDERS)}")
    click.echo("They sign in with a code; admin reads it on the page Pesan keluar.")


@contextmanager
def when_it_began(site: Site, *, full: bool) -> Iterator[Site]:
    """An installation that has nothing yet gets its SOPs and people when what is played begins; others now."""
    if library.list_sops(site, OPERATOR) or has_people(site):
        yield site
        return
    db = Database(site.db.url, VirtualClock(begin(site, full=full)))
    try:
        yield Site(db, site.folder)
    finally:
        db.close()


def _hire(site: Site) -> str:
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
    return password


def _delivering(public_url: str) -> Duty:
    """Messages of the play count as delivered when they were written; nobody gets them."""
    compose = composer(public_url)

    def deliver(site: Site) -> list[Exception]:
        outbox.send_due(site, linked(site, compose), _to_nobody)
        return []

    return deliver


def _to_nobody(_mail: Mail) -> None:
    """The applicants are invented."""


def _play_once(site: Site, file: str, title: str, played: Callable[[Site, Progress], bool]) -> None:
    # What was played cannot be taken back, nor gone on with: the file remembers a play that was cut short.
    unfinished = site.folder / file
    cut_short = unfinished.exists()
    unfinished.touch()
    with Progress(title) as progress:
        done = played(site, progress)
    if done or not cut_short:
        unfinished.unlink()
        return
    click.echo(
        "The demo office is incomplete: playing it was interrupted. To have it whole, stop Alur, remove "
        f"{site.folder} (and empty {site.db.address}), and start again."
    )
