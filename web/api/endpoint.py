"""One way to declare a route: what goes in, what comes out, who may; the OpenAPI page is made from the same facts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from typing import Any, cast

import orjson
from flask import Blueprint, Response, make_response, request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from engine.refusals import Invalid, Problem
from tasks import idempotency
from tasks.idempotency import Once
from web.api.plain import camel
from web.shell import nul
from web.shell.rights import needs

LARGEST_BODY = 2_000_000  # bytes of JSON; files and diagrams have limits of their own


class Model(BaseModel):
    """A body, a query or an answer: camelCase outside, unknown keys refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A declared route, for the OpenAPI page."""

    rule: str
    method: str
    name: str
    summary: str
    tag: str
    rights: tuple[str, ...]
    body: type[Model] | None
    query: type[Model] | None
    answer: Any
    status: int
    media: str
    once: bool
    revision: bool
    streamed: bool
    signed: type[Model] | None

    @property
    def tagged(self) -> bool:
        """Whether the answer bears an ETag and If-None-Match is read."""
        return self.method == "GET" and not self.streamed


ENDPOINTS: list[Endpoint] = []
blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Takes:
    """What a route takes and gives back: bodies, whether an Idempotency-Key or If-Match is read."""

    body: type[Model] | None = None
    query: type[Model] | None = None
    answer: Any = dict[str, Any]
    status: int = 200
    media: str = "application/json"
    once: bool = False
    revision: bool = False
    streamed: bool = False
    signed: type[Model] | None = None
    """The shape of a body that the view reads itself, as bytes, because it is signed (tasks.systems.signing)."""


def endpoint(
    method: str, rule: str, tag: str, *rights: str, takes: Takes | None = None
) -> Callable[[View], View]:
    """Register a view; it is called with `body`, `query`, `once`, `revision` where declared, and the path's parts.

    A view returns plain data (camelCased and sent as JSON), or a Response as it is.
    """
    shape = takes or Takes()

    def declare(view: View) -> View:
        summary = (view.__doc__ or view.__name__).strip().splitlines()[0]
        ENDPOINTS.append(
            Endpoint(
                rule,
                method,
                view.__name__,
                summary,
                tag,
                rights,
                shape.body,
                shape.query,
                shape.answer,
                shape.status,
                shape.media,
                shape.once,
                shape.revision,
                shape.streamed,
                shape.signed,
            )
        )

        @wraps(view)
        def answer(**path: Any) -> Response:
            given: dict[str, Any] = dict(path)
            if shape.body is not None:
                given["body"] = _parsed(shape.body, _json())
            if shape.query is not None:
                given["query"] = _parsed(shape.query, request.args.to_dict())
            if shape.once:
                given["once"] = _once()
            if shape.revision:
                given["revision"] = _revision()
            sent = _sent(view(**given), shape.status)
            return _tagged(sent) if method == "GET" else sent

        blueprint.add_url_rule(rule, view.__name__, needs(*rights)(answer), methods=[method])
        return view

    return declare


def etag(response: Response, revision: int) -> Response:
    """The answer with the revision a later If-Match can name; what changes without one (a draft) changes the tag."""
    digest = blake2b(response.get_data(), digest_size=6).hexdigest()
    response.set_etag(f"{revision}-{digest}")
    return response


def json_answer(value: Any, status: int = 200) -> Response:
    """Plain data as a JSON answer, keys in camelCase."""
    response = make_response(orjson.dumps(camel(value)), status)
    response.mimetype = "application/json"
    return response


def created(value: Any, where: str) -> Response:
    """201 with what was made, and the address where it is read."""
    response = json_answer(value, 201)
    response.headers["Location"] = where
    return response


def _sent(value: Any, status: int) -> Response:
    if isinstance(value, Response):
        return value
    if value is None:
        empty = make_response("", 204)
        del empty.headers["Content-Type"]
        return empty
    return json_answer(value, status)


def _tagged(response: Response) -> Response:
    """304 without the body for who has it already (If-None-Match); a stream has no tag."""
    if response.is_streamed:
        return response
    response.add_etag()
    return cast(Response, response.make_conditional(request))


def _json() -> Any:
    if (request.content_length or 0) > LARGEST_BODY:
        raise Invalid("api.body_too_large", limit=LARGEST_BODY)
    raw = request.get_data(cache=True)
    if not raw:
        return {}
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Invalid("api.not_json", line=error.lineno, column=error.colno) from None


def _parsed(model: type[Model], value: Any) -> Model:
    # The forms of tasks and messages have a check of their own, which names each field and keeps the draft.
    found = (
        nul.problems(pair for pair in value.items() if pair[0] != "variables")
        if isinstance(value, dict)
        else ()
    )
    if found:
        raise Invalid("form.invalid", *found)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = (_problem(dict(one)) for one in error.errors(include_url=False, include_input=False))
        raise Invalid("form.invalid", *problems) from None


def _problem(error: dict[str, Any]) -> Problem:
    where = ".".join(str(part) for part in error["loc"])
    kinds = {
        "missing": "form.required",
        "extra_forbidden": "form.unknown",
        "string_too_long": "form.too_long",
        "greater_than_equal": "form.too_small",
        "less_than_equal": "form.too_large_number",
        "literal_error": "form.one_of",
        "too_long": "form.too_many",
    }
    bounds = error.get("ctx", {})
    limit = next((bounds[name] for name in ("max_length", "ge", "le") if name in bounds), 0)
    values = {"limit": limit, "choices": _CHOICE.sub(r"\1", str(bounds.get("expected", "")))}
    return Problem(kinds.get(error["type"], "form.type"), where, values)


_CHOICE = re.compile(r"'([^']*)'")


def _once() -> Once | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    return Once(
        key,
        idempotency.fingerprint(request.method, request.path, request.get_data(cache=True).decode("latin-1")),
    )


def _revision() -> int | None:
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    text = given.strip().removeprefix("W/").strip('"').partition("-")[0]
    if not text.isdecimal() or len(text) > 9:
        raise Invalid("form.invalid", Problem("api.bad_if_match", "If-Match"))
    return int(text)
