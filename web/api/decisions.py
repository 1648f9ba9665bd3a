"""Decision models over REST: which there are, how they decide, and questions tried out on them."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response
from pydantic import Field

from tasks.decisions import models, sheets, trials
from web.api.endpoint import Model, Takes, endpoint
from web.api.shapes import Number
from web.shell.identity import actor, site
from web.shell.rights import SIGNED_IN

TAG = "Decisions"


class EvaluateBody(Model):
    """A question: the decision by id or name, and what it is told."""

    decision: str = Field(max_length=200)
    inputs: dict[str, Any] = Field(default_factory=dict)
    version: Number | None = None


@endpoint("GET", "/decisions", TAG, SIGNED_IN)
def list_decisions() -> dict[str, Any]:
    """The newest version of every decision model."""
    return {"items": models.list_models(site(), actor())}


@endpoint("GET", "/decisions/<key>", TAG, SIGNED_IN)
def read_decision(key: str) -> dict[str, Any]:
    """A model's newest version: its questions, its decisions with their tables, and the versions it has had."""
    sheet = sheets.sheet_of(models.model(site(), actor(), key))
    return {
        "model": sheet.version,
        "questions": sheet.questions,
        "decisions": sheet.sheets,
        "asks": sheet.asks,
        "versions": models.versions(site(), actor(), key),
    }


@endpoint(
    "GET",
    "/decisions/<key>/versions/<int:version>/xml",
    TAG,
    SIGNED_IN,
    takes=Takes(media="application/xml"),
)
def read_decision_xml(key: str, version: int) -> Response:
    """The DMN file as published."""
    response = make_response(models.xml(site(), actor(), key, version))
    response.mimetype = "application/xml"
    return response


@endpoint("POST", "/decisions/<key>/evaluate", TAG, SIGNED_IN, takes=Takes(body=EvaluateBody))
def evaluate_decision(key: str, body: EvaluateBody) -> dict[str, Any]:
    """Ask a model for nobody: the answer with the rules that applied; nothing is kept."""
    answer = trials.evaluate(site(), actor(), key, body.decision, body.inputs, body.version)
    return {
        "value": answer.value,
        "model": answer.model,
        "decision": answer.decision,
        "inputs": answer.inputs,
        "missing": answer.missing,
        "rules": [{"source": rule.source, "rule": rule} for rule in answer.rules],
    }
