"""Object-centric event logs (OCEL 2.0) as JSON and as XML, written piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import orjson

from engine import settings
from engine.database import Tx
from tasks.evidence import objects
from tasks.evidence.objects import EVENT_ATTRIBUTES, OBJECT_TYPES, Happening, Relations, Thing, Value
from tasks.evidence.scope import Scope
from tasks.evidence.xml_text import escaped, instant

JSON, XML = "json", "xml"
MEDIA = {JSON: "application/json", XML: "application/xml"}

One = TypeVar("One")


def json_chunks(tx: Tx, scope: Scope) -> Iterator[bytes]:
    """The log as JSON: `objectTypes`, `eventTypes`, `objects`, `events`."""
    zone = _zone(tx)
    types = [{"name": name, "attributes": _json_types(given)} for name, given in OBJECT_TYPES.items()]
    events = [
        {"name": name, "attributes": _json_types(EVENT_ATTRIBUTES)} for name in objects.event_types(tx, scope)
    ]
    yield b'{"objectTypes":' + orjson.dumps(types) + b',\n"eventTypes":' + orjson.dumps(events)
    yield b',\n"objects":['
    yield from _listed(objects.things(tx, scope), lambda one: _json_thing(one, zone))
    yield b'],\n"events":['
    yield from _listed(objects.happenings(tx, scope), lambda one: _json_happening(one, zone))
    yield b"]}\n"


def xml_chunks(tx: Tx, scope: Scope) -> Iterator[bytes]:
    """The log as XML: the same in `object-types`, `event-types`, `objects`, `events`."""
    zone = _zone(tx)
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<log>\n<object-types>\n'
    for name, given in OBJECT_TYPES.items():
        yield _xml_type("object-type", name, given)
    yield b"</object-types>\n<event-types>\n"
    for name in objects.event_types(tx, scope):
        yield _xml_type("event-type", name, EVENT_ATTRIBUTES)
    yield b"</event-types>\n<objects>\n"
    for thing in objects.things(tx, scope):
        yield _xml_thing(thing, zone)
    yield b"</objects>\n<events>\n"
    for happening in objects.happenings(tx, scope):
        yield _xml_happening(happening, zone)
    yield b"</events>\n</log>\n"


def _zone(tx: Tx) -> ZoneInfo:
    return ZoneInfo(settings.value(tx, "office.zone"))


def _said(value: Value, zone: ZoneInfo) -> str:
    return instant(value, zone) if isinstance(value, datetime) else value


def _listed(found: Iterable[One], told: Callable[[One], dict[str, Any]]) -> Iterator[bytes]:
    between = b"\n"
    for one in found:
        yield between + orjson.dumps(told(one))
        between = b",\n"


def _json_types(given: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in given.items()]


def _json_relations(relations: Relations) -> list[dict[str, str]]:
    return [{"objectId": to, "qualifier": qualifier} for to, qualifier in relations]


def _json_thing(one: Thing, zone: ZoneInfo) -> dict[str, Any]:
    attributes = [
        {"name": name, "time": instant(since, zone), "value": _said(value, zone)}
        for name, since, value in one.attributes
    ]
    return {
        "id": one.id,
        "type": one.type,
        "attributes": attributes,
        "relationships": _json_relations(one.relations),
    }


def _json_happening(one: Happening, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": one.type,
        "time": instant(one.at, zone),
        "attributes": [{"name": name, "value": _said(value, zone)} for name, value in one.attributes],
        "relationships": _json_relations(one.relations),
    }


def _xml_type(tag: str, name: str, given: dict[str, str]) -> bytes:
    inner = "".join(f'<attribute name="{key}" type="{kind}"/>' for key, kind in given.items())
    return f'<{tag} name="{escaped(name)}"><attributes>{inner}</attributes></{tag}>\n'.encode()


def _xml_relations(relations: Relations) -> str:
    inner = "".join(
        f'<relationship object-id="{escaped(to)}" qualifier="{escaped(qualifier)}"/>'
        for to, qualifier in relations
    )
    return f"<objects>{inner}</objects>"


def _xml_thing(one: Thing, zone: ZoneInfo) -> bytes:
    inner = "".join(
        f'<attribute name="{name}" time="{instant(since, zone)}">{escaped(_said(value, zone))}</attribute>'
        for name, since, value in one.attributes
    )
    return (
        f'<object id="{escaped(one.id)}" type="{one.type}"><attributes>{inner}</attributes>'
        f"{_xml_relations(one.relations)}</object>\n"
    ).encode()


def _xml_happening(one: Happening, zone: ZoneInfo) -> bytes:
    inner = "".join(
        f'<attribute name="{name}">{escaped(_said(value, zone))}</attribute>'
        for name, value in one.attributes
    )
    return (
        f'<event id="{one.id}" type="{escaped(one.type)}" time="{instant(one.at, zone)}">'
        f"<attributes>{inner}</attributes>{_xml_relations(one.relations)}</event>\n"
    ).encode()
