"""SOPs that call each other: what is published must fit, and a case keeps the versions it began with."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from engine import calendars, definitions, instances, schema
from engine.database import Actor, Database, Tx
from engine.definitions import Definition, DeployRefused
from engine.instances import Instance
from engine.refusals import Conflict
from processes.lint.messages import text
from tests.processes.templates import bpmn, flow, lane, when

OWNER = Actor("pemilik", roles=frozenset({"process_owner"}))


def drawn(key: str, nodes: str, flows: str, names: str) -> bytes:
    """A process of its own file; `names` are the ids of its nodes, for the lane."""
    head = f'<bpmn:process id="{key}" name="{key.upper()}" isExecutable="true">'
    return bpmn(head, lane(*names.split()), nodes, flows, "</bpmn:process>")


def called(key: str = "q", task: str = "u", ends: tuple[str, str] = ("baik", "buruk")) -> bytes:
    """One task that ends well or badly."""
    good, bad = ends
    nodes = (
        f'<bpmn:startEvent id="s"/><bpmn:userTask id="{task}" name="Periksa"/>'
        f'<bpmn:exclusiveGateway id="x{task}" name="Baik?"/>'
        f'<bpmn:endEvent id="{good}" name="baik"/><bpmn:endEvent id="{bad}" name="buruk"/>'
    )
    yes, no = (when(f'{task}.keputusan = "{word}"') for word in ("ya", "tidak"))
    flows = flow("s", task) + flow(task, f"x{task}")
    flows += flow(f"x{task}", good, "Ya", yes) + flow(f"x{task}", bad, "Tidak", no)
    return drawn(key, nodes, flows, f"s {task} x{task} {good} {bad}")


def caller(key: str = "p", calls: str = "q", prefix: str = "", end: str = "baik") -> bytes:
    """A call, then a task where the called process ended at `end`."""
    c, g, a, e = (prefix + name for name in "cgae")
    nodes = (
        f'<bpmn:startEvent id="s"/><bpmn:callActivity id="{c}" name="Panggil" calledElement="{calls}"/>'
        f'<bpmn:exclusiveGateway id="{g}" name="Hasil?" default="{g}_{e}"/>'
        f'<bpmn:userTask id="{a}" name="Tugas"/><bpmn:endEvent id="{e}" name="selesai"/>'
    )
    flows = flow("s", c) + flow(c, g) + flow(g, a, "Baik", when(f'{c}.akhir = "{end}"'))
    flows += flow(g, e, "Lain") + flow(a, e)
    return drawn(key, nodes, flows, f"s {c} {g} {a} {e}")


def deploy(db: Database, xml: bytes) -> Definition:
    with db.begin(OWNER) as tx:
        return definitions.deploy(tx, xml)


def refused(db: Database, xml: bytes) -> set[str]:
    """Why a file may not be published; nothing of it is stored."""
    before = stored(db)
    with pytest.raises(DeployRefused) as error:
        deploy(db, xml)
    assert stored(db) == before
    assert all(text(one, language) for one in error.value.findings for language in ("id", "en"))
    return {one.key for one in error.value.findings if one.severity == "error"}


def stored(db: Database) -> int:
    with db.read() as tx:
        return tx.conn.execute(select(func.count()).select_from(schema.definitions)).scalar_one()


def start(tx: Tx, definition: Definition, key: str) -> Instance:
    calendars.seed(tx, OWNER.office)
    return instances.start(tx, definitions.with_links(tx, definition), key, key, "", {})[0]


def test_a_called_sop_is_published_first(db: Database) -> None:
    assert refused(db, caller()) == {"call_unpublished"}
    deploy(db, called())
    assert deploy(db, caller()).version == 1


def test_linked_files_share_no_id_but_that_of_their_starts(db: Database) -> None:
    deploy(db, called(task="a"))
    assert refused(db, caller()) == {"id_linked"}


def test_no_circle_of_calls_is_published(db: Database) -> None:
    deploy(db, called())
    deploy(db, caller("p", "q"))
    assert "call_circle" in refused(db, caller("q", "p", prefix="z"))


def test_a_branch_waits_for_an_end_the_called_sop_has(db: Database) -> None:
    deploy(db, called())
    assert refused(db, caller(end="gagal")) == {"no_such_end"}


def test_a_new_version_must_fit_those_that_call_it_also_round_about(db: Database) -> None:
    deploy(db, called())
    deploy(db, caller("p", "q"))
    deploy(db, caller("r", "p", prefix="r", end="e"))
    assert refused(db, called(task="ra")) == {"caller_unfit"}  # an id of the caller's caller
    assert refused(db, called(ends=("selesai", "buruk"))) == {"caller_unfit"}
    assert deploy(db, called(task="lain")).version == 2


def test_a_case_keeps_the_versions_it_began_with(db: Database) -> None:
    deploy(db, called(task="lama"))
    main = deploy(db, caller())
    with db.begin(OWNER) as tx:
        first = start(tx, main, "K-1")
    deploy(db, called(task="baru"))
    with db.begin(OWNER) as tx:
        second = start(tx, main, "K-2")
        for case, task, version in ((first, "lama", 1), (second, "baru", 2)):
            held = instances.hold(tx, case.id)
            definition = instances.definition_of(tx, held)
            assert [(one.key, one.version) for one in definition.links] == [("q", version)]
            token = next(
                one.id for one in instances.look(tx, held, definition.spec).tokens if one.element == task
            )
            assert definition.diagram.key_of(task) == "q" and definition.diagram.key_of("a") == "p"
            _, move = instances.complete(tx, held, definition.spec, token, {"keputusan": "ya"}, {})
            assert move.data["c"] == {"akhir": "baik"} and [one.element for one in move.opened] == ["a"]
    with db.read() as tx:
        assert instances.definition_of(tx, first).spec is instances.definition_of(tx, first).spec
        assert instances.definition_of(tx, first).spec is not instances.definition_of(tx, second).spec


def test_an_older_caller_that_no_longer_fits_begins_no_case(db: Database) -> None:
    deploy(db, called())
    older = deploy(db, caller(end="baik"))
    deploy(db, caller(end="buruk"))
    deploy(db, called(ends=("bagus", "buruk")))
    with pytest.raises(Conflict, match=r"definition\.links_unfit"), db.begin(OWNER) as tx:
        start(tx, older, "K-1")


def test_a_case_without_calls_is_linked_to_nothing(db: Database) -> None:
    made = deploy(db, called())
    with db.begin(OWNER) as tx:
        case = start(tx, made, "K-1")
        assert case.links is None and definitions.with_links(tx, made) is made
