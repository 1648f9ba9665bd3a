"""An inspector visits an office: an auditor of it meanwhile and nothing more, written down, ended in every way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine import audit, calendars
from engine.clock import VirtualClock
from engine.database import SYSTEM, Actor, Database
from engine.refusals import Forbidden, Invalid, NotFound
from engine.schema import audit as audit_table
from tasks import api_tokens, people, sessions
from tasks.offices import visits
from tasks.people import NewPerson
from tasks.site import Site
from tests.support.pages import PASSWORD, peopled

GREEDY = ("inspector", "administrator", "supervisor", "petugas", "process_owner")


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    site = peopled(db, tmp_path)
    with db.begin(SYSTEM) as tx:
        for office in ("batulicin", "kotabaru"):
            calendars.seed(tx, office)
    people.add(site, SYSTEM, NewPerson("inspektur", "Inspektur", GREEDY, PASSWORD, "inspektorat"))
    people.add(site, SYSTEM, NewPerson("admin_pusat", "Admin", ("administrator",), PASSWORD, "inspektorat"))
    return site


def signed_in(site: Site, login: str) -> tuple[str, Actor]:
    found = sessions.sign_in(site, login, PASSWORD, "10.0.0.1")
    return found.secret, found.actor


def again(site: Site, secret: str) -> Actor:
    found = sessions.resolve(site, secret)
    assert found is not None
    return found


def acts(site: Site) -> list[tuple[str, str, str]]:
    query = audit_table.select().where(audit_table.c.action.like("office.%")).order_by(audit_table.c.seq)
    with site.db.read() as tx:
        assert not audit.verify(tx).faults
        return [(row.actor, row.action, row.subject) for row in tx.conn.execute(query)]


def test_a_visitor_is_an_auditor_of_that_office_and_nothing_else(site: Site) -> None:
    secret, home = signed_in(site, "inspektur")
    other, _ = signed_in(site, "inspektur")
    visits.visit(site, home, secret, "kotabaru")
    visiting = again(site, secret)
    assert (visiting.login, visiting.office) == ("inspektur", "kotabaru")
    assert visiting.roles == {"auditor", "inspector"}  # what else they hold stays at home
    assert again(site, other) == home  # of this session alone
    visits.visit(site, visiting, secret, "batulicin")
    assert again(site, secret).office == "batulicin"
    visits.leave(site, again(site, secret), secret)
    assert again(site, secret) == home
    visits.leave(site, home, secret)  # nothing to leave: nothing to write
    assert acts(site) == [
        ("inspektur", "office.visited", "office:kotabaru"),
        ("inspektur", "office.visited", "office:batulicin"),
        ("inspektur", "office.left", "office:batulicin"),
    ]


def test_it_ends_with_the_session_and_with_the_role(site: Site) -> None:
    secret, home = signed_in(site, "inspektur")
    visits.visit(site, home, secret, "kotabaru")
    sessions.sign_out(site, again(site, secret), secret)
    assert sessions.resolve(site, secret) is None
    with site.db.read() as tx:
        assert sessions.visiting(tx, secret) is None
    secret, home = signed_in(site, "inspektur")
    assert home.office == "inspektorat"  # signing in anew begins at home
    visits.visit(site, home, secret, "kotabaru")
    people.change(site, SYSTEM, "inspektur", "Inspektur", ["petugas"])
    assert again(site, secret) == replace(home, roles=frozenset({"petugas"}))
    people.change(site, SYSTEM, "inspektur", "Inspektur", ["inspector"])
    people.deactivate(site, SYSTEM, "inspektur")
    assert sessions.resolve(site, secret) is None


@pytest.mark.parametrize("login", ["auditor", "petugas1", "admin"])
def test_nobody_else_visits(site: Site, login: str) -> None:
    secret, actor = signed_in(site, login)
    for command in (
        lambda: visits.visit(site, actor, secret, "kotabaru"),
        lambda: visits.leave(site, actor, secret),
    ):
        with pytest.raises(Forbidden):
            command()
    assert again(site, secret) == actor and acts(site) == []


def test_a_program_and_an_office_there_is_none_of_are_refused(site: Site) -> None:
    secret, home = signed_in(site, "inspektur")
    token = api_tokens.resolve(site, api_tokens.create(site, home, "mesin", ["inspector"]))
    assert token is not None and token.has("inspector")
    with pytest.raises(Forbidden):
        visits.visit(site, token, "", "kotabaru")
    for office in ("tarakan", "", "kotabaru' OR 1=1", "inspektorat", "x" * 5000):
        with pytest.raises(NotFound):
            visits.visit(site, home, secret, office)
    assert again(site, secret) == home and acts(site) == []


def test_the_administrator_of_one_office_makes_no_inspector(site: Site, clock: VirtualClock) -> None:
    admin = Actor("admin", "Admin", frozenset({"administrator"}))
    people.add(site, SYSTEM, NewPerson("pengawas_pusat", "Pusat", ("inspector",), PASSWORD))
    for refused in (
        lambda: people.add(site, admin, NewPerson("baru", "Baru", ("inspector",), PASSWORD)),
        lambda: people.change(site, admin, "admin", "Admin", ["administrator", "inspector"]),
        lambda: api_tokens.create(site, admin, "mesin", ["inspector"]),
    ):
        with pytest.raises(Invalid) as told:
            refused()
        assert [problem.key for problem in told.value.problems] == ["person.role_of_all_offices"]
    with pytest.raises(Forbidden):
        people.reset_password(site, admin, "pengawas_pusat")
    kept = people.change(site, admin, "pengawas_pusat", "Inspektorat", ["inspector"])
    assert kept.name == "Inspektorat"
    assert people.change(site, admin, "pengawas_pusat", "Inspektorat", ["auditor"]).roles == ("auditor",)
    _, inspector = signed_in(site, "inspektur")
    assert people.add(
        site, inspector, NewPerson("dua", "Dua", ("inspector",), PASSWORD, "inspektorat")
    ).person
