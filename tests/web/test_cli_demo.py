"""What `alur demo` prepares before it plays: SOPs and people as old as what they did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from engine import calendars
from engine.database import Database
from tasks import library, people
from tasks.demo import DEMO_PEOPLE, LATER
from tasks.site import Site
from tests.support.office import OPERATOR, Office
from web.cli import setup

JULY = datetime(2021, 7, 1, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path) -> Iterator[Site]:
    """An installation that was migrated, and nothing else."""
    (tmp_path / "alur.db").write_bytes(sqlite_template.read_bytes())
    db = Database(f"sqlite:///{tmp_path / 'alur.db'}")
    yield Site(db, tmp_path)
    db.close()


def test_the_year_is_played_on_sops_as_old_as_itself_and_m_paspor_comes_later(site: Site) -> None:
    with setup.when_it_began(site, full=True) as then:
        setup.furnish(then, LATER)
    published = {line.key: line.version.created_at for line in library.list_sops(site, OPERATOR)}
    assert "m_paspor" not in published and "penerbitan_penggantian" in published
    assert max(published.values()) < JULY
    setup.furnish(site)
    assert "m_paspor" in {line.key for line in library.list_sops(site, OPERATOR)}


def test_an_installation_that_has_sops_gets_its_demo_people_now(site: Site) -> None:
    setup.furnish(site)
    with setup.when_it_began(site, full=True) as now:
        assert now is site
    assert set(DEMO_PEOPLE).isdisjoint(person.login for person in people.listed(site, OPERATOR))


def test_the_year_is_not_played_among_the_requests_of_an_office(office: Office) -> None:
    office.start()
    with pytest.raises(click.UsageError, match="no demo office"):
        setup.prepare_demo(office.site, full=True)
    with office.site.db.read() as tx:
        assert len(calendars.versions(tx, OPERATOR.office)) == 1
