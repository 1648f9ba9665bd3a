"""The SOP table as frozen data: Sop, Step, Requirement, TimeStandard, Output, Identity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from processes.begun import Begun as Begun


class StepKind(StrEnum):
    """What a row of the table is: official rows are tasks; the others make its silences visible."""

    TASK = "task"
    WAIT = "wait"  # waiting for the applicant; the service clock stands still
    TRAVEL = "travel"  # measured as its own wait, never inside service minutes
    SUBPROCESS = "subprocess"  # a procedure drawn in the same file that returns to the step that raised it
    CALL = "call"  # another SOP of the library, called by its key
    REPORT = "report"  # an act a remark asks for, which does not hold up the end


class RequirementKind(StrEnum):
    """What a kelengkapan item is."""

    DOCUMENT = "document"
    DATA = "data"
    EQUIPMENT = "equipment"


class Need(StrEnum):
    """How strongly a kelengkapan item is needed."""

    REQUIRED = "required"
    ONE_OF = "one_of"  # at least one item of the same group
    CONDITIONAL = "conditional"  # only when the condition's text holds


class TimeKind(StrEnum):
    """How a waktu cell is judged (architecture: Clocks)."""

    SERVICE = "service"  # touch time, from started to completed, suspended spans out
    WORKING_DAYS = "working_days"  # start day is day 0; due at closing time of the n-th working day
    WORKING_TIME = "working_time"  # minutes or hours of the office calendar
    ELAPSED = "elapsed"  # wall clock, nights and holidays included
    NONE = "none"


class TimeUnit(StrEnum):
    """Unit of a waktu amount; a working day is neither 24 nor 7.5 hours."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"


class ClockEffect(StrEnum):
    """What a step does to the service clock of the whole case while it is open."""

    COUNTS = "counts"
    STOPS = "stops"  # sla: berhenti
    SEPARATE = "separate"  # sla: dicatat_terpisah


class AnchorKind(StrEnum):
    """The moment from which a time standard counts."""

    OPENED = "opened"
    STARTED = "started"
    EVENT = "event"  # a named event of the case, e.g. "pembayaran"
    STEP_COMPLETED = "step_completed"  # refs name step numbers
    LATEST = "latest"  # the later of several refs, each "event:x" or "step:y"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Start of a time standard; `text` is the cell's own word where it had one (e.g. "pembayaran")."""

    kind: AnchorKind = AnchorKind.OPENED
    refs: tuple[str, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True)
class TimeStandard:
    """A waktu cell: the literal text as signed, and what was parsed of it (amount may be None)."""

    text: str
    kind: TimeKind = TimeKind.NONE
    amount: int | None = None
    unit: TimeUnit | None = None
    anchor: Anchor = Anchor()
    effect: ClockEffect = ClockEffect.COUNTS


@dataclass(frozen=True, slots=True)
class Requirement:
    """One kelengkapan item; `code` is in the document catalogue; `expands` names a checklist put in its place
    when the gate is shown: "documents" (by application type) or "equipment" (the SOP's own list)."""

    text: str
    kind: RequirementKind = RequirementKind.DOCUMENT
    need: Need = Need.REQUIRED
    code: str | None = None
    group: str | None = None
    condition: str | None = None
    expands: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """One output item of a step."""

    text: str
    kind: RequirementKind = RequirementKind.DOCUMENT


@dataclass(frozen=True, slots=True)
class Decision:
    """The branch after a step; targets are step numbers, end ids, or RETURN (the step that raised it)."""

    question: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way a called SOP may end (its end event) and where that leads; `goal` as in Decision."""

    end: str
    name: str
    goal: str


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that is passed over while a condition (FEEL on the case's data) holds; `goal` is a number or end id."""

    question: str
    condition: str
    goal: str


FIELD_TYPES = ("string", "text", "long", "number", "boolean", "date", "datetime", "enum", "file")


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One value of an enum field and its label."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of camunda:formData; `type` is one of FIELD_TYPES (any other text is refused by lint)."""

    id: str
    label: str
    type: str = "string"
    required: bool = False
    options: tuple[FieldOption, ...] = ()
    default: str | None = None
    min: str | None = None
    max: str | None = None
    max_length: int | None = None
    pattern: str | None = None


RETURN = "KEMBALI_KE_LANGKAH_ASAL"


@dataclass(frozen=True, slots=True)
class Performer:
    """Who does a step: the lane's role slug, and what else the drawing says."""

    role: str
    box: str | None = None  # text printed in the box of the drawing ("Loket Informasi", "P1 P2")
    alternative: str | None = None  # another reading of the owner
    assistant: str | None = None  # pendamping
    system: str | None = None  # sistem that acts together with the person
    checker: str | None = None  # pemeriksa
    min_officers: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table with its exact cells; `sources` maps cell to source code ("A" = assumption)."""

    number: str
    id: str
    kind: StepKind
    activity: str
    performer: Performer
    requirements: tuple[Requirement, ...]
    time: TimeStandard
    outputs: tuple[Output, ...]
    remark: str = ""
    decision: Decision | None = None
    next: str | None = None
    sources: tuple[tuple[str, str], ...] = ()
    assumption: str = ""
    ocr_text: str | None = None  # the activity as the scan read it, where that differs
    checklist_ref: str | None = None  # kelengkapan_ref: which catalogue the requirements stand for
    after: str | None = None  # REPORT only: number of the step whose completion asks for it
    form: tuple[FormField, ...] = ()  # fields beside the cells (camunda:formData)
    calls: str | None = None  # CALL only: key of the SOP
    outcomes: tuple[Outcome, ...] = ()  # CALL only: where its ends lead; else `next` does
    outcome_question: str = ""  # CALL only: what the gateway behind the call asks
    raises: str | None = None  # named event that happens when the row is done (with "ya", where it decides)
    skip: Skip | None = None
    opens_on: str | None = None  # case variable with a date: the row waits for the beginning of that day
    closes_on: str | None = None  # as opens_on: the wait ends then, and the way of "no" is taken


@dataclass(frozen=True, slots=True)
class Role:
    """A pelaksana: slug (lane, candidate group) and the label shown on screens."""

    id: str
    label: str
    lane: bool = True  # False: named by the table but holding no column (e.g. text in a box)


@dataclass(frozen=True, slots=True)
class End:
    """A way the procedure ends."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class OcrDoubt:
    """A place of the scanned table that can be read in more than one way; never decided silently."""

    place: str
    text: str
    readings: tuple[str, ...]
    chosen: str
    reason: str


@dataclass(frozen=True, slots=True)
class ServiceStandard:
    """A limit on the whole service (sla_total): for which application types, how long, from which event."""

    applies_to: tuple[str, ...]
    time: TimeStandard
    source: str = "A"
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """The 13 fields of the identity block (PermenPANRB 35/2012); empty where the office must fill it."""

    unit: str = ""
    number: str = ""
    created_on: str = ""
    revised_on: str = ""
    effective_on: str = ""
    approved_by: str = ""
    title: str = ""
    legal_basis: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sop:
    """A whole SOP: identity, pelaksana, rows, ends, and what is uncertain about it."""

    id: str
    name: str
    identity: Identity
    roles: tuple[Role, ...]
    steps: tuple[Step, ...]
    ends: tuple[End, ...]
    status: str = ""  # transkripsi / rekonstruksi, in the source's words
    sources: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    admin_requirements: tuple[str, ...] = ()
    service_standards: tuple[ServiceStandard, ...] = ()
    ocr_doubts: tuple[OcrDoubt, ...] = ()
    start_form: tuple[FormField, ...] = ()  # what starting a case asks for
    begun_by: Begun = Begun.STAFF
    summary: str = ""  # one sentence: whom it serves
    facts: tuple[tuple[str, str], ...] = ()  # other source facts, JSON text per key, kept unread
