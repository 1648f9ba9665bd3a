"""Names of DMN XML, and small questions about its elements."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

VERSIONS = {
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
"""Namespace -> version of the standard."""

FEEL_LANGUAGES = frozenset(
    (
        "feel",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    )
)

DOCUMENTATION = frozenset(
    (
        *("description", "extensionElements", "question", "allowedAnswers", "supportedObjective"),
        *("knowledgeSource", "authorityRequirement", "elementCollection", "businessContextElement"),
        *("performanceIndicator", "organizationUnit", "textAnnotation", "association", "group"),
        *("impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess", "usingTask"),
    )
)
"""Elements that explain and change no result."""

EXPRESSIONS = frozenset(
    (
        *("literalExpression", "decisionTable", "context", "invocation", "functionDefinition", "relation"),
        *("list", "conditional", "filter", "for", "every", "some"),
    )
)


def kind(element: etree._Element) -> str:
    """Local name of an element of DMN, "" in any namespace beside it."""
    name = etree.QName(element)
    return name.localname if name.namespace in VERSIONS else ""


def parts(element: etree._Element, *kinds: str) -> Iterator[etree._Element]:
    """The children of these kinds, in order; all DMN children when none is named."""
    return (child for child in element if kind(child) and (not kinds or kind(child) in kinds))


def part(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of a kind."""
    return next(parts(element, name), None)


def inner_text(element: etree._Element | None) -> str:
    """What the element's <text> holds, without space around it; "" for none."""
    held = None if element is None else part(element, "text")
    return "" if held is None else (held.text or "").strip()


def named(element: etree._Element) -> str:
    """The name or label written at an element, its line breaks made spaces; "" for none."""
    return " ".join((element.get("name") or element.get("label") or "").split())


def line_of(element: etree._Element) -> int:
    """Line an element begins on, 0 when unknown."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0
