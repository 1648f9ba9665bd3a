"""Rules on gateways and conditions: every branch named and decidable, no condition where none is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from processes.findings import Finding
from processes.lint.source import Source, finding
from processes.names import bpmn
from processes.source import event_definitions, expression_text, kind_of, text_of
from processes.words import slug

_ENDED = re.compile(r"\b([A-Za-z_]\w*)\.akhir\b")
_ASKED = re.compile(r'\b([A-Za-z_]\w*)\.keputusan\s*(?:=\s*"([^"]*)")?')


def unlabelled_branches(source: Source) -> Iterator[Finding]:
    """A branch of a decision is named, because the name is the answer people choose."""
    for gateway in source.of_kind("exclusiveGateway", "inclusiveGateway"):
        flows = source.after(gateway)
        for flow in flows if len(flows) > 1 else ():
            if not flow.get("name", "").strip():
                yield finding("unlabelled_branches", "branch_unnamed", flow, gateway=_name(gateway))


def unnamed_questions(source: Source) -> Iterator[Finding]:
    """A gateway that divides asks a question."""
    for gateway in source.of_kind("exclusiveGateway"):
        if len(source.after(gateway)) > 1 and not gateway.get("name", "").strip():
            yield finding("unnamed_questions", "question_unnamed", gateway)


def undecidable_branches(source: Source) -> Iterator[Finding]:
    """A branch has a condition or is the default one."""
    for gateway in source.of_kind("exclusiveGateway", "inclusiveGateway"):
        flows = source.after(gateway)
        for flow in flows if len(flows) > 1 else ():
            if not condition_of(flow) and gateway.get("default") != flow.get("id"):
                yield finding("undecidable_branches", "no_condition", flow, gateway=_name(gateway))


def same_answers(source: Source) -> Iterator[Finding]:
    """Two branches whose names give the same answer cannot be told apart."""
    for gateway in source.of_kind("exclusiveGateway", "inclusiveGateway"):
        seen: set[str] = set()
        for flow in source.after(gateway):
            answer = slug(flow.get("name", ""))
            if answer and answer in seen:
                yield finding("same_answers", "same_answer", flow, answer=answer)
            seen.add(answer)


def stray_conditions(source: Source) -> Iterator[Finding]:
    """Only exclusive and inclusive gateways look at conditions."""
    for flow in source.flows:
        node = source.nodes.get(flow.get("sourceRef", ""))
        if (
            condition_of(flow)
            and node is not None
            and kind_of(node) not in ("exclusiveGateway", "inclusiveGateway")
        ):
            yield finding("stray_conditions", "stray_condition", flow, source=_name(node))


def stray_defaults(source: Source) -> Iterator[Finding]:
    """A default flow leaves its own exclusive or inclusive gateway."""
    for node in source.nodes.values():
        default = node.get("default")
        if default is None:
            continue
        if kind_of(node) not in ("exclusiveGateway", "inclusiveGateway") or default not in {
            flow.get("id") for flow in source.after(node)
        }:
            yield finding("stray_defaults", "stray_default", node, ref=default[:60])


def unanswerable(source: Source) -> Iterator[Finding]:
    """A condition names a task that is asked (`<task>.keputusan`) and one of the answers it offers, or a call
    (`<call>.akhir`).
    """
    offered = {key: _answers(source, node) for key, node in source.nodes.items()}
    for flow in source.flows:
        for called in _ENDED.findall(condition_of(flow)):
            if called not in source.called():
                yield finding("unanswerable", "asks_nobody", flow, asked=called)
        for asked, answer in _ASKED.findall(condition_of(flow)):
            if asked not in source.nodes:
                yield finding("unanswerable", "asks_nobody", flow, asked=asked)
            elif answer and offered[asked] and answer not in offered[asked]:
                answers = ", ".join(sorted(offered[asked]))
                yield finding(
                    "unanswerable", "no_such_answer", flow, asked=asked, answer=answer, answers=answers
                )


def event_gateways(source: Source) -> Iterator[Finding]:
    """An event gateway leads to catching events or receive tasks only, and to one timer at most."""
    for gateway in source.of_kind("eventBasedGateway"):
        targets = [node for flow in source.after(gateway) if (node := source.target(flow)) is not None]
        timers = [node for node in targets if _waits_for_time(node)]
        if len(timers) > 1:
            yield finding("event_gateways", "two_timers", gateway)
        for node in targets:
            if kind_of(node) not in ("intermediateCatchEvent", "receiveTask"):
                yield finding("event_gateways", "event_gateway_target", gateway, target=_name(node))


def condition_of(flow: etree._Element) -> str:
    """The text of a flow's condition, "" for none."""
    return expression_text(text_of(flow.find(bpmn("conditionExpression"))))


def _answers(source: Source, node: etree._Element) -> set[str]:
    """The answers the gateway right behind a node offers."""
    flows = source.after(node)
    gateway = source.target(flows[0]) if len(flows) == 1 else None
    if gateway is None or kind_of(gateway) != "exclusiveGateway":
        return set()
    return {slug(flow.get("name", "")) for flow in source.after(gateway)}


def _waits_for_time(node: etree._Element) -> bool:
    return any(kind_of(item) == "timerEventDefinition" for item in event_definitions(node))


def _name(node: etree._Element) -> str:
    return node.get("name", "").strip() or node.get("id", "")


RULES = (
    unlabelled_branches,
    unnamed_questions,
    undecidable_branches,
    same_answers,
    stray_conditions,
    stray_defaults,
    unanswerable,
    event_gateways,
)
