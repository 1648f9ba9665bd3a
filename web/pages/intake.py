"""Importing an SOP from a file: send it, confirm what was read, make a draft; or begin a new SOP from nothing."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from processes.intake.model import IDENTITY_LISTS, NOTHING, Intake
from processes.intake.pictures import picture
from processes.intake.to_sop import doubted, key_of
from tasks import library
from tasks.intake import correcting, drafting, intakes
from tasks.intake.correcting import Sent
from tasks.intake.drafting import Target
from tasks.intake.intakes import Kept
from web.pages.intake_words import CELLS, FIELDS, REASONS
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import actor, site
from web.shell.messages import of_problem
from web.shell.rights import PROCESS_OWNER, needs

blueprint = Blueprint("intake", __name__, url_prefix="/studio")

_LONG = (*IDENTITY_LISTS, "unit", "title", "approved_by")
_LARGEST = 26 * 1024 * 1024


@blueprint.get("/import")
@needs(PROCESS_OWNER)
def index() -> ResponseReturnValue:
    """Send a file, go on with one that was sent, or begin a new SOP."""
    return render_template("intake/index.html", kept=intakes.listed(site(), actor()))


@blueprint.post("/import")
@needs(PROCESS_OWNER)
@again(index)
def receive() -> ResponseReturnValue:
    """Keep the file and read it."""
    sent = request.files.get("file")
    content = sent.stream.read(_LARGEST) if sent else b""
    number = intakes.receive(site(), actor(), (sent.filename if sent else "") or "", content)
    return redirect(url_for("intake.show", intake_id=number), 303)


@blueprint.get("/import/<int:intake_id>")
@needs(PROCESS_OWNER)
def show(intake_id: int) -> ResponseReturnValue:
    """What was read of a file, to be confirmed; how far the reading is; or why it cannot be read."""
    kept = intakes.show(site(), actor(), intake_id)
    if kept.found is None:
        refused = of_problem(*kept.refusal) if kept.refusal else ""
        return render_template("intake/waiting.html", kept=kept, refused=refused)
    found = correcting.corrected(kept.found, _sent()) if request.method == "POST" else kept.found
    return render_template(
        "intake/show.html",
        kept=kept,
        found=found,
        identity=[(name, label, found.identity.get(name, NOTHING), name in _LONG) for name, label in FIELDS],
        doubts=_doubts(found),
        goals=correcting.goals(found),
        cells=CELLS,
        reasons=REASONS,
        key=kept.key or key_of(found.title),
        existing=[(line.key, line.version.name) for line in library.list_sops(site(), actor())],
    )


@blueprint.post("/import/<int:intake_id>")
@needs(PROCESS_OWNER)
@again(show)
def save(intake_id: int) -> ResponseReturnValue:
    """Keep what was confirmed and corrected; with act=draft make a draft of it."""
    kept = intakes.show(site(), actor(), intake_id)
    sent = _sent()
    revision = _revision(kept)
    if kept.found is not None:
        intakes.save(site(), actor(), intake_id, correcting.corrected(kept.found, sent), revision)
    if sent.act != "draft":
        flash(gettext("Saved."), "ok")
        return redirect(url_for("intake.show", intake_id=intake_id) + _anchor(sent.act), 303)
    asked = {name: request.form.get(name, "") for name in ("key", "existing")}
    target = Target(" ".join(request.form.get("i.title", "").split()), **asked)
    key = drafting.make_draft(site(), actor(), intake_id, revision + 1, target)
    flash(gettext("The draft has begun. Nothing changes for anybody until it is published."), "ok")
    return redirect(url_for("studio.edit", key=key), 303)


@blueprint.get("/import/<int:intake_id>/<int:page>.png")
@needs(PROCESS_OWNER)
def page(intake_id: int, page: int) -> Response:
    """A page of the file as a picture (PDF only)."""
    _, content = intakes.content(site(), actor(), intake_id)
    drawn = picture(content, page) if content.startswith(b"%PDF-") and page else None
    if drawn is None:
        raise NotFound("intake.unknown")
    answer = make_response(drawn)
    answer.mimetype = "image/png"
    return answer


@blueprint.get("/import/<int:intake_id>/file")
@needs(PROCESS_OWNER)
def file(intake_id: int) -> Response:
    """The file as it was sent."""
    name, content = intakes.content(site(), actor(), intake_id)
    answer = make_response(content)
    answer.mimetype = "application/octet-stream"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.post("/import/<int:intake_id>/discard")
@needs(PROCESS_OWNER)
def discard(intake_id: int) -> ResponseReturnValue:
    """Throw the file away."""
    intakes.discard(site(), actor(), intake_id)
    flash(gettext("The file has been thrown away."), "ok")
    return redirect(url_for("intake.index"), 303)


@blueprint.post("/new")
@needs(PROCESS_OWNER)
@again(index)
def blank() -> ResponseReturnValue:
    """Begin a new SOP with an empty table."""
    key = drafting.new_sop(site(), actor(), request.form.get("title", ""), request.form.get("key", ""))
    return redirect(url_for("studio.edit", key=key), 303)


def _doubts(found: Intake) -> list[tuple[str, str, str]]:
    """(field, number of the row, name of the cell) of each uncertain cell."""
    names = {name: str(label) for name, label, _ in CELLS}
    return [
        (f"{place}.{cell}", step.number.text, names.get(cell, gettext("Decision")))
        for place, step in enumerate(found.steps)
        for cell, _ in doubted(step)
    ]


def _sent() -> Sent:
    return Sent(request.form.to_dict(), request.form.getlist("ok"), request.form.get("act", "save"))


def _revision(kept: Kept) -> int:
    asked = request.form.get("revision", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else kept.revision


def _anchor(act: str) -> str:
    """Where the page opens after a row was put in or taken out."""
    verb, _, place = act.partition(":")
    if not place.isdecimal():
        return ""
    return f"#row-{int(place) + (1 if verb == 'insert' else 0)}"
