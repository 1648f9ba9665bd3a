"""Reads boxed expressions; the XML's bounded depth bounds the recursion."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from engine.dmn.draft import Draft, place
from engine.dmn.model import (
    Binding,
    Conditional,
    Context,
    Entry,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Items,
    Iterator,
    Literal,
    Relation,
    Text,
    Variable,
)
from engine.dmn.names import DOCUMENTATION, EXPRESSIONS, FEEL_LANGUAGES, inner_text, kind, named, part, parts
from engine.dmn.read_table import read_table


def read_expression(element: etree._Element, draft: Draft) -> Expression:
    """Any boxed expression."""
    return _READERS[kind(element)](element, draft)


def text_in(element: etree._Element, name: str) -> Text | None:
    """The unary tests or expression a child holds, None when there is none or it is blank."""
    child = part(element, name)
    written = inner_text(child)
    return Text(place(element), written) if child is not None and written else None


def read_function(element: etree._Element, draft: Draft) -> FunctionDefinition:
    """A functionDefinition or encapsulatedLogic: parameters and a body in FEEL."""
    if element.get("kind", "FEEL") != "FEEL":
        draft.refuse(place(element), "function_kind", kind=element.get("kind", ""))
    params: list[Variable] = []
    for param in parts(element, "formalParameter"):
        name = named(param)
        if not name or name in {known.name for known in params}:
            draft.refuse(place(param), "bad_parameter", name=name)
        params.append(Variable(name, _type(param)))
    return FunctionDefinition(
        place(element), _type(element), tuple(params), _only(element, draft, "formalParameter")
    )


def check_language(element: etree._Element, draft: Draft) -> None:
    """Texts are FEEL and stand in this file."""
    language = element.get("expressionLanguage")
    if language and language not in FEEL_LANGUAGES:
        draft.refuse(place(element), "not_feel_language", language=language)
    if part(element, "importedValues") is not None:
        draft.refuse(place(element), "import_refused")


def _type(element: etree._Element) -> str:
    return element.get("typeRef", "").strip()


def _only(element: etree._Element, draft: Draft, *beside: str) -> Expression:
    """The one expression a box holds; an empty box is an error."""
    for child in parts(element):
        if kind(child) not in EXPRESSIONS | DOCUMENTATION and kind(child) not in ("variable", *beside):
            draft.refuse(place(child), "unknown_element", kind=kind(child))
    held = list(parts(element, *EXPRESSIONS))
    if len(held) != 1:
        draft.refuse(place(element), "several_logics" if held else "empty_box", kind=kind(element))
        return Literal(place(element), "", "null")
    return read_expression(held[0], draft)


def _child(element: etree._Element, draft: Draft, name: str) -> Expression:
    """The expression in a child that boxes one, such as <if>."""
    child = part(element, name)
    if child is None:
        draft.refuse(place(element), "box_missing", kind=kind(element), part=name)
        return Literal(place(element), "", "null")
    return _only(child, draft)


def _literal(element: etree._Element, draft: Draft) -> Literal:
    check_language(element, draft)
    written = inner_text(element)
    if not written:
        draft.refuse(place(element), "empty_box", kind=kind(element))
    return Literal(place(element), _type(element), written or "null")


def _context(element: etree._Element, draft: Draft) -> Context:
    entries: list[Entry] = []
    names: set[str] = set()
    inner = list(parts(element, "contextEntry"))
    for child in inner:
        variable = part(child, "variable")
        name = "" if variable is None else named(variable)
        if not name and child is not inner[-1]:
            draft.refuse(place(child), "result_not_last")
        if name and name in names:
            draft.refuse(place(child), "entry_twice", name=name)
        names.add(name)
        entries.append(
            Entry(place(child), name, "" if variable is None else _type(variable), _only(child, draft))
        )
    return Context(place(element), _type(element), tuple(entries))


def _invocation(element: etree._Element, draft: Draft) -> Invocation:
    bindings: list[Binding] = []
    for child in parts(element, "binding"):
        param = part(child, "parameter")
        name = "" if param is None else named(param)
        if not name or name in {binding.name for binding in bindings}:
            draft.refuse(place(child), "bad_parameter", name=name)
        held = next(parts(child, *EXPRESSIONS), None)
        bindings.append(Binding(place(child), name, None if held is None else read_expression(held, draft)))
    return Invocation(place(element), _type(element), _only(element, draft, "binding"), tuple(bindings))


def _list(element: etree._Element, draft: Draft) -> Items:
    items = tuple(read_expression(child, draft) for child in parts(element, *EXPRESSIONS))
    return Items(place(element), _type(element), items)


def _relation(element: etree._Element, draft: Draft) -> Relation:
    columns = tuple(named(column) for column in parts(element, "column"))
    if len(set(columns)) < len(columns) or not all(columns):
        draft.refuse(place(element), "bad_columns")
    rows: list[tuple[Expression, ...]] = []
    for number, row in enumerate(parts(element, "row"), 1):
        cells = tuple(read_expression(cell, draft) for cell in parts(row, *EXPRESSIONS))
        if len(cells) != len(columns):
            draft.refuse(place(row), "cells_missing", rule=number, found=len(cells), expected=len(columns))
        rows.append(cells)
    return Relation(place(element), _type(element), columns, tuple(rows))


def _function(element: etree._Element, draft: Draft) -> FunctionDefinition:
    return read_function(element, draft)


def _conditional(element: etree._Element, draft: Draft) -> Conditional:
    test, yes, no = (_child(element, draft, name) for name in ("if", "then", "else"))
    return Conditional(place(element), _type(element), test, yes, no)


def _filter(element: etree._Element, draft: Draft) -> Filter:
    source, match = (_child(element, draft, name) for name in ("in", "match"))
    return Filter(place(element), _type(element), source, match)


def _iterator(element: etree._Element, draft: Draft) -> Iterator:
    variable = element.get("iteratorVariable", "").strip()
    if not variable:
        draft.refuse(place(element), "box_missing", kind=kind(element), part="iteratorVariable")
    last = "return" if kind(element) == "for" else "satisfies"
    source, body = (_child(element, draft, name) for name in ("in", last))
    return Iterator(place(element), _type(element), kind(element), variable, source, body)


_READERS: dict[str, Callable[[etree._Element, Draft], Expression]] = {
    "literalExpression": _literal,
    "decisionTable": read_table,
    "context": _context,
    "invocation": _invocation,
    "functionDefinition": _function,
    "relation": _relation,
    "list": _list,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "every": _iterator,
    "some": _iterator,
}
