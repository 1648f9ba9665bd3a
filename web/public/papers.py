"""Photos of an application's documents: adding, looking at, removing one's own."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from tasks.applicants import applications, documents, steps
from tasks.applicants.documents import Sent
from web.shell.errors import again
from web.shell.i18n import gettext
from web.shell.identity import PUBLIC_SIDE, actor, site
from web.shell.rights import APPLICANT, needs

blueprint = Blueprint("papers", __name__, url_prefix=PUBLIC_SIDE + "/permohonan/<int:number>")


@blueprint.get("/dokumen/<item>")
@needs(APPLICANT)
def form(number: int, item: str) -> ResponseReturnValue:
    """One document: its photos, and where another is added."""
    with site().db.read(actor()) as tx:
        here = steps.progress(tx, applications.read_own(tx, number))
    if not here.open:
        return redirect(url_for("mine.show", number=number), 303)
    document = next((one for one in here.wanted if one.code == item and not one.seen_only), None)
    if document is None:
        raise NotFound("application.document_unknown")
    return render_template("public/wizard/paper.html", number=number, document=document, back=_back(number))


@blueprint.post("/dokumen/<item>")
@needs(APPLICANT)
@again(form)
def add(number: int, item: str) -> ResponseReturnValue:
    """Add a photo, then show the document with it."""
    sent = request.files.get("file")
    file = Sent(sent.filename or "", sent.stream) if sent else Sent("", BytesIO())
    documents.upload(site(), actor(), number, item, file)
    flash(gettext("The file has been added. Can every letter be read?"), "ok")
    back = _back(number)
    own = url_for("papers.form", number=number, item=item)
    return redirect(own if back.endswith("/isi/dokumen") else back, 303)


@blueprint.get("/berkas/<int:file_id>")
@needs(APPLICANT)
def show(number: int, file_id: int) -> Response:
    """One's own file as it is stored."""
    found = documents.opened(site(), actor(), number, file_id)
    return _inline(found.path.read_bytes(), found.media_type, found.name)


@blueprint.get("/berkas/<int:file_id>/kecil")
@needs(APPLICANT)
def small(number: int, file_id: int) -> Response:
    """A small picture of it."""
    return _inline(documents.small(site(), actor(), number, file_id), "image/jpeg", "kecil.jpg")


@blueprint.post("/berkas/<int:file_id>/hapus")
@needs(APPLICANT)
def remove(number: int, file_id: int) -> ResponseReturnValue:
    """Take a file off again."""
    documents.take_off(site(), actor(), number, file_id)
    flash(gettext("The file has been removed."), "ok")
    return redirect(_back(number), 303)


def _inline(content: bytes, media_type: str, name: str) -> Response:
    answer = make_response(content)
    answer.mimetype = media_type
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


def _back(number: int) -> str:
    """The page of the application the form was on; the list of documents where it says nothing else."""
    wish = request.form.get("back", "")
    own = url_for("wizard.go_on", number=number)
    inside = wish.startswith(own + "/") and wish.isprintable() and "\\" not in wish
    return wish if inside else url_for("wizard.show", number=number, page="dokumen")
