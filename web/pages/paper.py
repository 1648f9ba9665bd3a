"""The official document of an SOP: its pages to look at, and the file in each format."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engine.refusals import NotFound
from processes.paper.columns import Size
from processes.paper.document import Paper
from tasks import library, paper, sop_drafts
from tasks.paper import Choice
from web.shell.identity import actor, site
from web.shell.rights import SIGNED_IN, needs

blueprint = Blueprint("paper", __name__, url_prefix="/sop/<key>/document")


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name's ending, what it is called, its media type, how it is made."""

    ending: str
    name: str
    type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = (
    Format("pdf", "PDF", "application/pdf"),
    Format("docx", "Word", f"{_OFFICE}.wordprocessingml.document"),
    Format("xlsx", "Excel", f"{_OFFICE}.spreadsheetml.sheet"),
    Format("svg", "SVG", "image/svg+xml"),
    Format("png", "PNG", "image/png"),
    Format("bpmn", "BPMN", "application/xml"),
)


@blueprint.get("")
@needs(SIGNED_IN)
def index(key: str) -> ResponseReturnValue:
    """The pages of the document as pictures, and what can be chosen of it."""
    with site().db.read(actor()) as tx:
        has_draft = key in sop_drafts.dates_of_mine(tx)
        chosen = _choice()
        if chosen.version is None and has_draft and not library.versions(site(), actor(), key):
            chosen = replace(chosen, version=0)
        made = paper.paper(site(), tx, key, chosen)
    return render_template(
        "paper/index.html",
        key=key,
        paper=made,
        pages=len(paper.pages(made)),
        versions=library.versions(site(), actor(), key),
        has_draft=has_draft,
        sizes=[size.value for size in Size],
        formats=FORMATS,
        query=_query(made),
    )


@blueprint.get("/file.<format>")
@needs(SIGNED_IN)
def file(key: str, format: str) -> Response:
    """The document as a file to keep."""
    kind = next((one for one in FORMATS if one.ending == format), None)
    if kind is None:
        raise NotFound("page.unknown")
    made = _paper(key)
    answer = make_response(paper.file(made, format))
    answer.mimetype = kind.type
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name(made)}.{format}"'
    return answer


@blueprint.get("/page/<int:sheet>.png")
@needs(SIGNED_IN)
def page(key: str, sheet: int) -> ResponseReturnValue:
    """One page as a picture."""
    pictures = paper.pages(_paper(key))
    if not 1 <= sheet <= len(pictures):
        raise NotFound("page.unknown")
    answer = make_response(pictures[sheet - 1])
    answer.mimetype = "image/png"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _paper(key: str) -> Paper:
    with site().db.read(actor()) as tx:
        return paper.paper(site(), tx, key, _choice())


def _choice() -> Choice:
    """?version=3 (or "draft"), ?size=f4, ?cover=1; anything else stands for the office's own."""
    version, size = request.args.get("version", ""), request.args.get("size", "")
    number = int(version) if version.isdecimal() and len(version) < 10 else None
    return Choice(
        version=0 if version == "draft" else number or None,
        size=Size(size) if size in set(Size) else None,
        cover="cover" in request.args,
    )


def _query(made: Paper) -> str:
    """What is shown, for the addresses of its pages and files."""
    asked = {"version": "draft" if made.is_draft else str(made.version), "size": made.size.value}
    return urlencode(asked | ({"cover": "1"} if made.cover else {}))


def _name(made: Paper) -> str:
    return f"{made.sop.id}-{'draf' if made.is_draft else f'v{made.version}'}"
