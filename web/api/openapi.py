"""The OpenAPI 3.1 page, made from the declared endpoints."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

from flask import Response
from pydantic.json_schema import models_json_schema

from tasks.systems import signing
from web.api.endpoint import ENDPOINTS, Endpoint, Model, blueprint, json_answer
from web.shell.rights import PUBLIC, needs

_PATH_PART = re.compile(r"<(?:(int):)?([a-z_]+)>")
_REFUSALS = {
    "400": "The request cannot be read.",
    "401": "Nobody has signed in, or the token is unknown.",
    "403": "The right is missing.",
    "404": "It does not exist.",
    "405": "The address cannot be used that way.",
    "409": "It is in another state, or another version, than the call expected.",
    "413": "It is too large.",
    "422": "The input is wrong; `errors` names every field.",
    "503": "The database or the disk does not answer; nothing was stored.",
}


@blueprint.get("/openapi.json")
@needs(PUBLIC)
def openapi() -> Response:
    """This page."""
    return json_answer(document())


def document() -> dict[str, Any]:
    """The whole document as plain JSON."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        path = _PATH_PART.sub(r"{\2}", endpoint.rule)
        paths.setdefault(f"/api/v1{path}", {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Alur",
            "version": version("alur"),
            "description": "Processes of a public office's SOPs: cases, tasks, clocks, breaches and evidence.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"bearer": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, **_models()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "alur"},
            },
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": f"Needs one of: {', '.join(endpoint.rights)}.",
        "tags": [endpoint.tag],
        "parameters": _parameters(endpoint),
        "responses": {str(endpoint.status): _answer(endpoint), **_unchanged(endpoint), **_refusals()},
    }
    body = endpoint.body or endpoint.signed
    if endpoint.signed is not None:
        operation["security"] = []
        operation["description"] = "Needs no token: the request itself is signed with the system's secret."
    if body is not None:
        schema = {"$ref": f"#/components/schemas/{body.__name__}"}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    found = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 1} if kind else {"type": "string"},
        }
        for kind, name in _PATH_PART.findall(endpoint.rule)
    ]
    if endpoint.query is not None:
        schema = endpoint.query.model_json_schema(by_alias=True)
        for name, shape in schema["properties"].items():
            shown = {key: inner for key, inner in shape.items() if key not in ("title", "default")}
            found.append({"name": name, "in": "query", "required": False, "schema": shown})
    if endpoint.once:
        found.append(_header("Idempotency-Key", "The same key and body give the stored answer."))
    if endpoint.signed is not None:
        found += (_header(name, text, required=True) for name, text in _SIGNED)
    if endpoint.revision:
        found.append(_header("If-Match", "The revision the caller saw; another one is refused with 409."))
    if endpoint.tagged:
        found.append(
            _header("If-None-Match", "The ETag of an answer the caller has: 304 when it still holds.")
        )
    return found


_SIGNED = (
    (signing.TIMESTAMP, "Seconds since 1970, at most five minutes away from now."),
    (signing.DELIVERY, "The sender's own name for this delivery: sent again, it is answered as before."),
    (signing.SIGNATURE, 'HMAC-SHA256 of "<timestamp>.<body>" with the system\'s secret, in hexadecimal.'),
)


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }


def _answer(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.status == 204:
        return {"description": "Done."}
    shape: dict[str, Any] = {"type": "object"} if "json" in endpoint.media else {"type": "string"}
    return {"description": endpoint.summary, "content": {endpoint.media: {"schema": shape}}}


def _unchanged(endpoint: Endpoint) -> dict[str, Any]:
    return {"304": {"description": "It is as the caller has it (If-None-Match)."}} if endpoint.tagged else {}


def _refusals() -> dict[str, Any]:
    body = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": text, "content": body} for status, text in _REFUSALS.items()}


def _models() -> dict[str, Any]:
    used: dict[str, type[Model]] = {
        m.__name__: m for e in ENDPOINTS for m in (e.body, e.signed) if m is not None
    }
    _, schema = models_json_schema(
        [(model, "validation") for model in used.values()], ref_template="#/components/schemas/{model}"
    )
    found: dict[str, Any] = schema["$defs"]
    return found


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "key": {"type": "string"},
                    "where": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
