"""Runs every rule over one file."""

from __future__ import annotations

from processes.findings import BadXml, Finding
from processes.xml import parse


def lint(xml: bytes) -> tuple[Finding, ...]:
    """Every broken rule of a BPMN file, by line; an "error" refuses the deploy, a "warning" does not."""
    try:
        parse(xml)
    except BadXml as refused:
        return refused.findings
    return ()
