"""Cases inside an SOP that another calls: they follow the called one, and a moved caller is linked anew."""

from __future__ import annotations

from engine import audit, instances
from tasks import cases, timeline_events, views
from tasks.moving import dry
from tasks.moving.plans import Plan
from tests.engine.test_links import called, caller
from tests.support.office import OPERATOR, Office
from tests.tasks.moving.versions import move, publish, why

TITLE = b"Periksa"


def pinned(office: Office, case: int) -> list[tuple[str, int]]:
    with office.site.db.read() as tx:
        definition = instances.definition_of(tx, instances.read(tx, case))
        return [(one.key, one.version) for one in (definition, *definition.links)]


def finish(office: Office, case: int, *steps: tuple[str, str | None]) -> None:
    for element, answer in steps:
        office.work(case, element, **({"keputusan": answer} if answer else {}))
    assert cases.read(office.site, OPERATOR, case).status == "completed"
    with office.site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults


def test_a_case_inside_a_called_sop_follows_its_new_version(office: Office) -> None:
    publish(office, called(), caller())
    case = office.begin("p").instance
    publish(office, called(task="u2"))
    assert pinned(office, case) == [("p", 1), ("q", 1)]
    job = move(office, "q")
    assert dict(job.counts) == {"moved": 1}
    assert pinned(office, case) == [("p", 1), ("q", 2)]
    finish(office, case, ("u2", "ya"), ("a", None))


def test_a_moved_caller_is_linked_to_what_is_in_force(office: Office) -> None:
    publish(office, called(), caller())
    inside, after = office.begin("p").instance, office.begin("p").instance
    office.work(after, "u", keputusan="ya")
    publish(office, called(task="u2"), caller(prefix="n").replace(b"Tugas", b"Tugas!"))
    job = move(office, "p")
    assert dict(job.counts) == {"moved": 2}
    assert pinned(office, inside) == [("p", 2), ("q", 2)]
    finish(office, inside, ("u2", "ya"), ("na", None))
    finish(office, after, ("na", None))
    with office.site.db.read(OPERATOR) as tx:
        names = [one.name for one in timeline_events.events(tx, after) if one.kind == "call.passed"]
    assert names == ["Panggil"]
    done = {line.element: line.id for line in views.case(office.site, OPERATOR, after).tasks}
    shown = views.task(office.site, OPERATOR, done["u"])
    assert (shown.name, shown.sop_key, shown.definition_version) == ("Periksa", "q", 1)


def test_a_call_of_another_sop_keeps_those_inside(office: Office) -> None:
    publish(office, called(), called("r", task="w", ends=("rbaik", "rburuk")), caller())
    inside, after = office.begin("p").instance, office.begin("p").instance
    office.work(after, "u", keputusan="ya")
    publish(office, caller(calls="r", end="rbaik"))
    job = move(office, "p")
    assert dict(job.counts) == {"moved": 1, "stayed": 1}
    assert why(office, job)[0] == [("call", "c")]
    finish(office, inside, ("u", "ya"), ("a", None))
    finish(office, after, ("a", None))


def test_an_older_version_of_a_called_sop_is_no_goal(office: Office) -> None:
    publish(office, called())
    publish(office, called(task="u2"), caller())
    case = office.begin("p").instance
    found = dry.run(office.site, office["pemilik"], Plan("q", (2,), 1))
    assert [(group.reason.key, group.cases) for group in found.groups] == [("links", 1)]
    job = move(office, "q", sources=(2,), target=1)
    assert why(office, job) == [[("links", "")]]
    finish(office, case, ("u2", "ya"), ("a", None))
