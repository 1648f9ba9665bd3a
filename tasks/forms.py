"""The form of a task, derived from its SOP cells: a completeness gate, a choice, outputs and extra fields.

One JSON Schema 2020-12 renders the page, validates on the server and is published by the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.refusals import Invalid, Problem
from processes.diagram import Activity, Diagram, FormField, Option
from processes.model import RequirementKind, StepKind
from processes.words import slug
from tasks import checklist, form_schema
from tasks.checklist import ChecklistItem
from tasks.form_check import as_object, once, unfit, validator_of
from tasks.form_parts import ABSENT as ABSENT
from tasks.form_parts import CHOICE as CHOICE
from tasks.form_parts import GATE as GATE
from tasks.form_parts import NOT_NEEDED as NOT_NEEDED
from tasks.form_parts import PRESENT as PRESENT
from tasks.form_parts import REMARK as REMARK
from tasks.form_parts import RESULTS as RESULTS
from tasks.form_parts import SECOND as SECOND
from tasks.form_parts import UNFIT as UNFIT
from tasks.form_parts import GateItem as GateItem

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_YES = ("ya", "yes")
_DOCUMENTS = "documents"  # a requirement that stands for the checklist of the application type
REFUSED = "END_DITOLAK"
"""The end at which an application is refused ("ditolak dengan alasan"): nobody reaches it without saying why."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a task asks for; `schema` is what `complete` accepts under `variables`."""

    element: str
    gate: tuple[GateItem, ...]
    question: str | None
    options: tuple[Option, ...]
    fields: tuple[FormField, ...]
    results: tuple[tuple[str, str], ...]  # slug, text of each output
    officers: int
    schema: Mapping[str, Any]
    validator: Draft202012Validator = field(repr=False, compare=False)
    refusals: tuple[str, ...] | None = ()  # choices that refuse the application; None: the step itself does

    @property
    def decides(self) -> bool:
        """Whether the task's choice decides the way on."""
        return bool(self.options)

    @property
    def way_on(self) -> str:
        """The answer that says all is well: "ya" as SOP tables have it, wherever it was drawn, else the first."""
        answers = [option.value for option in self.options]
        return next((answer for answer in answers if answer in _YES), answers[0])


def form_of(
    diagram: Diagram, element: str, category: str, listed: tuple[ChecklistItem, ...] | None = None
) -> Form:
    """The form of an activity for an application type; built once per file, element, type and checklist.

    `listed` is the checklist decided for the case (tasks.case_forms); the catalogue's without it.
    """
    return _derive(diagram.xml_hash, element, category, listed, _Held(diagram))


def checklist_for(diagram: Diagram, element: str, category: str) -> str | None:
    """The SOP whose checklist an activity asks for; None where it asks for none or the type has none."""
    step, sop = diagram.activities[element].step, diagram.sop_of(element)
    if step is None or step.kind is StepKind.WAIT or sop is None or category not in checklist.codes():
        return None
    return sop.id if any(need.expands == _DOCUMENTS for need in step.requirements) else None


def with_officers(form: Form, logins: Iterable[str]) -> dict[str, Any]:
    """The schema with the colleagues who may be named as second officer at this moment."""
    schema = dict(form.schema)
    schema["properties"] = {**schema["properties"], SECOND: {"enum": list(logins)}}
    return schema


def check(form: Form, variables: Any, colleagues: Iterable[str] = ()) -> dict[str, Any]:
    """The variables when they fit the form. Raises Invalid naming every wrong field at once."""
    given = as_object(variables)
    problems = unfit(given, form.validator)
    if form.officers > 1 and given.get(SECOND) not in tuple(colleagues):
        problems.append(Problem("form.second_officer", SECOND))
    if problems:
        raise Invalid("form.invalid", *once(problems))
    return given


class _Held:
    """Carries a diagram past lru_cache, which keys by the file's hash alone."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)


@lru_cache(maxsize=2048)
def _derive(
    _file: str, element: str, category: str, listed: tuple[ChecklistItem, ...] | None, held: _Held
) -> Form:
    diagram = held.diagram
    activity = diagram.activities[element]
    sop_id = checklist_for(diagram, element, category)
    if sop_id is None:
        listed = None
    elif listed is None:
        listed = checklist.items(category, sop_id)
    gate = _gate(diagram, activity, listed)
    step = activity.step
    results = tuple((slug(o.text), o.text) for o in step.outputs) if step else ()
    officers = step.performer.min_officers if step else 1
    refusals = _refusals(diagram, activity)
    schema = form_schema.of_task(activity, gate, results, officers, refusals)
    return Form(
        element,
        gate,
        activity.question,
        activity.options,
        activity.form_fields,
        results,
        officers,
        schema,
        validator_of(schema),
        refusals,
    )


def _refusals(diagram: Diagram, activity: Activity) -> tuple[str, ...] | None:
    """The choices that lead straight to the refusal: by a gateway behind a called procedure that asks for its task's
    answer, or for the end that the choice leads to.
    """
    refusing = [flow for flow in diagram.flows if flow.target == REFUSED]
    if any(flow.source == activity.id for flow in refusing):
        return None
    leads = {flow.id: flow.target for flow in diagram.flows if flow.process_id in diagram.homes}
    taken = {flow.id for flow in refusing}
    asked = {flow.condition for flow in refusing}
    return tuple(
        option.value
        for option in activity.options
        if option.flow_id in taken
        or f'{activity.id}.{CHOICE} = "{option.value}"' in asked
        or any((one or "").endswith(f'.akhir = "{leads.get(option.flow_id)}"') for one in asked)
    )


def _gate(
    diagram: Diagram, activity: Activity, listed: tuple[ChecklistItem, ...] | None
) -> tuple[GateItem, ...]:
    items: dict[str, GateItem] = {}
    step, sop = activity.step, diagram.sop_of(activity.id)
    if step is None or step.kind is StepKind.WAIT:
        return ()
    for need in step.requirements:
        if need.expands == _DOCUMENTS and listed is not None:
            for c in listed:
                items[c.code] = GateItem(
                    c.code,
                    c.label,
                    c.need,
                    c.group,
                    c.condition,
                    c.note,
                    RequirementKind.DOCUMENT,
                    c.seen_only,
                    listed=True,
                )
        elif need.expands == "equipment" and sop and sop.identity.equipment:
            for text in sop.identity.equipment:
                items[slug(text)] = GateItem(slug(text), text, kind=RequirementKind.EQUIPMENT)
        else:
            code = need.code or slug(need.text)
            items[code] = GateItem(code, need.text, need.need, need.group, need.condition, kind=need.kind)
    return tuple(items.values())


def check_start(fields: tuple[FormField, ...], variables: Any, *, strict: bool) -> dict[str, Any]:
    """Start variables when they fit; `strict` asks for the required ones too (a person's form does).

    Raises Invalid naming every wrong field.
    """
    schema = form_schema.of_start(fields)
    if not strict:
        schema["required"] = []
    given = as_object(variables)
    problems = unfit(given, validator_of(schema))
    problems += [Problem("form.reserved", key) for key in given if key in _RESERVED]
    if problems:
        raise Invalid("form.invalid", *once(problems))
    return given


# Names the engine's expressions already give a meaning to.
_RESERVED = frozenset({"setelan"})
