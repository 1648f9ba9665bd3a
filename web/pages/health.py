"""For machines that watch: does the database answer, does somebody watch the deadlines."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from tasks import health
from tasks.faults import STORAGE_FAULTS
from web.shell.identity import site
from web.shell.rights import PUBLIC, needs

blueprint = Blueprint("health", __name__)

STALE_SECONDS = 120


@blueprint.get("/health")
@needs(PUBLIC)
def look() -> ResponseReturnValue:
    """200 when well; `worker` is "none" or "stale" when nobody watches the deadlines."""
    age = health.look(site()).worker_age
    seconds = None if age is None else round(age.total_seconds(), 1)
    worker = "none" if seconds is None else "stale" if seconds > STALE_SECONDS else "ok"
    return jsonify(database="ok", worker=worker, worker_age_seconds=seconds)


def failing(_error: Exception) -> ResponseReturnValue:
    """503 when the database does not answer."""
    return jsonify(database="failing", worker="unknown", worker_age_seconds=None), 503


for fault in STORAGE_FAULTS:
    blueprint.register_error_handler(fault, failing)
