"""Reads a DMN file into a Model, gathering everything that is wrong with it."""

from __future__ import annotations

from lxml import etree

from engine.dmn.draft import Draft, place
from engine.dmn.model import (
    Decision,
    DecisionService,
    InputData,
    Knowledge,
    Model,
    TypeDefinition,
    Variable,
)
from engine.dmn.names import (
    DOCUMENTATION,
    EXPRESSIONS,
    FEEL_LANGUAGES,
    VERSIONS,
    kind,
    named,
    part,
    parts,
)
from engine.dmn.read_logic import read_expression, read_function, text_in
from processes.findings import ERROR, BadXml, Finding
from processes.xml import parse_any

MAX_ELEMENTS = 500
"""Decisions, inputs, knowledge models and services in a file."""
_KNOWN = DOCUMENTATION | {"import", "itemDefinition", "inputData", "decision", "businessKnowledgeModel"}
_KNOWN |= {"decisionService", "artifact"}
_DECISION = DOCUMENTATION | EXPRESSIONS | {"variable", "informationRequirement", "knowledgeRequirement"}


def read_dmn(xml: bytes) -> tuple[Model, Draft]:
    """What a DMN file says, and what is wrong with it. Raises BadXml for bytes that may not be read at all."""
    root = parse_any(xml)
    tag = etree.QName(root)
    if tag.localname != "definitions" or "/DMN/" not in (tag.namespace or ""):
        raise BadXml(Finding("not_dmn", ERROR, "", "", 1, "not_dmn", {"root": tag.localname[:60]}))
    if tag.namespace not in VERSIONS:
        raise BadXml(
            Finding("dmn_version", ERROR, "", "", 1, "dmn_version", {"namespace": tag.namespace or ""})
        )
    draft = Draft()
    _check_ids(root, draft)
    _check_root(root, draft)
    model = Model(
        at=place(root),
        version=VERSIONS[tag.namespace],
        namespace=root.get("namespace", ""),
        types=tuple(read_type(element, draft) for element in parts(root, "itemDefinition")),
        inputs={one.at.id: one for one in (_input(element, draft) for element in parts(root, "inputData"))},
        decisions={
            one.at.id: one
            for one in (_decision(element, draft) for element in parts(root, "decision"))
            if one is not None
        },
        knowledge={
            one.at.id: one
            for one in (_knowledge(element, draft) for element in parts(root, "businessKnowledgeModel"))
            if one is not None
        },
        services={
            one.at.id: one for one in (_service(element, draft) for element in parts(root, "decisionService"))
        },
    )
    return model, draft


def _check_ids(root: etree._Element, draft: Draft) -> None:
    seen: set[str] = set()
    for element in root.iter(etree.Element):
        number = element.get("id")
        if number is not None and kind(element):
            if number in seen:
                draft.refuse(place(element), "id_taken", id=number)
            seen.add(number)


def _check_root(root: etree._Element, draft: Draft) -> None:
    at = place(root)
    counted = 0
    for element in parts(root):
        name = kind(element)
        if name == "import":
            draft.refuse(place(element), "import_refused")
        elif name not in _KNOWN:
            draft.refuse(place(element), "unknown_element", kind=name)
        if name in ("decision", "inputData", "businessKnowledgeModel", "decisionService"):
            counted += 1
            if not element.get("id"):
                draft.refuse(place(element), "no_id", kind=name)
            if not named(element):
                draft.refuse(place(element), "no_name", kind=name)
    if part(root, "decision") is None:
        draft.refuse(at, "no_decision")
    if counted > MAX_ELEMENTS:
        draft.refuse(at, "model_too_large", limit=MAX_ELEMENTS)
    for attribute in ("expressionLanguage", "typeLanguage"):
        language = root.get(attribute)
        if language and language.lower().rstrip("/") not in _LANGUAGES and language not in _XML_TYPES:
            draft.refuse(at, "not_feel_language", language=language)


_LANGUAGES = frozenset(language.lower().rstrip("/") for language in FEEL_LANGUAGES)
_XML_TYPES = ("http://www.w3.org/2001/XMLSchema",)


def read_type(element: etree._Element, draft: Draft) -> TypeDefinition:
    """An itemDefinition or itemComponent."""
    at = place(element)
    name = named(element)
    base = part(element, "typeRef")
    components = tuple(read_type(inner, draft) for inner in parts(element, "itemComponent"))
    function = part(element, "functionItem")
    written = "" if base is None else (base.text or "").strip()
    if function is not None:
        written = function.get("outputTypeRef", "").strip()
    if not name:
        draft.refuse(at, "no_name", kind=kind(element))
    if base is not None and components:
        draft.refuse(at, "type_twice", type=name)
    return TypeDefinition(
        at=at,
        name=name,
        base=written,
        components=components,
        collection=element.get("isCollection") in ("true", "1"),
        allowed=text_in(element, "allowedValues"),
        constraint=text_in(element, "typeConstraint"),
        function=function is not None,
    )


def _variable(element: etree._Element) -> Variable:
    """A DRG element's variable; without one, or without a name in it, the element's name is it."""
    inner = part(element, "variable")
    if inner is None:
        return Variable(named(element), "")
    return Variable(named(inner) or named(element), inner.get("typeRef", "").strip())


def _input(element: etree._Element, draft: Draft) -> InputData:
    return InputData(place(element), _variable(element))


def _decision(element: etree._Element, draft: Draft) -> Decision | None:
    at = place(element)
    logic = list(parts(element, *EXPRESSIONS))
    for inner in parts(element):
        if kind(inner) not in _DECISION:
            draft.refuse(place(inner), "unknown_element", kind=kind(inner))
    if len(logic) != 1:
        draft.refuse(at, "several_logics" if logic else "no_logic")
        return None
    answers = part(element, "allowedAnswers")
    question = part(element, "question")
    return Decision(
        at=at,
        variable=_variable(element),
        question="" if question is None else (question.text or "").strip(),
        allowed_answers="" if answers is None else (answers.text or "").strip(),
        needs=tuple(_required(element, draft, "informationRequirement", "requiredInput", "requiredDecision")),
        knows=tuple(_required(element, draft, "knowledgeRequirement", "requiredKnowledge")),
        logic=read_expression(logic[0], draft),
    )


def _knowledge(element: etree._Element, draft: Draft) -> Knowledge | None:
    at = place(element)
    logic = part(element, "encapsulatedLogic")
    if logic is None:
        draft.refuse(at, "no_logic")
        return None
    knows = tuple(_required(element, draft, "knowledgeRequirement", "requiredKnowledge"))
    return Knowledge(at, _variable(element), read_function(logic, draft), knows)


def _service(element: etree._Element, draft: Draft) -> DecisionService:
    at = place(element)
    outputs = tuple(_references(element, draft, "outputDecision"))
    if not outputs:
        draft.refuse(at, "service_without_output")
    return DecisionService(
        at=at,
        variable=_variable(element),
        outputs=outputs,
        encapsulated=tuple(_references(element, draft, "encapsulatedDecision")),
        input_decisions=tuple(_references(element, draft, "inputDecision")),
        input_data=tuple(_references(element, draft, "inputData")),
    )


def _required(element: etree._Element, draft: Draft, requirement: str, *kinds: str) -> list[str]:
    return [
        found
        for one in parts(element, requirement)
        for name in kinds
        for found in _references(one, draft, name)
    ]


def _references(element: etree._Element, draft: Draft, name: str) -> list[str]:
    """The ids that children of one kind point to; only elements of this file can be pointed to."""
    found: list[str] = []
    for child in parts(element, name):
        before, mark, number = child.get("href", "").strip().rpartition("#")
        if not mark or not number:
            draft.refuse(place(child), "no_reference", kind=name)
        elif before and before != _own_namespace(child):
            draft.refuse(place(child), "foreign_reference", href=child.get("href", ""))
        else:
            found.append(number)
    return found


def _own_namespace(element: etree._Element) -> str:
    return element.getroottree().getroot().get("namespace", "")
