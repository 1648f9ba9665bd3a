"""What running a file on paper needs beside its diagram: what lies within what, timers, repetitions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from lxml import etree

from processes.source import all_nodes, event_definitions, kind_of, processes_of, text_of
from processes.xml import parse

_ISO = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")


@dataclass(frozen=True, slots=True)
class Shape:
    """By element id: the process or subprocess it lies in, a timer's text (FEEL with a leading "="), and the elements
    that are repeated; `terminating` ends take everything in their scope with them.
    """

    scopes: Mapping[str, str]
    timers: Mapping[str, str]
    repeated: frozenset[str]
    terminating: frozenset[str]


def shape_of(xml: bytes) -> Shape:
    """The shape of a BPMN file. Raises BadXml."""
    nodes = [node for process in processes_of(parse(xml)) for node in all_nodes(process)]
    return Shape(
        scopes={_id(node): _id(node.getparent()) for node in nodes},
        timers={_id(node): text for node in nodes if (text := _timer(node))},
        repeated=frozenset(_id(node) for node in nodes if any(kind_of(child) in _LOOPS for child in node)),
        terminating=frozenset(_id(node) for node in nodes if _ends_all(node)),
    )


def iso_span(text: str) -> timedelta | None:
    """An ISO 8601 duration; a month has 30 days, a year 365. None for anything else."""
    found = _ISO.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    years, months, weeks, days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    whole = 365 * years + 30 * months + 7 * weeks + days
    return timedelta(days=whole, hours=hours, minutes=minutes, seconds=seconds)


def _id(node: etree._Element | None) -> str:
    return "" if node is None else node.get("id", "")


def _timer(node: etree._Element) -> str | None:
    for definition in event_definitions(node):
        for child in definition:
            if kind_of(child) in ("timeDuration", "timeDate", "timeCycle"):
                return text_of(child) or None
    return None


def _ends_all(node: etree._Element) -> bool:
    return any(kind_of(one) == "terminateEventDefinition" for one in event_definitions(node))
