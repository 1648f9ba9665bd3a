"""What a BPMN file says, as frozen data: elements, flows, messages and the activities people work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from processes.model import FIELD_TYPES, FieldOption, FormField, Sop, Step

__all__ = [
    "DEFAULT_PRIORITY",
    "FIELD_TYPES",
    "Activity",
    "Diagram",
    "Element",
    "Expression",
    "FieldOption",
    "Flow",
    "FormField",
    "Option",
]

DEFAULT_PRIORITY = 50  # conventions.md: priority 0-100, default 50


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of the choice derived from the gateway that follows a task."""

    value: str  # slug of the flow's name, as the gateway's condition spells it
    label: str  # the flow's name
    flow_id: str


@dataclass(frozen=True, slots=True)
class Element:
    """One flow element, event definition aside; `lane` is the role slug of the innermost lane or None."""

    id: str
    type: str  # local BPMN name: "userTask", "exclusiveGateway", "boundaryEvent", …
    name: str
    line: int
    process_id: str
    lane: str | None = None
    event: str | None = (
        None  # local name of its event definition without "EventDefinition": "timer", "message", …
    )
    message: str | None = None  # name of the message it waits for or throws
    attached_to: str | None = None  # the activity a boundary event sits on
    interrupting: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """One sequence flow; `condition` is the text of its conditionExpression."""

    id: str
    source: str
    target: str
    name: str
    condition: str | None
    line: int
    process_id: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """One FEEL text of the file for the engine to compile; a leading "=" is taken off.

    `purpose` is "condition", "timer", "loop" (number of rounds or the collection) or "completion".
    """

    element: str
    line: int
    text: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity with all that is needed to give it to people: lane, cells, assignment, form, choice."""

    id: str
    type: str
    name: str
    process_id: str
    line: int
    lane: str | None = None  # role slug: the default candidate group
    lane_name: str | None = None
    step: Step | None = None
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()  # default: (lane,)
    priority: int = DEFAULT_PRIORITY
    follow_up: str | None = None
    form_fields: tuple[FormField, ...] = ()
    options: tuple[Option, ...] = ()  # empty when no gateway asks for `<id>.keputusan`
    question: str | None = None  # name of that gateway
    called: str | None = None  # process id a callActivity calls: of the same file, or another SOP's key
    decision: str | None = None  # camunda:decisionRef of a businessRuleTask: key of a model, or key/decision

    @property
    def title(self) -> str:
        """What a task of it is called: the step's kegiatan, or the name drawn where it is no step."""
        return self.step.activity if self.step else self.name


@dataclass(frozen=True, slots=True)
class Diagram:
    """A read BPMN file; `key` is the id of its main process (the executable one no call activity calls).

    Of linked files (processes.linking) it is the first with all their elements, the others' tables in `others`.
    """

    key: str
    name: str
    version_tag: str | None
    xml_hash: str  # SHA-256 of the bytes, hexadecimal
    processes: tuple[str, ...]
    activities: Mapping[str, Activity] = field(default_factory=dict)
    elements: Mapping[str, Element] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)  # message element id -> name
    sop: Sop | None = None
    start_fields: tuple[FormField, ...] = ()  # form of the main process's start event
    expressions: tuple[Expression, ...] = ()
    others: Mapping[str, Sop | None] = field(default_factory=dict)  # key -> table of each other linked file
    homes: Mapping[str, str] = field(
        default_factory=dict
    )  # process id -> key, for processes of other linked files

    def key_of(self, element: str) -> str:
        """The key of the SOP an element belongs to; the main one for an unknown element."""
        found = self.elements.get(element)
        return self.key if found is None else self.homes.get(found.process_id, self.key)

    def sop_of(self, element: str) -> Sop | None:
        """The table of the SOP an element belongs to."""
        return self.table(self.key_of(element))

    def table(self, key: str) -> Sop | None:
        """The table of one of the linked SOPs, by its key."""
        return self.sop if key == self.key else self.others.get(key)

    @property
    def calls(self) -> tuple[str, ...]:
        """Keys of the SOPs called that are not among its own or linked processes."""
        called = (activity.called for activity in self.activities.values())
        return tuple(dict.fromkeys(key for key in called if key and key not in self.processes))
