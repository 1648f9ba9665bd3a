"""The standard of an SOP's service (UU 25/2009): what is known, what is missing and where to fill it in; as PDF."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue

from processes.paper.standard import COMPONENTS, standard_pdf
from tasks import service_standards
from web.shell.i18n import gettext, mark
from web.shell.identity import actor, site
from web.shell.rights import SIGNED_IN, needs

blueprint = Blueprint("standards", __name__, url_prefix="/sop/<key>/standard")

_TITLES = {
    "legal_basis": mark("Legal basis"),
    "requirements": mark("Requirements of the service"),
    "procedure": mark("System, mechanism and procedure"),
    "time": mark("Time to completion"),
    "fee": mark("Fee"),
    "product": mark("Product of the service"),
    "facilities": mark("Facilities"),
    "competence": mark("Competence of officers"),
    "oversight": mark("Internal supervision"),
    "complaints": mark("Handling of complaints and suggestions"),
    "staff": mark("Number of officers"),
    "guarantee": mark("Guarantee of the service"),
    "safety": mark("Guarantee of security and safety"),
    "evaluation": mark("Evaluation of officers' work"),
}
assert set(_TITLES) == set(COMPONENTS)


@blueprint.app_context_processor
def _words() -> dict[str, Callable[[str], str]]:
    return {"component_title": lambda code: gettext(_TITLES[code])}


@blueprint.get("")
@needs(SIGNED_IN)
def index(key: str) -> ResponseReturnValue:
    """The components with where each comes from, and where an empty one is filled in."""
    with site().db.read(actor()) as tx:
        standard = service_standards.of_sop(site(), tx, key)
    return render_template("sop/standard.html", key=key, standard=standard)


@blueprint.get("/file.pdf")
@needs(SIGNED_IN)
def file(key: str) -> Response:
    """The standard as a PDF to hang up."""
    with site().db.read(actor()) as tx:
        standard = service_standards.of_sop(site(), tx, key)
    return sent_pdf(standard_pdf(standard), f"standar-pelayanan-{key}")


def sent_pdf(content: bytes, name: str) -> Response:
    """A PDF to save under a name."""
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
