"""Runs every rule over one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from processes.findings import BadXml, Finding
from processes.lint import branching, cells, forms, ids, schema, size, structure, vocabulary, waiting
from processes.lint.source import Source, index
from processes.xml import parse

Rule = Callable[[Source], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *vocabulary.RULES,
    *ids.RULES,
    *structure.RULES,
    *branching.RULES,
    *size.RULES,
    *waiting.RULES,
    *cells.RULES,
    *forms.RULES,
    *schema.RULES,
)


def lint(xml: bytes) -> tuple[Finding, ...]:
    """Every broken rule of a BPMN file, errors before warnings, then by line.

    An "error" refuses the deploy, a "warning" does not. A file that may not be parsed gives that one finding.
    """
    try:
        source = index(parse(xml))
    except BadXml as refused:
        return refused.findings
    rules = size.GATE if any(size.GATE[0](source)) else RULES  # the other rules' work grows with the square
    found = [item for rule in rules for item in rule(source)]
    return tuple(sorted(found, key=lambda item: (item.severity, item.line, item.rule)))
