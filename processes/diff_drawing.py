"""What changed in a file beyond its table: conditions, timers, messages, rule tasks, assignment, the way between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from processes.diff import ADDED, CHANGED, REMOVED, Change
from processes.names import CAMUNDA, FLOWABLE, SOP, bpmn
from processes.source import all_nodes, event_definitions, kind_of, processes_of, text_of
from processes.xml import parse

_TIMES = ("timeDate", "timeDuration", "timeCycle")
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_STEP = f"{{{SOP}}}step"
_TOLD_BY_TABLE = frozenset(("formKey",))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A flow node or flow of a file: its name, its row's number ("" where it is no row), and what it says by name."""

    id: str
    kind: str
    name: str
    step: str
    facts: Mapping[str, str]
    source: str = ""
    target: str = ""


def compare_drawings(old: bytes, new: bytes, told: Iterable[Change] = ()) -> tuple[Change, ...]:
    """Differences of two files that no cell of the table holds, in the newer file's order.

    `told` are those of the table: an arrow at a row whose way is among them is not told twice. Raises BadXml.
    """
    before, after = _drawn(old), _drawn(new)
    rows = {one.element for one in told if one.element}
    return (*_gone(before, after), *_nodes(before, after), *_arrows(before, after, rows))


def _drawn(xml: bytes) -> dict[str, Drawn]:
    root = parse(xml)
    messages = {one.get("id", ""): one.get("name", "") for one in root if one.get("id")}
    return {
        one.get("id", ""): _thing(one, messages)
        for process in processes_of(root)
        for one in (*all_nodes(process), *process.iter(bpmn("sequenceFlow")))
    }


def _thing(node: etree._Element, messages: Mapping[str, str]) -> Drawn:
    step = node.find(f"{bpmn('extensionElements')}/{_STEP}")
    return Drawn(
        node.get("id", ""),
        kind_of(node),
        node.get("name", "").strip(),
        "" if step is None else step.get("number", ""),
        {name: text for name, text in _facts(node, messages) if text},
        node.get("sourceRef", ""),
        node.get("targetRef", ""),
    )


def _facts(node: etree._Element, messages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the file says at an element beside its name, cells and form, as (what, text)."""
    yield "kind", kind_of(node)
    yield "condition", text_of(node.find(bpmn("conditionExpression")))
    yield "default", node.get("default", "")
    yield "attached", node.get("attachedToRef", "")
    yield "interrupting", node.get("cancelActivity", "")
    yield "called_process", node.get("calledElement", "")
    yield "message", messages.get(node.get("messageRef", ""), node.get("messageRef", ""))
    for one in event_definitions(node):
        yield "timer", " ".join(text_of(one.find(bpmn(kind))) for kind in _TIMES).strip()
        yield "event_kind", kind_of(one).removesuffix("EventDefinition")
        yield "event_condition", text_of(one.find(bpmn("condition")))
        for ref in ("messageRef", "signalRef", "errorRef", "escalationRef"):
            if one.get(ref):
                yield "message", messages.get(one.get(ref, ""), one.get(ref, ""))
    for child in node:
        if kind_of(child) in _LOOPS:
            yield "loop", _loop(child)
    for name, value in node.attrib.items():
        known = etree.QName(name)
        if known.namespace in (CAMUNDA, FLOWABLE) and known.localname not in _TOLD_BY_TABLE:
            yield _ATTRIBUTES.get(known.localname, known.localname), str(value)


_ATTRIBUTES = {
    "decisionRef": "rules",
    "candidateGroups": "groups",
    "candidateUsers": "users",
    "assignee": "assignee",
    "priority": "priority",
    "dueDate": "due",
    "followUpDate": "follow_up",
}


def _loop(node: etree._Element) -> str:
    said = [f"{etree.QName(name).localname}={value!s}" for name, value in sorted(node.attrib.items())]
    return "; ".join((*said, *(f"{kind_of(child)}: {text_of(child)}" for child in node if kind_of(child))))


def _gone(before: Mapping[str, Drawn], after: Mapping[str, Drawn]) -> Iterator[Change]:
    for one in before.values():
        if one.id not in after and not one.step and not one.target:
            yield Change("element", REMOVED, "", one.id, _name(one), before=_name(one))


def _nodes(before: Mapping[str, Drawn], after: Mapping[str, Drawn]) -> Iterator[Change]:
    for one in after.values():
        old = before.get(one.id)
        if old is None and not one.step and not one.target:
            yield Change("element", ADDED, "", one.id, _name(one), after=_name(one))
        elif old is not None:
            yield from _facts_changed(old, one)
            if old.name != one.name and not one.step:
                yield Change("label", CHANGED, "", one.id, _name(one), old.name, one.name)


def _facts_changed(old: Drawn, new: Drawn) -> Iterator[Change]:
    for what in dict.fromkeys((*old.facts, *new.facts)):
        one, two = old.facts.get(what, ""), new.facts.get(what, "")
        if one != two:
            yield Change(f"drawn.{what}", CHANGED, new.step, new.id, _name(new), one, two)


def _arrows(before: Mapping[str, Drawn], after: Mapping[str, Drawn], told: set[str]) -> Iterator[Change]:
    """Arrows between elements that both files have, gone or new, that no row's way tells of already."""
    old, new = ({(one.source, one.target) for one in all_.values() if one.target} for all_ in (before, after))
    rows = told | {target for source, target in old | new if source in told}
    for ends, how, names in [(ends, REMOVED, before) for ends in sorted(old - new)] + [
        (ends, ADDED, after) for ends in sorted(new - old)
    ]:
        if not all(end in before and end in after for end in ends) or ends[0] in rows:
            continue
        text = " → ".join(_name(names[end]) for end in ends)
        yield Change("arrow", how, names[ends[0]].step, ends[0], _name(names[ends[0]]), *_sides(how, text))


def _sides(how: str, text: str) -> tuple[str, str]:
    return (text, "") if how == REMOVED else ("", text)


def _name(one: Drawn) -> str:
    return one.name or one.id
