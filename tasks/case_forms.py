"""The form of a task in its case: what the checklist asks for depends on what the case knows."""

from __future__ import annotations

from dataclasses import dataclass

from engine import instances
from engine.database import Tx
from engine.definitions import Definition
from engine.instances import Instance
from tasks import forms
from tasks.decisions import Answer, checklists
from tasks.forms import GATE, Form
from tasks.held import Task
from tasks.states import OPEN_STATES


@dataclass(frozen=True, slots=True)
class CaseForm:
    """A task's form, and the decision its checklist rests on (None: it has none, or the catalogue's)."""

    form: Form
    answer: Answer | None


def form_of(tx: Tx, task: Task, instance: Instance, definition: Definition) -> CaseForm:
    """The form of a task at this moment; of a closed task, with the items that were asked for when it was done."""
    diagram, category = definition.diagram, instance.category
    sop_id = forms.checklist_for(diagram, task.element, category)
    if sop_id is None:
        return CaseForm(forms.form_of(diagram, task.element, category), None)
    if task.state not in OPEN_STATES:
        asked = (task.variables or {}).get(GATE, {})
        every = checklists.listed(tx, category, sop_id, {}).items
        items = tuple(item for item in every if item.code in asked) if asked else every
        return CaseForm(forms.form_of(diagram, task.element, category, items), None)
    data = instances.look(tx, instance, definition.spec).data
    found = checklists.listed(tx, category, sop_id, data)
    return CaseForm(forms.form_of(diagram, task.element, category, found.items), found.answer)
