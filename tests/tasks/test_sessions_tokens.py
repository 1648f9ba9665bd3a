"""Bearer tokens: shown once, kept as a hash, limited to their roles, ended when revoked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import schema
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.refusals import Forbidden, Invalid, NotFound
from tasks import api_tokens
from tasks.site import Site

ADMIN = Actor("admin", "Admin", frozenset({"administrator"}))
SECOND = Actor("kepala", "Kepala", frozenset({"administrator"}))
STRANGER = Actor("petugas1", "Petugas", frozenset({"petugas"}))


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path / "alur")


def test_a_token_acts_with_its_roles_and_is_kept_only_as_a_hash(site: Site) -> None:
    text = api_tokens.create(site, ADMIN, "Pendaftaran daring", ["petugas"])
    actor = api_tokens.resolve(site, text)
    assert actor is not None
    assert (actor.login, actor.roles) == ("token:Pendaftaran daring", {"petugas"})
    with site.db.read() as tx:
        stored = str(tx.conn.execute(select(schema.api_tokens)).all())
        trail = str(tx.conn.execute(select(schema.audit)).all())
    assert text.startswith("alur_")
    assert text not in stored + trail


def test_a_revoked_token_is_nobody(site: Site) -> None:
    text = api_tokens.create(site, ADMIN, "SIMPONI", ["petugas"])
    token = api_tokens.listed(site, SECOND)[0]
    api_tokens.revoke(site, SECOND, token.id)
    assert api_tokens.resolve(site, text) is None
    with pytest.raises(NotFound):
        api_tokens.revoke(site, SECOND, token.id)


@pytest.mark.parametrize("text", ["", "alur_", "alur_tebak", "Bearer x", "alur_\x00"])
def test_anything_else_is_nobody(site: Site, text: str) -> None:
    assert api_tokens.resolve(site, text) is None


def test_a_stranger_neither_makes_nor_sees_nor_ends_tokens(site: Site) -> None:
    api_tokens.create(site, ADMIN, "SIMPONI", ["petugas"])
    with pytest.raises(Forbidden):
        api_tokens.create(site, STRANGER, "Lain", ["administrator"])
    with pytest.raises(Forbidden):
        api_tokens.listed(site, STRANGER)
    with pytest.raises(Forbidden):
        api_tokens.revoke(site, STRANGER, 1)


def test_a_token_without_name_or_roles_is_refused_naming_both(site: Site) -> None:
    with pytest.raises(Invalid) as refused:
        api_tokens.create(site, ADMIN, " ", [])
    assert [problem.where for problem in refused.value.problems] == ["name", "roles"]


def test_its_last_use_is_noted_at_most_once_a_minute(site: Site, clock: VirtualClock) -> None:
    text = api_tokens.create(site, ADMIN, "SIMPONI", ["petugas"])
    first = clock()
    api_tokens.resolve(site, text)
    clock.move(timedelta(seconds=30))
    api_tokens.resolve(site, text)
    assert api_tokens.listed(site, ADMIN)[0].used_at == first
    clock.move(timedelta(seconds=30))
    api_tokens.resolve(site, text)
    assert api_tokens.listed(site, ADMIN)[0].used_at == clock()
