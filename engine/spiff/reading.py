"""Reading a BPMN file for the engine: hardened parsing and the collecting of everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine.feel import FeelSyntaxError
from engine.spiff.formulas import Formula, formula
from engine.spiff.model import SpecError, SpecProblem
from processes.names import BPMN, bpmn

SIZE_LIMIT = 5_000_000
NODE_LIMIT = 5_000

_PREFIX = f"{{{BPMN}}}"


def read(xml: bytes) -> etree._Element:
    """The root of a BPMN file. Raises SpecError for what is no XML, too large, or brings a DOCTYPE."""
    if len(xml) > SIZE_LIMIT:
        raise SpecError((SpecProblem("", None, "too_large", {"limit": SIZE_LIMIT}),))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise SpecError((SpecProblem("", error.lineno, "not_xml"),)) from error
    if _doctype(root):
        raise SpecError((SpecProblem("", 1, "doctype"),))
    if root.tag != bpmn("definitions"):
        raise SpecError((SpecProblem("", line(root), "not_bpmn"),))
    return root


def local(element: etree._Element) -> str | None:
    """The name of a BPMN element, None for one of another namespace."""
    tag = str(element.tag)
    return tag.removeprefix(_PREFIX) if tag.startswith(_PREFIX) else None


def parts(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The BPMN children of an element with their names."""
    for child in element:
        name = local(child)
        if name is not None:
            yield name, child


def part(element: etree._Element, name: str) -> etree._Element | None:
    """The first BPMN child of this name."""
    return element.find(bpmn(name))


def text(element: etree._Element, name: str) -> str | None:
    """The text of a BPMN child, None when it is missing or blank."""
    found = part(element, name)
    return (found.text or "").strip() or None if found is not None else None


@dataclass(slots=True)
class Draft:
    """What is known while a file is compiled; problems gather here, so all are told at once."""

    messages: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    problems: list[SpecProblem] = field(default_factory=list)

    def refuse(self, element: etree._Element, key: str, **values: str | int) -> None:
        """Note a problem at an element."""
        self.problems.append(SpecProblem(element.get("id") or "", line(element), key, values))

    def formula(self, element: etree._Element, owner: str, written: str) -> Formula | None:
        """Compile a FEEL text; one that is no FEEL, or calls what does not exist, becomes a problem at `owner`."""
        try:
            made = formula(owner, written, self.names)
        except FeelSyntaxError as error:
            values: dict[str, str | int] = {"position": error.position, "reason": error.key}
            self.problems.append(SpecProblem(owner, line(element), "not_feel", values))
            return None
        for name in sorted(made.expression.calls):  # always null: a branch nobody could ever take
            self.problems.append(SpecProblem(owner, line(element), "no_function", {"function": name[:60]}))
        return made

    def faulty(self, owner: str) -> bool:
        """Whether something is known to be wrong at an element."""
        return any(problem.element == owner for problem in self.problems)

    def take_id(self, element: etree._Element) -> str | None:
        """The element's id, None (and a problem) when it has none or one that is taken."""
        name = element.get("id")
        if not name:
            self.refuse(element, "no_id")
            return None
        if name in self.seen:
            self.refuse(element, "id_taken")
            return None
        self.seen.add(name)
        if len(self.seen) == NODE_LIMIT:
            self.refuse(element, "too_many_elements", limit=NODE_LIMIT)
        return name


def draft(root: etree._Element, names: Iterable[str] = ()) -> Draft:
    """An empty draft that knows the file's messages, errors and element ids."""
    made = Draft(names=set(names))
    for name, element in parts(root):
        number = element.get("id") or ""
        if name == "message":
            made.messages[number] = (element.get("name") or "").strip() or number
        elif name == "error":
            made.errors[number] = element.get("errorCode") or element.get("name") or number
    made.names.update(str(one.get("id")) for one in root.iter() if one.get("id"))
    return made


def line(element: etree._Element) -> int | None:
    """The line an element begins on."""
    number: Any = element.sourceline
    return number if isinstance(number, int) else None


def _doctype(root: etree._Element) -> bool:
    info: Any = root.getroottree().docinfo
    return bool(info.doctype)
