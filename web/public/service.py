"""What the office promises the public: the standard of each service and the pledge (maklumat pelayanan)."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from processes.paper.standard import pledge_pdf, standard_pdf
from tasks import service_standards
from web.pages.standards import sent_pdf
from web.shell.identity import PUBLIC_SIDE, site
from web.shell.rights import PUBLIC, needs

blueprint = Blueprint("service", __name__, url_prefix=PUBLIC_SIDE)


@blueprint.get("/standar")
@needs(PUBLIC)
def index() -> ResponseReturnValue:
    """The services that have a standard, and the pledge."""
    with site().db.read() as tx:
        pledge, services = service_standards.pledge(site(), tx), service_standards.names(tx)
    return render_template("public/standards.html", pledge=pledge, services=services)


@blueprint.get("/standar/<key>")
@needs(PUBLIC)
def standard(key: str) -> ResponseReturnValue:
    """The standard of one service: the components that are known."""
    with site().db.read() as tx:
        found = service_standards.of_sop(site(), tx, key)
    return render_template("public/standard.html", key=key, standard=found)


@blueprint.get("/standar/<key>/file.pdf")
@needs(PUBLIC)
def standard_file(key: str) -> Response:
    """The standard as a PDF."""
    with site().db.read() as tx:
        found = service_standards.of_sop(site(), tx, key)
    return sent_pdf(standard_pdf(found), f"standar-pelayanan-{key}")


@blueprint.get("/maklumat.pdf")
@needs(PUBLIC)
def pledge_file() -> Response:
    """The pledge as a PDF to hang up."""
    with site().db.read() as tx:
        pledge = service_standards.pledge(site(), tx)
    return sent_pdf(pledge_pdf(pledge), "maklumat-pelayanan")
