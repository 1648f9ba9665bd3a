"""The living style page: every part of the design system, for those who build pages (tests and development)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.shell.formatting import now
from web.shell.rights import PUBLIC, needs

blueprint = Blueprint("styleguide", __name__)


@blueprint.get("/styleguide")
@needs(PUBLIC)
def index() -> ResponseReturnValue:
    """Every macro once, with invented content."""
    late, soon = now() - timedelta(minutes=12), now() + timedelta(hours=1, minutes=20)
    return render_template("styleguide.html", late=late, soon=soon)
