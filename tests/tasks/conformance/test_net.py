"""The net of a drawing fits what the engine does with it: every form of element, and chance."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.instances import is_human
from processes.reader import read_bpmn
from processes.samples import Sample, samples
from processes.shape import shape_of
from tasks.conformance.aligning import align
from tasks.conformance.net import net_of
from tests.engine.test_elements import Deciding


def told(sample: Sample) -> tuple[list[list[str]], bool]:
    """What a sample's play leaves as rows, act by act, and whether it came to its end."""
    case = Deciding(spiff.compile_spec(sample.xml, "contoh_sop"))
    case.start()
    groups = []
    for act in sample.play:
        if "do" in act:
            case.do(act["do"], **act.get("with", {}))
        elif "tell" in act:
            case.tell(act["tell"])
        else:
            case.wait(days=act["wait"])
        groups.append(
            [
                one.token.element
                for one in case.last.closed
                if one.how == "completed"
                and (is_human(one.token.type) or one.token.type in ("receiveTask", "intermediateCatchEvent"))
            ]
        )
    return [group for group in groups if group], case.last.finished


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.key)
def test_every_form_of_element_fits_what_the_engine_did(sample: Sample) -> None:
    net = net_of(read_bpmn(sample.xml), shape_of(sample.xml))
    groups, finished = told(sample)
    found = align(net, groups, whole=finished)
    assert found is not None and found.cost == 0, found
    foreign = align(net, [*groups, ["tidak_ada"]], whole=False)
    assert foreign is not None and foreign.cost == 1
