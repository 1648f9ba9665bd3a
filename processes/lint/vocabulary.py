"""Rules on words: only BPMN that runs as it reads is let in; everything else is refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from processes import names
from processes.findings import WARNING, Finding
from processes.lint.source import Source, finding
from processes.source import SUBPROCESSES, event_definitions, kind_of

_STRUCTURE = (
    "definitions documentation extensionElements process collaboration participant messageFlow laneSet lane"
    " childLaneSet flowNodeRef incoming outgoing sequenceFlow conditionExpression"
)
_NODES = (
    "task userTask manualTask receiveTask businessRuleTask callActivity subProcess exclusiveGateway inclusiveGateway"
    " parallelGateway eventBasedGateway startEvent endEvent boundaryEvent intermediateCatchEvent"
    " intermediateThrowEvent"
)
_EVENTS = (
    "timerEventDefinition messageEventDefinition errorEventDefinition escalationEventDefinition"
    " terminateEventDefinition timeDuration timeDate timeCycle"
)
_LOOPS = (
    "multiInstanceLoopCharacteristics loopCardinality completionCondition standardLoopCharacteristics"
    " loopCondition"
)
_DRAWN = (
    "textAnnotation text association group category categoryValue dataObject dataObjectReference dataStore"
    " dataStoreReference"
)
_ROOTS = "message error escalation signal itemDefinition"
NODES = tuple(_NODES.split())
ALLOWED = frozenset(f"{_STRUCTURE} {_NODES} {_EVENTS} {_LOOPS} {_DRAWN} {_ROOTS}".split())
TOLD_APART = {  # refused with words of their own
    "scriptTask": "script_task",
    "serviceTask": "service_task",
    "sendTask": "send_task",
    "complexGateway": "complex_gateway",
    "transaction": "transaction",
    "adHocSubProcess": "ad_hoc",
    "linkEventDefinition": "link_event",
    "compensateEventDefinition": "compensation",
    "signalEventDefinition": "signal_event",
    "conditionalEventDefinition": "conditional_event",
    "cancelEventDefinition": "cancel_event",
    "eventDefinitionRef": "definition_ref",
    "ioSpecification": "data_association",
    "dataInputAssociation": "data_association",
    "dataOutputAssociation": "data_association",
    "loopDataInputRef": "loop_data",
    "loopDataOutputRef": "loop_data",
    "inputDataItem": "loop_data",
    "outputDataItem": "loop_data",
    "potentialOwner": "potential_owner",
    "humanPerformer": "potential_owner",
    "performer": "potential_owner",
    "script": "script",
    "choreography": "choreography",
}
WHERE = {  # event kind -> definitions that run as they read there
    "startEvent": (),
    "endEvent": ("terminate", "error"),
    "boundaryEvent": ("timer", "message", "error"),
    "intermediateCatchEvent": ("timer", "message"),
    "intermediateThrowEvent": (),
}
_ACTING = {  # extension elements of other engines that would act there and be silent here
    names.CAMUNDA: {"executionListener", "taskListener", "connector", "inputOutput", "in", "out", "script"},
    names.FLOWABLE: {"executionListener", "taskListener", "in", "out", "script", "eventListener"},
    names.ZEEBE: {
        "taskDefinition",
        "ioMapping",
        "script",
        "executionListeners",
        "taskListeners",
        "calledDecision",
    },
}
_ACTING_ATTRIBUTES = (
    "class",
    "expression",
    "delegateExpression",
    "decisionRef",
    "resultVariable",
    "skipExpression",
)

_RUNS = (names.CAMUNDA, "decisionRef", "businessRuleTask")  # the one such attribute that is carried out
_DECISION_ATTRIBUTES = {  # of a business rule task, with the one value that says what happens anyway
    "decisionRefBinding": "latest",
    "decisionRefVersion": None,
    "decisionRefVersionTag": None,
    "decisionRefTenantId": None,
    "mapDecisionResult": None,
}


def known_elements(source: Source) -> Iterator[Finding]:
    """Every BPMN element must be one whose meaning is implemented."""
    for element in source.root.iter():
        kind = kind_of(element)
        if kind and kind not in ALLOWED:
            yield finding("known_elements", TOLD_APART.get(kind, "unknown_element"), element)


def event_kinds(source: Source) -> Iterator[Finding]:
    """Which event definition may stand where; two definitions on one event are refused."""
    for node in source.of_kind(*WHERE):
        kind, found = kind_of(node), [kind_of(item) for item in event_definitions(node)]
        if len(found) > 1 or node.get("parallelMultiple") == "true":
            yield finding("event_kinds", "multiple_event", node)
            continue
        event = found[0].removesuffix("EventDefinition") if found else None
        if event and event not in WHERE[kind] and f"{event}EventDefinition" in ALLOWED:
            yield finding("event_kinds", f"event_{event}_here", node, where=kind)
        if event is None and kind in ("boundaryEvent", "intermediateCatchEvent"):
            yield finding("event_kinds", "event_without_definition", node)


def event_subprocesses(source: Source) -> Iterator[Finding]:
    """Event subprocesses start by themselves or block the end, whatever they say."""
    for node in source.of_kind(*SUBPROCESSES):
        if node.get("triggeredByEvent") == "true":
            yield finding("event_subprocesses", "event_subprocess", node)


def quantities(source: Source) -> Iterator[Finding]:
    """startQuantity, completionQuantity, isForCompensation and instantiate would be ignored."""
    for node in source.nodes.values():
        for name in ("startQuantity", "completionQuantity"):
            if node.get(name, "1") != "1":
                yield finding(
                    "quantities", "ignored_attribute", node, attribute=name, value=node.get(name, "")
                )
        for name in ("isForCompensation", "instantiate"):
            if node.get(name) == "true":
                yield finding("quantities", "ignored_attribute", node, attribute=name, value="true")


def foreign_actions(source: Source) -> Iterator[Finding]:
    """Listeners, connectors, mappings and delegates of other engines: refused, because they would be silent."""
    for element in source.root.iter():
        name = etree.QName(element)
        if name.localname in _ACTING.get(name.namespace or "", ()):
            parent = element.getparent()
            owner = element if parent is None else parent
            yield finding("foreign_actions", "foreign_action", owner, action=name.localname)
        for namespace in (names.CAMUNDA, names.FLOWABLE):
            for attribute in _ACTING_ATTRIBUTES:
                if (namespace, attribute, kind_of(element)) == _RUNS:
                    continue
                if element.get(f"{{{namespace}}}{attribute}") is not None and kind_of(element):
                    yield finding("foreign_actions", "foreign_action", element, action=attribute)


def rule_tasks(source: Source) -> Iterator[Finding]:
    """A business rule task names its decision model; the newest version answers, as plain JSON, under the task's id."""
    for node in source.of_kind("businessRuleTask"):
        if not (node.get(names.camunda("decisionRef")) or "").strip():
            yield finding("rule_tasks", "rule_without_decision", node)
        for attribute, usual in _DECISION_ATTRIBUTES.items():
            value = node.get(names.camunda(attribute))
            if value not in (None, usual):
                yield finding("rule_tasks", "ignored_attribute", node, attribute=attribute, value=value or "")


def message_flows(source: Source) -> Iterator[Finding]:
    """Message flows between pools are drawing only; messages come from outside by name."""
    for element in source.root.iter(f"{{{names.BPMN}}}messageFlow"):
        yield finding("message_flows", "message_flow", element, WARNING)


def plain_tasks(source: Source) -> Iterator[Finding]:
    """A task of no type is somebody's work here; other engines pass it without asking anybody."""
    for node in source.of_kind("task"):
        yield finding("plain_tasks", "plain_task", node, WARNING)


RULES = (
    known_elements,
    event_kinds,
    event_subprocesses,
    quantities,
    foreign_actions,
    rule_tasks,
    message_flows,
    plain_tasks,
)
