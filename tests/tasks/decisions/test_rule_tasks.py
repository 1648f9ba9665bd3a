"""Business rule tasks: the newest model decides with the case's data, the way on follows, the answer is kept."""

from __future__ import annotations

from importlib.resources import files

import pytest
from sqlalchemy import select

from engine import decision_models, incidents, schema
from engine.definitions import DeployRefused
from engine.refusals import Conflict, Invalid
from tasks import cases, completion, views
from tasks.decisions import taken
from tests.processes.templates import END, START, file, flow, lane, task, when
from tests.support.office import OPERATOR, Office
from tests.tasks.small_processes import GATE, deploy, numbered

MODEL = (files("bpmn") / "prioritas.dmn").read_bytes()
EACH = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="true" camunda:collection="usia_keluarga"'
    ' camunda:elementVariable="usia"/>'
)


def rule(reference: str, inner: str = "") -> str:
    return task("r", "businessRuleTask", inner, f'camunda:decisionRef="{reference}"')


def decided_first(reference: str = "prioritas") -> bytes:
    flows = flow("s", "r") + flow("r", "g") + flow("g", "a", "lansia", when("r = &quot;lansia&quot;"))
    flows += flow("g", "b", "lain", when("r != &quot;lansia&quot;")) + flow("a", "e") + flow("b", "e")
    body = START + rule(reference) + GATE.format("g") + task("a") + task("b") + END + flows
    return file(body, lanes=lane("s", "r", "g", "a", "b", "e"))


def straight(reference: str, inner: str = "") -> bytes:
    """The model decides, then comes task `a`."""
    body = START + rule(reference, inner) + task("a") + END + flow("s", "r") + flow("r", "a") + flow("a", "e")
    return file(body, lanes=lane("s", "r", "a", "e"))


def decided_after() -> bytes:
    """After task `a` with field `usia` the model decides."""
    body = (
        START
        + numbered("usia:long")
        + rule("prioritas")
        + END
        + flow("s", "a")
        + flow("a", "r")
        + flow("r", "e")
    )
    return file(body, lanes=lane("s", "a", "r", "e"))


def kept(office: Office) -> list[tuple[int, str, object, int]]:
    with office.site.db.read(OPERATOR) as tx:
        cases_ = tx.conn.execute(select(schema.instances.c.id).order_by(schema.instances.c.id)).scalars()
        found = [(number, one) for number in cases_ for one in reversed(taken.of_instance(tx, number))]
        return [(number, one.decision, one.value, one.model.id) for number, one in found]


def began(office: Office, **data: object) -> cases.Started:
    return cases.start(office.site, office["petugas1"], "p", data)


@pytest.mark.parametrize(("usia", "element"), [(67, "a"), (30, "b")])
def test_the_result_stands_under_the_elements_id_and_chooses_the_way(
    office: Office, usia: int, element: str
) -> None:
    deploy(office.site.db, decided_first())
    case = began(office, usia=usia)
    assert office.open_task(case.instance).element == element
    group = "lansia" if usia == 67 else "reguler"
    assert views.case(office.site, office["petugas1"], case.instance).data["r"] == group
    instance, decision, result, _ = kept(office)[0]
    assert (instance, decision, result) == (case.instance, "kelompok", group)


def test_the_newest_version_at_the_time_decides_and_is_recorded(office: Office) -> None:
    deploy(office.site.db, decided_after())
    first, second = began(office), began(office)
    completion.complete(office.site, office["petugas1"], first.opened[0], {"usia": 4})
    with office.site.db.begin(OPERATOR) as tx:
        made = decision_models.publish(tx, MODEL.replace(b"&lt; 5", b"&lt; 4"))
    completion.complete(office.site, office["petugas1"], second.opened[0], {"usia": 4})
    assert [(row[0], row[2]) for row in kept(office)] == [
        (first.instance, "balita"),
        (second.instance, "reguler"),
    ]
    assert kept(office)[1][3] == made.id


def test_data_that_do_not_fit_are_an_incident_and_can_be_mended(office: Office) -> None:
    deploy(office.site.db, decided_after())
    with office.site.db.begin(OPERATOR) as tx:
        decision_models.publish(
            tx,
            MODEL.replace(b'"Hamil', b'"hamil').replace(
                b"if usia != null then usia", b'if usia != null then "tua"'
            ),
        )
    case = began(office)
    with pytest.raises(Conflict, match=r"incident\.raised"):
        completion.complete(office.site, office["petugas1"], case.opened[0], {"usia": 4})
    with office.site.db.read(OPERATOR) as tx:
        (incident,) = incidents.lasting(tx, case.instance)
    assert (incident.element, incident.cause) == ("r", "undecided") and not kept(office)
    with office.site.db.begin(OPERATOR) as tx:
        decision_models.publish(tx, MODEL)
    completion.complete(office.site, office["petugas1"], case.opened[0], {"usia": 4})
    assert [row[2] for row in kept(office)] == ["balita"]


def test_a_case_whose_first_decision_fails_does_not_begin(office: Office) -> None:
    deploy(office.site.db, decided_first())
    with pytest.raises(Invalid) as refused:
        began(office, usia="tua")
    assert [one.key for one in refused.value.problems] == ["undecided"] and not kept(office)


def test_each_turn_of_a_loop_is_decided_for_itself(office: Office) -> None:
    deploy(office.site.db, straight("prioritas", EACH))
    case = began(office, usia_keluarga=[3, 40, 70])
    assert views.case(office.site, office["petugas1"], case.instance).data["r"] == [
        "balita",
        "reguler",
        "lansia",
    ]
    assert [row[2] for row in kept(office)] == ["balita", "reguler", "lansia"]


@pytest.mark.parametrize("reference", ["tidak_ada", "biaya", "biaya/tidak_ada", "prioritas/"])
def test_a_model_or_decision_that_is_not_there_is_refused_when_the_sop_is_published(
    office: Office, reference: str
) -> None:
    if reference == "prioritas/":
        deploy(office.site.db, decided_first(reference))  # no decision named: the one nothing rests on
        return
    with pytest.raises(DeployRefused) as refused:
        deploy(office.site.db, decided_first(reference))
    (finding,) = refused.value.findings
    assert (finding.key, finding.element, finding.values) == (
        "unknown_decision",
        "r",
        {"reference": reference},
    )


def test_of_several_decisions_the_reference_names_one(office: Office) -> None:
    deploy(office.site.db, straight("biaya/percepatan"))
    case = began(office, layanan="percepatan")
    data = views.case(office.site, office["petugas1"], case.instance).data
    assert data["r"] == {"jumlah": 1_000_000, "dasar": "PP 45/2024"}
