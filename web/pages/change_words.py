"""Changes of an SOP as sentences: "waktu: 20 menit → 15 menit"."""

from __future__ import annotations

from processes.diff import ADDED, REMOVED, RENUMBERED, Change
from web.pages.cell_codes import coded
from web.shell.i18n import gettext, mark
from web.shell.office import office_words

NAMES = {
    "step": mark("Step"),
    "activity": mark("Activity"),
    "performer": mark("Performer"),
    "officers": mark("Officers"),
    "requirement": mark("Requirement"),
    "time": mark("Time"),
    "output": mark("Output"),
    "remark": mark("Remark"),
    "field": mark("Form field"),
    "question": mark("Question"),
    "next": mark("Next step"),
    "yes": mark("Branch “yes”"),
    "no": mark("Branch “no”"),
    "outcome": mark("Way after the called SOP"),
    "called": mark("SOP called"),
    "event": mark("Named event"),
    "skipped": mark("Passed over when"),
    "day": mark("Bound to the day"),
    "kind": mark("Kind of row"),
    "time_meaning": mark("Reading of the time"),
    "assistant": mark("Assistant"),
    "system": mark("System used"),
    "checker": mark("Checker"),
    "box": mark("Text in the box"),
    "assumption": mark("Assumption"),
    "summary": mark("Whom it serves"),
    "begun_by": mark("Begun by"),
    "prerequisites": mark("Prerequisite"),
    "admin_requirements": mark("Administrative requirement"),
    "element": mark("Element of the drawing"),
    "label": mark("Name in the drawing"),
    "arrow": mark("Arrow"),
    "drawn.kind": mark("Kind of element"),
    "drawn.condition": mark("Condition of the branch"),
    "drawn.default": mark("Branch taken otherwise"),
    "drawn.attached": mark("Stands on"),
    "drawn.interrupting": mark("Interrupts the step"),
    "drawn.called_process": mark("Procedure called"),
    "drawn.message": mark("Message"),
    "drawn.timer": mark("Timer"),
    "drawn.event_kind": mark("Kind of event"),
    "drawn.event_condition": mark("Condition of the event"),
    "drawn.loop": mark("Repetition"),
    "drawn.rules": mark("Decision model asked"),
    "drawn.groups": mark("Groups that may do it"),
    "drawn.users": mark("People who may do it"),
    "drawn.assignee": mark("Given to"),
    "drawn.priority": mark("Priority"),
    "drawn.due": mark("Due date"),
    "drawn.follow_up": mark("Follow up on"),
    "name": mark("Name of the SOP"),
    "role": mark("Performer"),
    "standard": mark("Standard of the whole service"),
    "start_field": mark("Field of the new request"),
    "status": mark("Origin of the table"),
    "end": mark("End"),
    "identity.unit": mark("Work unit"),
    "identity.number": mark("SOP number"),
    "identity.created_on": mark("Made on"),
    "identity.revised_on": mark("Revised on"),
    "identity.effective_on": mark("In force from"),
    "identity.approved_by": mark("Approved by"),
    "identity.title": mark("SOP name"),
    "identity.legal_basis": mark("Legal basis"),
    "identity.qualifications": mark("Qualification of performers"),
    "identity.related": mark("Related SOPs"),
    "identity.equipment": mark("Tools and equipment"),
    "identity.warnings": mark("Warning"),
    "identity.records": mark("Recording and data"),
}
"""What each cell of a change is called."""
_NAMED = ("element", "arrow")  # their text is their name already


def sentence(change: Change) -> str:
    """The change in the reader's words; the row it stands in is not named again."""
    what = gettext(NAMES.get(change.what, change.what.removeprefix("drawn.")))
    if change.name and not change.step and change.what not in _NAMED:
        what = f"{change.name}: {what}"
    before, after = (coded(change.what, office_words(text)) for text in (change.before, change.after))
    if change.how == RENUMBERED:
        return gettext("Number %(before)s → %(after)s", before=before, after=after)
    if change.what == "step":
        return gettext("New step") if change.how == ADDED else gettext("Step taken out")
    if change.how == ADDED:
        return f"{what} + {after}"
    if change.how == REMOVED:
        return f"{what} − {before}"
    nothing = gettext("(empty)")
    return f"{what}: {before or nothing} → {after or nothing}"
