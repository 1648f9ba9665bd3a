"""One way to write a BPMN file: the same content gives the same bytes, whoever saved it, and diffs stay readable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite

from lxml import etree

from processes import names
from processes.names import BPMNDI, bpmn
from processes.source import kind_of
from processes.xml import parse

_FIRST = (
    *("id", "name", "processRef", "bpmnElement", "sourceRef", "targetRef"),
    *("number", "row", "kind", "need", "amount", "unit", "key", "cell"),
)
_NUMBERS = ("x", "y", "width", "height")
# What the schemas (and the editor) take for granted where the attribute is left out; writing it says nothing.
_GRANTED: Mapping[str, Mapping[str, str]] = {
    names.BPMN: {
        "gatewayDirection": "Unspecified",
        "instantiate": "false",
        "eventGatewayType": "Exclusive",
        "textFormat": "text/plain",
        "isInterrupting": "true",
        "parallelMultiple": "false",
        "cancelActivity": "true",
        "waitForCompletion": "true",
        "isCollection": "false",
        "isUnlimited": "true",
        "isForCompensation": "false",
        "startQuantity": "1",
        "completionQuantity": "1",
        "triggeredByEvent": "false",
        "isSequential": "false",
        "behavior": "All",
        "testBefore": "false",
        "cancelRemainingInstances": "true",
        "expressionLanguage": "http://www.w3.org/1999/XPath",
        "typeLanguage": "http://www.w3.org/2001/XMLSchema",
    },
    names.CAMUNDA: {
        "async": "false",
        "asyncBefore": "false",
        "asyncAfter": "false",
        "exclusive": "true",
        "isStartableInTasklist": "true",
        "calledElementBinding": "latest",
        "decisionRefBinding": "latest",
    },
}
_QUALIFIED = re.compile(r"\s*([A-Za-z_][\w.-]*):[A-Za-z_]")


def canonical(xml: bytes) -> bytes:
    """The file in its one form: prefixes at the top, attributes and places in a fixed order, two spaces of indent.

    What the file means stays: element order, texts, foreign elements and attributes. Comments are not kept (no
    editor of BPMN keeps them). A file that gives one prefix two meanings stays as it is.
    Raises BadXml for bytes that may not be parsed.
    """
    root = parse(xml)
    if _is_ambiguous(root):
        return xml
    _drop_bare_labels(root)
    _sort_places(root)
    prefixes = _prefixes(root)
    declared = "".join(f' xmlns{":" if p else ""}{p}="{_quoted(uri)}"' for uri, p in prefixes.items())
    lines = _lines(root, prefixes, "", declared)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n").encode()


def _is_ambiguous(root: etree._Element) -> bool:
    """Whether a prefix stands for two namespaces, or elements without one stand beside a default namespace."""
    meanings: dict[str | None, str] = {}
    for element in root.iter():
        if any(meanings.setdefault(prefix, uri) != uri for prefix, uri in element.nsmap.items()):
            return True
    return None in meanings and any(not etree.QName(element).namespace for element in root.iter())


def _drop_bare_labels(root: etree._Element) -> None:
    """Take out labels without a place: the editor leaves one wherever a name was touched."""
    for label in list(root.iter(f"{{{BPMNDI}}}BPMNLabel")):
        holder = label.getparent()
        if holder is not None and not len(label) and not label.attrib:
            holder.remove(label)


def _sort_places(root: etree._Element) -> None:
    """Put the drawing's shapes and edges, and the members of lanes, in the order of their elements.

    Neither order has a meaning, and editors change both when something is moved and moved back.
    """
    order = {one.get("id", ""): place for place, one in enumerate(root.iter()) if one.get("id")}
    last = len(order)

    def drawn(child: etree._Element) -> tuple[int, int]:
        return order.get(child.get("bpmnElement", ""), last), 0

    for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane"):
        plane[:] = sorted(plane, key=drawn)
    for lane in root.iter(bpmn("lane")):
        members = sorted(
            (child for child in lane if kind_of(child) == "flowNodeRef"),
            key=lambda child: order.get((child.text or "").strip(), last),
        )
        spots = [place for place, child in enumerate(lane) if kind_of(child) == "flowNodeRef"]
        children = list(lane)
        for spot, member in zip(spots, members, strict=True):
            children[spot] = member
        lane[:] = children


def _prefixes(root: etree._Element) -> dict[str, str]:
    """Namespace -> prefix ("" for the default one), as the file has them, in a fixed order; those it uses only."""
    declared: dict[str, str] = {}
    used: set[str] = set()
    spoken: set[str] = set()
    for element in root.iter():
        for prefix, uri in element.nsmap.items():
            if uri not in declared and (prefix or "") not in declared.values():
                declared[uri] = prefix or ""
        used.update(etree.QName(name).namespace or "" for name in (element.tag, *element.attrib))
        values = (*element.attrib.values(), element.text or "")
        spoken.update(found[1] for value in values if (found := _QUALIFIED.match(value)))
    kept = {uri: prefix for uri, prefix in declared.items() if uri in used or prefix in spoken}
    for uri in sorted(used - kept.keys() - {""}):
        kept[uri] = next(one for one in (f"ns{n}" for n in range(len(kept) + 2)) if one not in kept.values())
    known = list(names.PREFIXES.values())
    return dict(
        sorted(kept.items(), key=lambda one: (known.index(one[0]) if one[0] in known else len(known), one[1]))
    )


def _lines(
    element: etree._Element, prefixes: Mapping[str, str], indent: str, declared: str = ""
) -> Iterator[str]:
    name = _name(element.tag, prefixes, element=True)
    start = f"{indent}<{name}{declared}{_attributes(element, prefixes)}"
    text = element.text or ""
    if not len(element):
        yield f"{start}>{_escaped(text)}</{name}>" if text.strip() else f"{start}/>"
    elif text.strip() or any((child.tail or "").strip() for child in element):
        inner = "".join(
            "".join(_lines(child, prefixes, "")) + _escaped(child.tail or "") for child in element
        )
        yield f"{start}>{_escaped(text)}{inner}</{name}>"
    else:
        yield f"{start}>"
        for child in element:
            yield from _lines(child, prefixes, indent + "  ")
        yield f"{indent}</{name}>"


def _attributes(element: etree._Element, prefixes: Mapping[str, str]) -> str:
    space = etree.QName(element).namespace or ""
    written = []
    for key, value in _texts(element):
        qualified = etree.QName(key)
        granted = _GRANTED.get(qualified.namespace or space, {}).get(qualified.localname)
        if granted == value and (qualified.namespace or space == names.BPMN):
            continue
        if space in (names.DC, names.DI) and key in _NUMBERS:
            value = _number(value)
        written.append((_name(key, prefixes, element=False), value))
    return "".join(f' {name}="{_quoted(value)}"' for name, value in sorted(written, key=_place))


def _texts(element: etree._Element) -> Iterator[tuple[str, str]]:
    return ((str(key), str(value)) for key, value in element.attrib.items())


def _place(attribute: tuple[str, str]) -> tuple[int, bool, str]:
    name = attribute[0]
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST)), ":" in name, name


def _name(tag: object, prefixes: Mapping[str, str], *, element: bool) -> str:
    """The name as written; an attribute without a namespace has no prefix, nor has an element of the default one."""
    qualified = etree.QName(str(tag))
    if not qualified.namespace:
        return qualified.localname
    if qualified.namespace == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{qualified.localname}"
    prefix = prefixes[qualified.namespace]
    return f"{prefix}:{qualified.localname}" if prefix else qualified.localname


def _number(value: str) -> str:
    """A coordinate in its shortest form: "100.0" is 100."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not isfinite(number) or abs(number) > 1e15:
        return value
    return str(int(number)) if number == int(number) else repr(number)


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def _quoted(value: str) -> str:
    value = _escaped(value).replace('"', "&quot;")
    return value.replace("\n", "&#10;").replace("\t", "&#9;")
