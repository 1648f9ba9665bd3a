"""Every form of element that is let in has a small diagram, and the engine goes through it as the page says."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.spiff import Context, Ruling
from engine.spiff.build import KINDS
from processes.lint import lint
from processes.lint.offers import forms, refused
from processes.lint.vocabulary import NODES
from processes.samples import Sample, samples
from tests.engine.spiff.diagrams import MAKASSAR, Player
from tests.processes.templates import END, START, file, flow, keys

NOT_OFFERED = {"sendTask"}  # the engine could; lint refuses it, for a message of a case leads nowhere


class Deciding(Player):
    """As a player, with a decision model that always says "lansia"."""

    @property
    def context(self) -> Context:
        return Context(self.now, MAKASSAR, decide=lambda *_: Ruling("lansia", None))


def walked(sample: Sample) -> list[str]:
    """The elements a sample's play leads through."""
    case = Deciding(spiff.compile_spec(sample.xml, "contoh_sop"))
    case.start()
    passed = list(case.last.passed)
    for act in sample.play:
        if "do" in act:
            case.do(act["do"], **act.get("with", {}))
        elif "tell" in act:
            case.tell(act["tell"])
        else:
            assert case.wait(days=act["wait"]) is not None
        passed += case.last.passed
    if sample.element != "startEvent":
        assert case.last.finished
    return passed


def test_every_form_that_is_let_in_has_a_sample_and_no_other() -> None:
    assert sorted((one.element, one.form) for one in samples()) == sorted(forms())
    assert set(KINDS) - NOT_OFFERED == set(NODES)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.key)
def test_the_engine_goes_through_a_sample_as_it_says(sample: Sample) -> None:
    assert tuple(walked(sample)) == sample.passes
    assert not [one for one in lint(sample.xml) if one.severity == "error"]
    assert set(sample.does) == {"id", "en"}


@pytest.mark.parametrize("kind", sorted(refused("en")["elements"]))
def test_what_the_page_lists_as_refused_is_refused_by_its_name(kind: str) -> None:
    inner = f'<bpmn:{kind} id="x" name="Unsur"/>'
    if kind.endswith("EventDefinition"):
        inner = f'<bpmn:intermediateCatchEvent id="x" name="Unsur"><bpmn:{kind} id="y"/></bpmn:intermediateCatchEvent>'
    body = START + inner + END + flow("s", "x") + flow("x", "e")
    assert keys(file(body), "known_elements")
