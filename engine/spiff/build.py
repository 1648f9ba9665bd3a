"""From a BPMN file to a definition that runs: every element is built or refused, nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from lxml import etree

from engine.spiff.checks import calls, check_calls, check_process
from engine.spiff.definition import Spec
from engine.spiff.details import fill
from engine.spiff.events import Catch, End, EventGateway, Throw
from engine.spiff.flows import connect
from engine.spiff.gateways import Exclusive, Inclusive, Parallel
from engine.spiff.model import SpecError, SpecProblem
from engine.spiff.nodes import Container, Node, Process, Rule, Work
from engine.spiff.reading import Draft, draft, line, parts, read

KINDS: Mapping[str, type[Node]] = {
    "startEvent": Node,
    "endEvent": End,
    "userTask": Work,
    "manualTask": Work,
    "task": Work,
    "businessRuleTask": Rule,
    "sendTask": Throw,
    "receiveTask": Catch,
    "intermediateCatchEvent": Catch,
    "intermediateThrowEvent": Throw,
    "boundaryEvent": Catch,
    "subProcess": Container,
    "callActivity": Container,
    "exclusiveGateway": Exclusive,
    "parallelGateway": Parallel,
    "inclusiveGateway": Inclusive,
    "eventBasedGateway": EventGateway,
}
"""What can run. Scripts, services and the rest are refused: no program text of a diagram is ever run."""

_NO_NODES = frozenset(
    {
        *(
            "association",
            "auditing",
            "category",
            "correlationSubscription",
            "documentation",
            "extensionElements",
        ),
        *("dataInputAssociation", "dataObject", "dataObjectReference", "dataOutputAssociation", "property"),
        *("dataStoreReference", "group", "incoming", "ioSpecification", "laneSet", "monitoring", "outgoing"),
        *("sequenceFlow", "supportedInterfaceRef", "textAnnotation"),
        *("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
    }
)


def compile_spec(
    xml: bytes, key: str, others: Sequence[bytes] = (), beyond: Collection[str] | None = None
) -> Spec:
    """Compile the process `key` of a BPMN file with all it calls, in it and in the `others` linked to it.

    Processes nobody calls are left alone. `beyond` names processes that may be missing: such a spec shows what
    a file says and cannot run past the call. Raises SpecError with every reason why it cannot run.
    """
    files = [read(one) for one in (xml, *others)]
    drafts = [draft(root) for root in files]
    found = [
        (element.get("id"), element, work)
        for root, work in zip(files, drafts, strict=True)
        for name, element in parts(root)
        if name == "process"
    ]
    elements = {name: (element, work) for name, element, work in reversed(found)}
    processes: dict[str, Process] = {}
    wanted = [key]
    while wanted:
        name = wanted.pop()
        if name in elements and name not in processes:
            element, work = elements[name]
            work.take_id(element)
            _process(work, element, name, processes)
            wanted.extend(calls(processes))
    check_calls(drafts[0], processes, beyond or ())
    if key not in processes:
        drafts[0].problems.append(SpecProblem(key, None, "no_such_process"))
    if problems := [problem for work in drafts for problem in work.problems]:
        raise SpecError(tuple(problems))
    return Spec(key, _digest(xml, others), processes[key], processes)


def _digest(xml: bytes, others: Sequence[bytes]) -> bytes:
    """What a state remembers of its files: the SHA-256 of the one, or that of all their digests."""
    if not others:
        return sha256(xml).digest()
    return sha256(b"".join(sha256(one).digest() for one in (xml, *others))).digest()


def _process(work: Draft, element: etree._Element, name: str, processes: dict[str, Process]) -> None:
    process = processes[name] = Process(name)
    elements: dict[str, etree._Element] = {}
    for kind, child in parts(element):
        if kind in KINDS:
            number = work.take_id(child)
            if number is not None:
                KINDS[kind](process, number, kind, line(child))
                elements[number] = child
        elif kind not in _NO_NODES:
            work.refuse(child, "unsupported", kind=kind)
    for number, child in elements.items():
        fill(work, process.task_specs[number], child)
    connect(work, process, element, elements)
    check_process(work, process, element, elements)
    for number, child in elements.items():
        if process.task_specs[number].kind == "subProcess":
            _process(work, child, number, processes)
