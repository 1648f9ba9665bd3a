"""What a newer version or a colleague changed is taken over into one's own draft; nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert

from engine import schema
from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from processes.merging import MINE, THEIRS
from tasks import library
from tasks.roles import PROCESS_OWNER
from tasks.versions import merging, reviewing
from tasks.versions.merging import VERSION, Plan, Seen
from tests.support.office import Office
from tests.tasks.versions.changing import KEY, SHIPPED, drafted

REMARK = SHIPPED.replace(b"Keluarga pemohon", b"Keluarga inti pemohon", 1)
SHORTER = SHIPPED.replace(b'amount="20"', b'amount="15"', 1)
LONGER = SHIPPED.replace(b'amount="20"', b'amount="30"', 1)


@pytest.fixture
def two(office: Office) -> Office:
    """An office with a second process owner."""
    row = {"login": "kasubsi", "name": "Kasubsi", "password_hash": "", "office": "batulicin"}
    with office.site.db.begin() as tx:
        tx.conn.execute(insert(schema.people).values(**row, active=True, locale="id", created_at=tx.now))
    return replace(
        office, actors={**office.actors, "kasubsi": Actor("kasubsi", "Kasubsi", frozenset({PROCESS_OWNER}))}
    )


def plan(office: Office, author: str, login: str = "pemilik") -> Plan:
    with office.site.db.read(office[login]) as tx:
        return merging.plan(tx, KEY, author)


def seen(found: Plan) -> Seen:
    return Seen(found.draft.revision, found.source.revision)


def mine(office: Office, login: str = "pemilik") -> tuple[int, bytes]:
    draft = library.open_draft(office.site, office[login], KEY)
    return draft.base_version, draft.xml


def test_a_newer_version_comes_into_the_draft_which_may_be_sent_then(office: Office) -> None:
    drafted(office, REMARK)
    library.deploy_file(office.site, office["admin"], SHORTER, "lebih singkat")
    with pytest.raises(Conflict, match=r"definition\.newer_version"):
        reviewing.submit(office.site, office["pemilik"], KEY, "tertinggal")
    found = plan(office, VERSION)
    assert (found.ancestor, found.merge.conflicts) == (1, ())
    merging.take_over(office.site, office["pemilik"], KEY, VERSION, seen(found), {})
    base, xml = mine(office)
    assert base == 2 and b"Keluarga inti pemohon" in xml and b'amount="15"' in xml
    assert reviewing.submit(office.site, office["pemilik"], KEY, "kini lengkap").base_version == 2
    with office.site.db.read(office["pemilik"]) as tx:
        assert merging.sources(tx, KEY) == ()


def test_a_colleague_s_draft_is_taken_over_and_stays_theirs(two: Office) -> None:
    drafted(two, REMARK)
    drafted(two, SHORTER, "kasubsi")
    with two.site.db.read(two["pemilik"]) as tx:
        assert merging.colleagues(tx, KEY) == ("Kasubsi",)
    found = plan(two, "kasubsi")
    merging.take_over(two.site, two["pemilik"], KEY, "kasubsi", seen(found), {})
    _, xml = mine(two)
    assert b"Keluarga inti pemohon" in xml and b'amount="15"' in xml
    assert mine(two, "kasubsi") == (1, SHORTER)


def test_a_cell_both_changed_has_to_be_chosen(two: Office) -> None:
    drafted(two, SHORTER)
    drafted(two, LONGER, "kasubsi")
    found = plan(two, "kasubsi")
    (conflict,) = found.merge.conflicts
    for choices in ({}, {conflict.key: "both"}, {conflict.key: "siapa"}):
        with pytest.raises(Invalid) as refused:
            merging.take_over(two.site, two["pemilik"], KEY, "kasubsi", seen(found), choices)
        assert [one.where for one in refused.value.problems] == [conflict.key]
    assert mine(two) == (1, SHORTER)
    merging.take_over(two.site, two["pemilik"], KEY, "kasubsi", seen(found), {conflict.key: THEIRS})
    assert b'amount="30"' in mine(two)[1]
    again = plan(two, "kasubsi")
    assert again.merge.conflicts == ()


def test_a_side_that_moved_on_is_looked_at_again(two: Office) -> None:
    drafted(two, REMARK)
    drafted(two, SHORTER, "kasubsi")
    found = plan(two, "kasubsi")
    drafted(two, LONGER, "kasubsi")
    with pytest.raises(Conflict, match=r"merge\.moved"):
        merging.take_over(two.site, two["pemilik"], KEY, "kasubsi", seen(found), {})
    assert mine(two) == (1, REMARK)


def test_two_drafts_of_different_versions_meet_at_the_older_one(two: Office) -> None:
    drafted(two, REMARK, "kasubsi")
    library.deploy_file(two.site, two["admin"], SHORTER, "lebih singkat")
    renamed = SHORTER.replace(b'name="Memastikan persyaratan', b'name="Memeriksa persyaratan', 1)
    drafted(two, renamed)
    found = plan(two, "kasubsi")
    assert (found.ancestor, found.merge.conflicts) == (1, ())
    merging.take_over(two.site, two["pemilik"], KEY, "kasubsi", seen(found), {})
    base, xml = mine(two)
    assert base == 2 and all(
        word in xml for word in (b"Keluarga inti", b'amount="15"', b"Memeriksa persyaratan")
    )
    other = plan(two, "pemilik", "kasubsi")
    assert other.ancestor == 1 and [one.key for one in other.merge.conflicts] == []
    merging.take_over(two.site, two["kasubsi"], KEY, "pemilik", seen(other), {"tidak ada": MINE})
    assert mine(two, "kasubsi")[0] == 2


def test_only_owners_of_the_office_with_a_draft_take_over(two: Office) -> None:
    drafted(two, SHORTER, "kasubsi")
    for login in ("kasi", "admin", "petugas1"):
        with pytest.raises(Forbidden):
            plan(two, "kasubsi", login)
    with pytest.raises(NotFound):
        plan(two, "kasubsi")
    drafted(two, REMARK)
    stranger = replace(two["pemilik"], office="kotabaru")
    with two.site.db.read(stranger) as tx:
        assert merging.colleagues(tx, KEY) == () and merging.sources(tx, KEY) == ()
        with pytest.raises(NotFound):
            merging.plan(tx, KEY, "kasubsi")
    for author in ("tidak_ada", "pemilik", VERSION):
        with pytest.raises(NotFound):
            plan(two, author)
