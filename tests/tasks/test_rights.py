"""Who may see a case and who may work a task."""

from __future__ import annotations

import pytest

from engine.database import SYSTEM, Actor, Database
from engine.refusals import Forbidden
from engine.schema import task_candidates
from tasks import rights
from tests.tasks.rows import a_case, a_task


def person(login: str, *roles: str, office: str = "batulicin") -> Actor:
    return Actor(login, roles=frozenset(roles), office=office)


@pytest.mark.parametrize("role", ["petugas", "pengawas", "supervisor", "auditor", "all_lanes"])
def test_staff_supervisors_and_auditors_see_cases(role: str) -> None:
    assert rights.may_see_case(person("x", role), "batulicin")


@pytest.mark.parametrize("held", [(), ("process_owner",), ("administrator",)])
def test_others_see_no_personal_data(held: tuple[str, ...]) -> None:
    assert not rights.may_see_case(person("x", *held))
    with pytest.raises(Forbidden):
        rights.require_case(person("x", *held))


def test_nobody_sees_the_cases_of_another_office_except_the_system() -> None:
    assert not rights.may_see_case(person("x", "petugas", "auditor", office="kotabaru"), "batulicin")
    assert rights.may_see_case(SYSTEM, "batulicin")


def test_a_task_is_worked_by_its_lane_its_assignee_and_its_candidates(db: Database) -> None:
    with db.begin() as tx:
        task = a_task(tx, a_case(tx), lane="koordinator", assignee="wati")
        names = (("user", "umar"), ("group", "cadangan"))
        tx.conn.execute(task_candidates.insert(), [{"task_id": task, "kind": k, "name": n} for k, n in names])
    may = (
        person("kiki", "koordinator"),
        person("wati"),
        person("umar"),
        person("cica", "cadangan"),
        person("program", "all_lanes"),
    )
    colleague, stranger = person("pipit", "petugas"), person("orang", "administrator")
    for actor in may:
        with db.read(actor) as tx:
            assert rights.is_candidate(tx, task), actor.login
    for actor in (colleague, stranger, person("koordinator", "umar")):
        with db.read(actor) as tx, pytest.raises(Forbidden):
            rights.require_candidate(tx, task)


def test_a_role_is_asked_by_name() -> None:
    rights.require_role(person("x", "process_owner"), "process_owner", "administrator")
    with pytest.raises(Forbidden):
        rights.require_role(person("x", "petugas"), "process_owner", "administrator")
