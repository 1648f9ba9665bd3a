"""Namespaces and element names of a BPMN file as Alur writes it."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
FLOWABLE = "http://flowable.org/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
SOP = "https://alur.id/schema/sop/1"
FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"

PREFIXES = {
    "bpmn": BPMN,
    "bpmndi": BPMNDI,
    "dc": DC,
    "di": DI,
    "xsi": XSI,
    "camunda": CAMUNDA,
    "sop": SOP,
}


def bpmn(name: str) -> str:
    """`name` in the BPMN namespace, as lxml spells it."""
    return f"{{{BPMN}}}{name}"


def sop(name: str) -> str:
    """`name` in the sop namespace."""
    return f"{{{SOP}}}{name}"


def camunda(name: str) -> str:
    """`name` in the camunda namespace."""
    return f"{{{CAMUNDA}}}{name}"
