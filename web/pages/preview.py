"""Form preview: every form of a draft as staff will see it, on a phone and on a desk, side by side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine import settings
from tasks import checklist, form_preview, people
from tasks.form_files import FILE
from tasks.form_preview import START
from tasks.forms import Form
from web.pages import posted
from web.shell.errors import again
from web.shell.identity import actor, site
from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("preview", __name__, url_prefix="/studio/<key>/forms")

WIDTHS = ((360, "phone"), (1280, "desk"))
_DIGEST = "0" * 64  # stands for a file that was chosen: a preview keeps none


@blueprint.get("")
@needs(PROCESS_OWNER)
def index(key: str) -> ResponseReturnValue:
    """One form at two widths, and the way to the others."""
    found = form_preview.sheaf(site(), actor(), key)
    element = request.args.get("step", "")
    chosen = element if element in found.steps else next(iter(found.steps), "")
    place = found.steps.index(chosen) if chosen else 0
    return render_template(
        "preview/index.html",
        sheaf=found,
        start=START,
        chosen=chosen,
        before=found.steps[place - 1] if place else None,
        after=found.steps[place + 1] if place + 1 < len(found.steps) else None,
        types=[(one.code, one.label) for one in checklist.application_types(found.key)],
        category=_category(),
        widths=WIDTHS,
    )


@blueprint.get("/<element>")
@needs(PROCESS_OWNER)
def frame(key: str, element: str) -> ResponseReturnValue:
    """The form alone, as its task's page shows it; only a page of this site may frame it."""
    return _start(key) if element == START else _task(key, element)


@blueprint.post("/<element>")
@needs(PROCESS_OWNER)
@again(frame)
def attempt(key: str, element: str) -> ResponseReturnValue:
    """Judge what was typed as the task would; nothing is stored."""
    if element == START:
        found = form_preview.sheaf(site(), actor(), key)
        form_preview.attempt_start(found, posted.fields(found.diagram.start_fields, request.form))
        return _start(key, accepted=True)
    shown = form_preview.form(site(), actor(), key, element, _category())
    given = posted.variables(shown.form, request.form) | _files(shown.form)
    return _task(key, element, accepted=True, way=form_preview.attempt(shown, given))


def _start(key: str, **said: Any) -> str:
    found = form_preview.sheaf(site(), actor(), key)
    return render_template("preview/start.html", sheaf=found, fields=found.diagram.start_fields, **said)


def _task(key: str, element: str, **said: Any) -> str:
    found = form_preview.sheaf(site(), actor(), key)
    shown = form_preview.form(site(), actor(), key, element, _category())
    with site().db.read(actor()) as tx:
        names = people.shown_names(tx, set(shown.officers))
        most_bytes = settings.value(tx, "attachment.max_bytes")
    return render_template(
        "preview/frame.html",
        sheaf=found,
        activity=found.diagram.activities[element],
        shown=shown,
        names=names,
        most_bytes=most_bytes,
        category=_category(),
        files=(),
        **said,
    )


def _files(form: Form) -> dict[str, str]:
    """A digest for each file field a file was chosen for."""
    wanted = (field.id for field in form.fields if field.type == FILE)
    return {name: _DIGEST for name in wanted if (sent := request.files.get(name)) and sent.filename}


def _category() -> str:
    """The application type looked at; the catalogue's first where none is named."""
    known = [one.code for one in checklist.application_types()]
    asked = request.args.get("type", "")
    return asked if asked in known else known[0]
