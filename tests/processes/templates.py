"""A minimal BPMN file that lint finds nothing wrong with, and ways to change it."""

from __future__ import annotations

from processes.findings import Finding
from processes.lint import lint

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:flowable="http://flowable.org/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:sop="https://alur.id/schema/sop/1" id="d" targetNamespace="https://alur.id/test">\n'
)
CELLS = (
    '<bpmn:extensionElements><sop:step number="1" kind="task"><sop:time kind="service" amount="5" unit="minute"'
    ' anchor="started">5 menit</sop:time><sop:output kind="data">Data</sop:output></sop:step>'
    "</bpmn:extensionElements>"
)
IDENTITY = '<bpmn:extensionElements><sop:identity title="SOP"/></bpmn:extensionElements>'


def flow(source: str, target: str, name: str = "", inner: str = "", more: str = "") -> str:
    """A sequence flow."""
    return (
        f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}" name="{name}" {more}>'
        f"{inner}</bpmn:sequenceFlow>\n"
    )


def when(text: str) -> str:
    """A condition."""
    return f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'


def task(key: str, kind: str = "userTask", inner: str = CELLS, more: str = "") -> str:
    """An activity."""
    cells = inner.replace('number="1"', f'number="{key}"')
    return f'<bpmn:{kind} id="{key}" name="Tugas {key}" {more}>{cells}</bpmn:{kind}>\n'


def lane(*refs: str) -> str:
    """A lane set with one lane."""
    inner = "".join(f"<bpmn:flowNodeRef>{ref}</bpmn:flowNodeRef>" for ref in refs)
    return f'<bpmn:laneSet id="ls"><bpmn:lane id="l" name="Petugas">{inner}</bpmn:lane></bpmn:laneSet>\n'


START = '<bpmn:startEvent id="s"/>\n'
END = '<bpmn:endEvent id="e"/>\n'
LINE = START + task("a") + END + flow("s", "a") + flow("a", "e")


def process(body: str = LINE, head: str = IDENTITY, lanes: str | None = None, more: str = "") -> str:
    """A process; without `lanes` every node of the usual names is in one lane."""
    lanes = lane(*[key for key in "sabce" if f'id="{key}"' in body]) if lanes is None else lanes
    return f'<bpmn:process id="p" name="P" isExecutable="true" {more}>{head}{lanes}{body}</bpmn:process>\n'


def bpmn(*parts: str) -> bytes:
    """A whole file."""
    return (HEAD + "".join(parts) + "</bpmn:definitions>").encode()


def file(body: str = LINE, roots: str = "", **more: str) -> bytes:
    """A file with one process."""
    return bpmn(roots, process(body, **more))


def found(xml: bytes, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [item for item in lint(xml) if item.rule == rule]


def keys(xml: bytes, rule: str) -> list[str]:
    """The text keys of one rule's findings."""
    return [item.key for item in found(xml, rule)]
