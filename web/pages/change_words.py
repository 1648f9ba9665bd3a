"""Changes of an SOP as sentences: "waktu: 20 menit → 15 menit"."""

from __future__ import annotations

from processes.diff import ADDED, REMOVED, RENUMBERED, Change
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


def sentence(change: Change) -> str:
    """The change in the reader's words; the row it stands in is not named again."""
    what = gettext(NAMES.get(change.what, change.what))
    before, after = office_words(change.before), office_words(change.after)
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
