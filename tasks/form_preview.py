"""The forms of an SOP's draft as staff will meet them, tried out without a case: nothing is ever stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import definitions
from engine.database import Actor, Tx
from engine.refusals import Invalid, NotFound
from engine.wait_rows import is_human
from processes.cells import BadCell
from processes.diagram import Activity, Diagram
from processes.findings import BadXml
from processes.model import Begun
from processes.reader import read_bpmn
from tasks import forms, rights, sop_drafts, work
from tasks.decisions import checklists
from tasks.forms import Form
from tasks.roles import PROCESS_OWNER
from tasks.site import Site
from tasks.views import ShownForm

START = "-"
"""Stands for the form of the new request; no BPMN id can be it."""


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The SOP whose forms are shown: the person's draft saved at `saved_at`, or the version in force (None).

    `steps` are the ids of its forms in the table's order, START first where staff begin requests.
    """

    key: str
    name: str
    version: int
    saved_at: datetime | None
    diagram: Diagram
    steps: tuple[str, ...]

    def activity(self, element: str) -> Activity | None:
        """The activity of a form; None for START. Raises NotFound for what has no form."""
        if element not in self.steps:
            raise NotFound("preview.unknown")
        return self.diagram.activities.get(element)


def sheaf(site: Site, actor: Actor, key: str) -> Sheaf:
    """The SOP's forms. Raises Forbidden, NotFound, Invalid for a draft too faulty to be read."""
    rights.require_role(actor, PROCESS_OWNER)
    with site.db.read(actor) as tx:
        return _sheaf(tx, key)


def form(site: Site, actor: Actor, key: str, element: str, category: str) -> ShownForm:
    """A task's form for an application type, with the colleagues who could be second officer now.

    Raises as `sheaf`, NotFound for START, and Invalid for a form that cannot be built yet (lint says why).
    """
    found = sheaf(site, actor, key)
    activity = found.activity(element)
    if activity is None:
        raise NotFound("preview.unknown")
    with site.db.read(actor) as tx:
        made = _form(tx, found.diagram, element, category)
        officers = work.second_officers(tx, activity.lane, "") if made.officers > 1 else ()
    return ShownForm(made, forms.with_officers(made, officers) if officers else made.schema, officers)


def attempt(shown: ShownForm, given: Mapping[str, Any]) -> str:
    """Check what was typed as completing the task would; the label of the way it leads ("" where it asks none).

    Raises Invalid naming every field.
    """
    typed = forms.check(shown.form, dict(given), shown.officers)
    chosen = typed.get(forms.CHOICE)
    return next((one.label for one in shown.form.options if one.value == chosen), "")


def attempt_start(found: Sheaf, given: Mapping[str, Any]) -> None:
    """Check what was typed as starting a request would. Raises Invalid naming every field."""
    forms.check_start(found.diagram.start_fields, dict(given), strict=True)


def _sheaf(tx: Tx, key: str) -> Sheaf:
    if key not in sop_drafts.dates_of_mine(tx):
        found = definitions.latest(tx, key)
        return Sheaf(key, found.name, found.version, None, found.diagram, _steps(found.diagram))
    draft = sop_drafts.mine(tx, key)
    try:
        diagram = read_bpmn(draft.xml)
    except (BadXml, BadCell) as unreadable:
        raise Invalid("draft.unreadable") from unreadable
    return Sheaf(key, diagram.name or key, draft.base_version, draft.updated_at, diagram, _steps(diagram))


def _steps(diagram: Diagram) -> tuple[str, ...]:
    people = [one for one in diagram.activities.values() if is_human(one.type)]
    places = {step.id: place for place, step in enumerate(diagram.sop.steps)} if diagram.sop else {}
    people.sort(key=lambda one: places.get(one.id, len(places)))
    begun_by_staff = diagram.sop is None or diagram.sop.begun_by is Begun.STAFF
    return (*((START,) if begun_by_staff else ()), *(one.id for one in people))


def _form(tx: Tx, diagram: Diagram, element: str, category: str) -> Form:
    sop_id = forms.checklist_for(diagram, element, category)
    listed = checklists.listed(tx, category, sop_id, {}).items if sop_id else None
    try:
        return forms.form_of(diagram, element, category, listed)
    except (
        ValueError,
        KeyError,
    ) as unfit:  # a limit that is no number, a type there is none of: lint names it
        raise Invalid("preview.unfit") from unfit
