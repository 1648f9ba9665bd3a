"""Every lane of an SOP in force is a role people can hold; a right of the product is never one."""

from __future__ import annotations

from engine.database import SYSTEM, Actor
from tasks import cases, lanes, people, work
from tasks.lanes import Lane
from tasks.people import NewPerson
from tasks.roles import PRODUCT_ROLES
from tests.processes.templates import LINE, file, lane
from tests.support.office import OPERATOR, PASSWORD, Office
from tests.tasks.small_processes import deploy


def drawn(name: str) -> bytes:
    """One task in a lane of this name."""
    return file(LINE, lanes=lane("s", "a", "e").replace('name="Petugas"', f'name="{name}"'))


def test_the_lanes_of_every_sop_in_force_can_be_held(office: Office) -> None:
    first = people.known_roles(office.site, office["admin"])
    drawn_lanes = {"petugas", "koordinator", "ketua_tim", "pengawas", "informasi", "admin_cms", "pelaksana"}
    drawn_lanes |= {
        "penyelia",
        "ajudikator",
        "kasi",
        "inteldakim",
        "kakanim",
        "cetak",
        "penyerahan",
        "prioritas",
    }
    assert set(first) == drawn_lanes | set(PRODUCT_ROLES) and len(first) == len(set(first))
    deploy(office.site.db, drawn("Regu Foto"))
    known = people.known_roles(office.site, office["admin"])
    assert set(known) == set(first) | {"regu_foto"} and not {"pemohon", "pemanggil"} & set(known)
    with office.site.db.read(OPERATOR) as tx:
        found = {one.role: one for one in lanes.in_force(tx)}
    assert found["regu_foto"] == Lane("regu_foto", "Regu Foto", "Regu Foto", "P")
    assert found["koordinator"].heading == "Koordinator (Kasubsi Lalintalkim)"
    deploy(office.site.db, drawn("Regu Cetak"))
    assert "regu_foto" not in people.known_roles(office.site, office["admin"])


def test_who_holds_a_lane_works_its_tasks_and_nothing_more(office: Office) -> None:
    deploy(office.site.db, drawn("Penyelia"))
    added = people.add(office.site, SYSTEM, NewPerson("rahmat", "Rahmat", ["penyelia"], PASSWORD)).person
    assert added.roles == ("penyelia",)
    (task,) = cases.start(office.site, office["petugas1"], "p", {}).opened
    work.claim(office.site, Actor("rahmat", roles=frozenset(added.roles)), task)


def test_a_role_somebody_holds_stays_when_its_sop_goes(office: Office) -> None:
    deploy(office.site.db, drawn("2 Loket"))
    people.add(office.site, SYSTEM, NewPerson("ani", "Ani", ["2_loket"], PASSWORD))
    deploy(office.site.db, drawn("Petugas"))
    assert "2_loket" in people.known_roles(office.site, office["admin"])
