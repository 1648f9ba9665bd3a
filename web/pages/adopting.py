"""Taking over a BPMN file of another tool: send it, read what was changed and what cannot run, go on in the editor."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from processes.adopting import Note
from processes.lint.messages import say
from tasks.intake import foreign
from tasks.intake.drafting import Target
from web.pages import intake
from web.shell.errors import again
from web.shell.i18n import chosen, gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("adopting", __name__, url_prefix="/studio/import-bpmn")

_LARGEST = 5 * 1024 * 1024 + 1
_NOTES = {
    "renamed": mark("The process is called %(now)s here, not %(was)s."),
    "executable": mark("The process is marked as one to be carried out."),
    "rights": mark("%(element)s: done by %(now)s, as the file says."),
    "condition": mark("%(element)s: the condition %(was)s is now %(now)s."),
    "condition_kept": mark("%(element)s: the condition %(was)s is kept; write it in FEEL."),
    "rows": mark("%(now)s steps got a row of the table; add the requirements, time and output."),
    "drawn": mark("The file had no drawing; one was made."),
    "kept": mark("What %(was)s adds is kept word for word and not carried out."),
}


@blueprint.post("")
@needs(PROCESS_OWNER)
@again(intake.index)
def receive() -> ResponseReturnValue:
    """Make a draft of the file, and say what was done with it."""
    sent = request.files.get("bpmn")
    content = sent.stream.read(_LARGEST) if sent else b""
    target = Target(request.form.get("bpmn_title", ""), request.form.get("bpmn_key", ""))
    found = foreign.take_over(site(), actor(), content, target)
    return render_template(
        "intake/taken_over.html",
        found=found,
        notes=[_words(note) for note in found.notes],
        findings=[(one, say(one, chosen())) for one in found.findings],
    )


def _words(note: Note) -> str:
    return gettext(_NOTES[note.key], element=note.element, was=note.was, now=note.now)
