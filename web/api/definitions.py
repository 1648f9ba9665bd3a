"""Process definitions over REST: publish a file, list versions, read the file and its SOP table."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request, url_for

from engine.decision_models import ModelRefused, is_dmn
from engine.definitions import DeployRefused
from engine.dmn import say as say_of_model
from engine.refusals import Invalid, Problem
from processes.lint.messages import say as say_of_sop
from processes.reader import read_bpmn
from tasks import library
from tasks.decisions import models
from web.api.endpoint import Takes, created, endpoint, json_answer
from web.shell import errors, i18n, messages
from web.shell.identity import actor, site
from web.shell.rights import ADMINISTRATOR, PROCESS_OWNER, SIGNED_IN

TAG = "Process definitions"
_LARGEST_FILE = 6_000_000


@endpoint("POST", "/process-definitions", TAG, PROCESS_OWNER, ADMINISTRATOR, takes=Takes(status=201))
def publish_definition() -> Response:
    """Publish a BPMN or DMN file (multipart field "file", or the XML as body) as the next version of its key."""
    content, note = _upload()
    if is_dmn(content):
        return _publish_model(content, note)
    try:
        made = library.deploy_file(site(), actor(), content, note)
    except DeployRefused as refused:
        return _findings(refused)
    said = {
        "id": made.id,
        "key": made.key,
        "version": made.version,
        "name": made.name,
    }
    return created(said, url_for("api.read_sop_table", key=made.key, version=made.version))


@endpoint("GET", "/process-definitions", TAG, SIGNED_IN)
def list_definitions() -> dict[str, Any]:
    """A line of every definition: the version in force, or the last that was, and how it stands."""
    return {"items": library.list_sops(site(), actor())}


@endpoint("GET", "/process-definitions/<key>/versions", TAG, SIGNED_IN)
def list_versions(key: str) -> dict[str, Any]:
    """Every version of a definition: who, when, why, from when on, and who withdrew it."""
    return {"items": library.versions(site(), actor(), key)}


@endpoint(
    "GET",
    "/process-definitions/<key>/versions/<int:version>/xml",
    TAG,
    SIGNED_IN,
    takes=Takes(media="application/xml"),
)
def read_xml(key: str, version: int) -> Response:
    """The BPMN file as published."""
    response = make_response(library.xml(site(), actor(), key, version))
    response.mimetype = "application/xml"
    return response


@endpoint("GET", "/process-definitions/<key>/versions/<int:version>/sop", TAG, SIGNED_IN)
def read_sop_table(key: str, version: int) -> dict[str, Any]:
    """The SOP table the file carries, as JSON."""
    diagram = read_bpmn(library.xml(site(), actor(), key, version))
    return {"key": diagram.key, "name": diagram.name, "version": version, "sop": diagram.sop}


def _publish_model(content: bytes, note: str) -> Response:
    try:
        made = models.publish_file(site(), actor(), content, note)
    except ModelRefused as refused:
        return _findings(refused)
    said = {"id": made.id, "key": made.key, "version": made.version, "name": made.name}
    return created(said, url_for("api.read_decision", key=made.key))


def _upload() -> tuple[bytes, str]:
    if request.files:
        sent = request.files.get("file") or next(iter(request.files.values()))
        content = sent.stream.read(_LARGEST_FILE + 1)
        note = request.form.get("note", "")
    else:
        content = request.stream.read(_LARGEST_FILE + 1)
        note = request.args.get("note", "")
    if not content:
        raise Invalid("form.invalid", Problem("form.required", "file"))
    return content, note


def _findings(refused: DeployRefused | ModelRefused) -> Response:
    locale = i18n.chosen()
    say = say_of_model if isinstance(refused, ModelRefused) else say_of_sop
    body = errors.problem_json(422, refused.key, messages.of_refusal(refused)).get_json()
    body["errors"] = [
        {
            "key": f.rule,
            "where": f.element,
            "name": f.name,
            "line": f.line,
            "severity": f.severity,
            "detail": " ".join((said.wrong, said.todo)),
        }
        for f, said in ((f, say(f, locale)) for f in refused.findings)
    ]
    answer = json_answer(body, 422)
    answer.mimetype = "application/problem+json"
    return answer
