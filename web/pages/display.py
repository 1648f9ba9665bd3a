"""The public display of a waiting room: numbers and counters in large type, no names."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tasks.counters import board
from web.pages import queue_words as words
from web.shell.identity import site
from web.shell.rights import PUBLIC, needs

blueprint = Blueprint("display", __name__, url_prefix="/layar")


@blueprint.get("/<place>")
@needs(PUBLIC)
def show(place: str) -> ResponseReturnValue:
    """What a television in the waiting room shows; it goes on by itself."""
    return render_template(
        "queue/display.html", shown=board.display(site(), place), place=place, counters=words.counters()
    )
