"""The people on an account: NIK questions, the seal, and that nobody sees somebody else's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine import schema
from engine.database import Database
from engine.refusals import Conflict, Invalid, NotFound
from tasks.applicants import family, nik, vault
from tasks.site import Site
from tests.tasks.applicants.people import BUDI, SITI_NIK, SITI_PERSON, joined, with_person


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path / "alur")


def problems(site: Site, actor: Any, **fields: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        family.add(site, actor, {**SITI_PERSON, **fields})
    return [(problem.where, problem.key) for problem in refused.value.problems]


def test_a_nik_repeats_birth_and_sex_and_has_a_province() -> None:
    born = date(1990, 2, 1)
    assert nik.doubts(SITI_NIK, born, "p") == ()
    assert nik.doubts("6310010102900001", born, "l") == ()
    assert nik.doubts("6310010102900001", born, "p") == ("kelamin",)
    assert nik.doubts("6310014202900001", born, "p") == ("lahir",)
    assert nik.doubts("9910014102900001", born, "p") == ("wilayah",)
    assert nik.doubts("6300000102910001", born, "p") == ("wilayah", "lahir", "kelamin")


@pytest.mark.parametrize("typed", ["", "631001410290000", "63100141029000011", "631001410290000x", "٦" * 16])
def test_a_nik_is_sixteen_digits(site: Site, typed: str) -> None:
    assert problems(site, joined(site), nik=typed) == [("nik", "nik.form")]


def test_a_nik_that_fits_ill_is_asked_about_and_then_taken(site: Site) -> None:
    actor = joined(site)
    with pytest.raises(Invalid) as refused:
        family.add(site, actor, {**SITI_PERSON, "sex": "l"})
    assert refused.value.key == "nik.question"
    assert [problem.key for problem in refused.value.problems] == ["nik.kelamin"]
    person = family.add(site, actor, {**SITI_PERSON, "sex": "l", "nik_checked": "true"})
    with site.db.read(actor) as tx:
        assert family.read_own(tx, person).doubts == ("kelamin",)


def test_a_nik_lies_sealed_and_shows_its_last_digits_only(site: Site) -> None:
    actor, person = with_person(site, nik="63.1001.410290-0001")
    with site.db.read(actor) as tx:
        assert [one.nik_hint for one in family.people(tx)] == ["0001"]
        everything = [str(tx.conn.execute(select(table)).all()) for table in schema.metadata.sorted_tables]
        assert SITI_NIK not in "".join(everything)
        assert family.nik_of(tx, site.keys, person) == SITI_NIK


def test_a_seal_fits_its_owner_and_key_alone(tmp_path: Path) -> None:
    sealed = vault.seal(tmp_path / "a", SITI_NIK, "account:1")
    assert vault.opened(tmp_path / "a", sealed, "account:1") == SITI_NIK
    assert sealed != vault.seal(tmp_path / "a", SITI_NIK, "account:1")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for place, seal, owner in (
        ("a", sealed, "account:2"),
        ("b", sealed, "account:1"),
        ("a", changed, "account:1"),
    ):
        with pytest.raises(ValueError, match="seal"):
            vault.opened(tmp_path / place, seal, owner)
    assert (tmp_path / "a" / "nik.key").stat().st_mode & 0o777 == 0o600


def test_every_wrong_field_of_a_person_is_named(site: Site) -> None:
    actor = joined(site)
    wrong = {"name": "", "birth.month": "13", "sex": "x", "relation": "", "nik": "1"}
    assert problems(site, actor, **wrong) == [
        ("birth", "form.day"),
        ("name", "text.required"),
        ("sex", "form.choice"),
        ("relation", "form.choose_one"),
        ("nik", "nik.form"),
    ]
    assert problems(site, actor, **{"birth.year": "2026", "birth.month": "4", "birth.day": "10"}) == [
        ("birth", "form.day_range")
    ]


def test_an_account_holds_as_many_as_the_setting_says_and_nobody_twice(site: Site) -> None:
    actor, _ = with_person(site)
    assert problems(site, actor) == [("nik", "nik.twice")]
    for number in range(2, 6):
        family.add(site, actor, {**SITI_PERSON, "nik": f"631001410290000{number}"})
    with pytest.raises(Conflict) as refused:
        family.add(site, actor, {**SITI_PERSON, "nik": "6310014102900006"})
    assert (refused.value.key, refused.value.values) == ("applicant.too_many", {"most": 5})


def test_a_correction_keeps_the_nik_unless_a_new_one_is_typed(site: Site) -> None:
    actor, person = with_person(site)
    family.change(site, actor, person, {**SITI_PERSON, "name": "Siti Aminah Noor", "nik": ""})
    family.change(site, actor, person, {**SITI_PERSON, "name": "Siti Aminah Noor"})
    with site.db.read(actor) as tx:
        assert family.read_own(tx, person).name == "Siti Aminah Noor"
        assert family.nik_of(tx, site.keys, person) == SITI_NIK


def test_somebody_elses_people_are_not_there(site: Site) -> None:
    _, person = with_person(site)
    stranger = joined(site, BUDI)
    with site.db.read(stranger) as tx:
        assert family.people(tx) == ()
        with pytest.raises(NotFound):
            family.read_own(tx, person)
    for change in (family.remove, lambda *place: family.change(*place, SITI_PERSON)):
        with pytest.raises(NotFound):
            change(site, stranger, person)


def test_a_person_taken_off_is_gone_from_the_account(site: Site) -> None:
    actor, person = with_person(site)
    family.remove(site, actor, person)
    with site.db.read(actor) as tx:
        assert family.people(tx) == ()
    assert family.add(site, actor, SITI_PERSON) != person
