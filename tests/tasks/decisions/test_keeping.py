"""A decision that a rule task asks cannot be dropped or renamed by publishing its model anew."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from threading import Barrier

import pytest

from engine.clock import VirtualClock
from engine.database import Database
from engine.definitions import DeployRefused
from engine.refusals import Invalid, Refusal
from tasks import cases, library
from tasks.decisions import models
from tests.processes.templates import END, START, file, flow, lane, task
from tests.support.office import Office, furnish
from tests.tasks.small_processes import deploy

MODEL = (files("bpmn") / "prioritas.dmn").read_bytes()
RENAMED = MODEL.replace(b'"kelompok"', b'"golongan"').replace(b'"#kelompok"', b'"#golongan"')
RENAMED = RENAMED.replace(b'name="Kelompok prioritas">\n    <question', b'name="Golongan">\n    <question')
SECOND = MODEL.replace(
    b"  <inputData ",
    b'  <decision id="lain" name="Lain"><variable id="v_l" name="lain" typeRef="number"/>'
    b'<literalExpression id="l_l"><text>1</text></literalExpression></decision>\n  <inputData ',
    1,
)


def asking(reference: str) -> bytes:
    rule = task("r", "businessRuleTask", more=f'camunda:decisionRef="{reference}"')
    body = START + rule + task("a") + END + flow("s", "r") + flow("r", "a") + flow("a", "e")
    return file(body, lanes=lane("s", "r", "a", "e"))


def publish(office: Office, content: bytes) -> int:
    return models.publish_file(office.site, office["pemilik"], content, "SK 9", key="prioritas").version


@pytest.mark.parametrize(
    ("reference", "content", "key"),
    [
        ("prioritas/kelompok", RENAMED, "decision.still_used_by"),
        ("prioritas/Kelompok prioritas", RENAMED, "decision.still_used_by"),
        ("prioritas", SECOND, "decision.not_one_by"),
    ],
)
def test_the_step_that_asks_is_named(office: Office, reference: str, content: bytes, key: str) -> None:
    deploy(office.site.db, asking(reference))
    with pytest.raises(Invalid) as refused:
        publish(office, content)
    problem = refused.value.problems[0]
    assert (refused.value.key, problem.key) == ("decision.still_used", key)
    assert (problem.values["sop"], problem.values["step"]) == ("P", "r. Tugas r")
    assert publish(office, MODEL.replace(b"&lt; 5<", b"&lt; 6<")) == 2


def test_a_decision_no_step_asks_may_go(office: Office) -> None:
    deploy(office.site.db, asking("biaya/jumlah"))
    assert publish(office, RENAMED) == 2


def test_a_running_case_of_an_older_version_still_needs_it(office: Office) -> None:
    deploy(office.site.db, asking("prioritas/kelompok"))
    cases.start(office.site, office["petugas1"], "p", {"usia": 30})
    deploy(office.site.db, asking("biaya/jumlah"))
    with pytest.raises(Invalid, match="still_used"):
        publish(office, RENAMED)


def test_of_a_model_and_an_sop_published_at_once_only_one_comes_through(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    office = furnish(postgres_db, clock, tmp_path / "alur")
    together = Barrier(2)

    def one(command: Callable[[], object]) -> bool:
        together.wait()
        try:
            command()
        except (Refusal, DeployRefused):
            return False
        return True

    both: tuple[Callable[[], object], ...] = (
        lambda: publish(office, RENAMED),
        lambda: library.deploy_file(office.site, office["admin"], asking("prioritas/kelompok")),
    )
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, both)) == [False, True]
