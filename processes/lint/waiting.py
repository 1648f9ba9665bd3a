"""Rules on waits: timers that can be read, messages that have a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from processes.findings import Finding
from processes.lint.source import Source, finding
from processes.names import bpmn
from processes.source import event_definitions, kind_of, text_of

_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(?P<y>\d{1,3})Y)?(?:(?P<m>\d{1,4})M)?(?:(?P<w>\d{1,4})W)?(?:(?P<d>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<h>\d{1,6})H)?(?:(?P<i>\d{1,7})M)?(?:(?P<s>\d{1,9}(?:\.\d{1,6})?)S)?)?"
)
_PARTS = ("timeDuration", "timeDate", "timeCycle")


def timer_texts(source: Source) -> Iterator[Finding]:
    """A timer is one ISO 8601 duration or zoned instant, or FEEL that starts with "="; no cycle, no cron."""
    for definition in source.root.iter(bpmn("timerEventDefinition")):
        parts = [child for child in definition if kind_of(child) in _PARTS]
        if len(parts) != 1 or not text_of(parts[0]):
            yield finding("timer_texts", "timer_empty", definition)
            continue
        yield from _timer(parts[0], text_of(parts[0]))


def message_names(source: Source) -> Iterator[Finding]:
    """A message has a name: it is how the outside speaks to the process."""
    for message in source.root.iter(bpmn("message")):
        if not message.get("name", "").strip():
            yield finding("message_names", "message_unnamed", message)


def message_references(source: Source) -> Iterator[Finding]:
    """Whatever waits for a message says which; a receive task without one would complete at once."""
    for node in source.of_kind("receiveTask"):
        if not node.get("messageRef"):
            yield finding("message_references", "receive_nothing", node)
    for node in source.of_kind("intermediateCatchEvent", "boundaryEvent"):
        for definition in event_definitions(node):
            if kind_of(definition) == "messageEventDefinition" and not definition.get("messageRef"):
                yield finding("message_references", "catch_nothing", node)


def boundary_hosts(source: Source) -> Iterator[Finding]:
    """A boundary event sits on an activity of its own scope; errors and escalations come from inside one."""
    for node in source.of_kind("boundaryEvent"):
        host = source.nodes.get(node.get("attachedToRef", ""))
        if not node.get("attachedToRef"):
            yield finding("boundary_hosts", "boundary_unattached", node)
        elif host is not None and not _can_host(node, host):
            yield finding("boundary_hosts", "boundary_host", node, host=kind_of(host))


def _can_host(node: etree._Element, host: etree._Element) -> bool:
    if host.getparent() is not node.getparent() or kind_of(host).endswith(("Event", "Gateway")):
        return False
    inner = {kind_of(item) for item in event_definitions(node)} & {
        "errorEventDefinition",
        "escalationEventDefinition",
    }
    return not inner or kind_of(host) in ("subProcess", "callActivity")


def _timer(part: etree._Element, text: str) -> Iterator[Finding]:
    if text.startswith("="):
        if not text[1:].strip():
            yield finding("timer_texts", "timer_empty", part)
        return
    if kind_of(part) == "timeCycle":
        yield finding("timer_texts", "timer_cycle", part, text=text[:60])
    elif kind_of(part) == "timeDate" and not is_instant(text):
        yield finding("timer_texts", "timer_date", part, text=text[:60])
    elif kind_of(part) == "timeDuration" and not is_duration(text):
        yield finding("timer_texts", "timer_duration", part, text=text[:60])


def is_duration(text: str) -> bool:
    """Whether a text is an ISO 8601 duration longer than nothing ("PT15M"; not "15M", "P", "PT0S" or cron)."""
    found = _DURATION.fullmatch(text)
    return found is not None and any(float(amount) > 0 for amount in found.groupdict().values() if amount)


def is_instant(text: str) -> bool:
    """Whether a text is an ISO 8601 date and time with its zone; without one the machine's zone would decide."""
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


RULES = (timer_texts, message_names, message_references, boundary_hosts)
