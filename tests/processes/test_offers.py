"""What the editor must not offer is what lint refuses, element by element."""

from __future__ import annotations

import pytest

from engine.spiff.build import KINDS
from processes.lint import lint
from processes.lint.offers import refused
from processes.lint.vocabulary import ALLOWED, WHERE

_FILE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
<process id="p" isExecutable="true"><startEvent id="s"/>{node}<endEvent id="e"/></process></definitions>"""


def _rules(node: str) -> set[str]:
    found = lint(_FILE.format(node=node).encode())
    return {item.rule for item in found if item.severity == "error" and item.element == "x"}


@pytest.mark.parametrize(
    "kind", sorted(kind for kind in refused()["elements"] if kind[-4:] in ("Task", "eway"))
)
def test_a_refused_node_is_refused_by_lint(kind: str) -> None:
    assert "known_elements" in _rules(f'<{kind} id="x"/>')


@pytest.mark.parametrize("node", sorted(WHERE))
def test_an_event_is_refused_where_lint_refuses_it(node: str) -> None:
    for event in ("timer", "message", "error", "escalation", "terminate"):
        kind = f"{event}EventDefinition"
        wrong = "event_kinds" in _rules(f'<{node} id="x"><{kind} id="y"/></{node}>')
        assert wrong == (kind in refused()["events"][node]), (node, event)
    assert ("event_kinds" in _rules(f'<{node} id="x"/>')) == ("" in refused()["events"][node])


def test_every_node_that_is_offered_is_built_by_the_engine() -> None:
    nodes = {
        kind for kind in ALLOWED if kind.endswith(("Task", "Gateway", "Event", "task", "rocess", "Activity"))
    }
    assert nodes - {"process", "subProcess"} <= set(KINDS)
    assert not set(refused()["elements"]) & ALLOWED


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_refusal_says_what_to_use_instead(language: str) -> None:
    told = refused(language)
    texts = [*told["elements"].values(), *told["silent"].values(), told["triggered"], told["other"]]
    texts += [text for its in told["events"].values() for text in its.values()]
    assert all(text and "{" not in text and "[" not in text for text in texts)
