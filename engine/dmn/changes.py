"""What changed between two versions of a decision model: inputs, columns, hit policy, and rules cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from engine.dmn.model import Decision, Literal, Model, Place, Table
from engine.dmn.rule_pairs import pair_rules, rule_text

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


@dataclass(frozen=True, slots=True)
class ModelChange:
    """One difference. `what` names the thing ("decision", "input", "policy", "condition", "result", "rule", "cell",
    "source", "formula", "question", "name", "rests_on", "type", "input_data", "knowledge", "service", "logic",
    "answer"), `how` is ADDED, REMOVED, CHANGED or MOVED (a rule that stands in another place).

    `decision` is the decision's name ("" for what belongs to the whole file), `rule` the row in the version that has
    it (the newer where both do, 0 for none), `column` the cell's heading; `before` and `after` are texts.
    """

    what: str
    how: str
    decision: str = ""
    rule: int = 0
    column: str = ""
    before: str = ""
    after: str = ""


def compare_models(old: Model, new: Model) -> tuple[ModelChange, ...]:
    """Every difference that can change an answer or what people read; none when only pictures or spacing changed.

    Decisions belong together by id, else by name; rules by id, else by what most of their cells say.
    """
    return (
        *_plain("name", "", old.at.name, new.at.name),
        *_things("input_data", old.inputs, new.inputs),
        *_decisions(old, new),
        *_things("knowledge", old.knowledge, new.knowledge),
        *_things("service", old.services, new.services),
        *_things("type", {one.name: one for one in old.types}, {one.name: one for one in new.types}),
    )


def _decisions(old: Model, new: Model) -> Iterator[ModelChange]:
    pairs = {number: _same(one, old.decisions) for number, one in new.decisions.items()}
    kept = {one.at.id for one in pairs.values() if one is not None}
    for one in old.decisions.values():
        if one.at.id not in kept:
            yield ModelChange("decision", REMOVED, one.at.name, before=one.at.name)
    for number, one in new.decisions.items():
        before = pairs[number]
        if before is None:
            yield ModelChange("decision", ADDED, one.at.name, after=one.at.name)
        else:
            yield from _decision(before, one, {**_names(old), **_names(new)})


def _same(one: Decision, others: Mapping[str, Decision]) -> Decision | None:
    if one.at.id in others:
        return others[one.at.id]
    return next((other for other in others.values() if other.at.name == one.at.name), None)


def _names(model: Model) -> dict[str, str]:
    parts = (model.inputs, model.decisions, model.knowledge, model.services)
    return {number: one.at.name or number for part in parts for number, one in part.items()}


def _decision(old: Decision, new: Decision, names: Mapping[str, str]) -> Iterator[ModelChange]:
    name = new.at.name
    yield from _plain("name", name, old.at.name, new.at.name)
    yield from _plain("id", name, old.at.id, new.at.id)
    yield from _plain("question", name, old.question, new.question)
    yield from _plain("answer", name, old.allowed_answers, new.allowed_answers)
    yield from _plain("variable", name, _typed(old.variable), _typed(new.variable))
    rested, rests = (_known((*one.needs, *one.knows), names) for one in (old, new))
    yield from _items("rests_on", name, rested, rests)
    yield from _logic(name, old.logic, new.logic)


def _typed(variable: Any) -> str:
    return f"{variable.name}: {variable.type}" if variable.type else variable.name


def _known(ids: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    return {number: names.get(number, number) for number in ids}


def _logic(name: str, old: Any, new: Any) -> Iterator[ModelChange]:
    if isinstance(old, Table) and isinstance(new, Table):
        yield from _tables(name, old, new)
    elif isinstance(old, Literal) and isinstance(new, Literal):
        yield from _plain("formula", name, old.text, new.text)
        yield from _plain("type", name, old.type, new.type)
    elif bare(old) != bare(new):
        yield ModelChange("logic", CHANGED, name, before=_kind(old), after=_kind(new))


def _kind(logic: Any) -> str:
    """The logic in a word or as its formula; two boxed expressions of one kind are told apart by nothing here."""
    return logic.text if isinstance(logic, Literal) else type(logic).__name__.lower()


def _tables(name: str, old: Table, new: Table) -> Iterator[ModelChange]:
    yield from _plain("policy", name, *(f"{one.policy} {one.aggregation}".strip() for one in (old, new)))
    yield from _items(
        "condition", name, *({_key(c): _condition(c) for c in one.inputs} for one in (old, new))
    )
    yield from _items("result", name, *({_key(c): _result(c) for c in one.outputs} for one in (old, new)))
    yield from _items("note", name, *({text: text for text in one.annotations} for one in (old, new)))
    yield from _rules(name, old, new)


def _rules(name: str, old: Table, new: Table) -> Iterator[ModelChange]:
    pairs = pair_rules(old, new)
    kept = {before.number for before, _ in pairs.both}
    for rule in old.rules:
        if rule.number not in kept:
            yield ModelChange("rule", REMOVED, name, rule.number, before=rule_text(old, rule))
    before_of = {after.number: before for before, after in pairs.both}
    for rule in new.rules:
        before = before_of.get(rule.number)
        if before is None:
            yield ModelChange("rule", ADDED, name, rule.number, after=rule_text(new, rule))
            continue
        if rule.number in pairs.moved:
            place = (str(before.number), str(rule.number))
            yield ModelChange("rule", MOVED, name, rule.number, before=place[0], after=place[1])
        cells, others = pairs.cells(before, rule)
        for column, text, other in cells:
            yield ModelChange("cell", CHANGED, name, rule.number, column, text, other)
        if others[0] != others[1]:
            yield ModelChange("source", CHANGED, name, rule.number, "", *others)


def _key(column: Any) -> str:
    return str(column.at.id or getattr(column, "text", "") or getattr(column, "name", ""))


def _condition(column: Any) -> str:
    return _joined(column.label, column.text, column.type, column.allowed)


def _result(column: Any) -> str:
    default = f"= {column.default.text}" if column.default else ""
    return " ".join(filter(None, (_joined(column.label, column.name, column.type, column.values), default)))


def _joined(label: str, text: str, type_: str, values: Any) -> str:
    """A column in a line: "Usia (usia: integer; >= 0)"."""
    typed = f"{text}: {type_}" if type_ else text
    inside = "; ".join(filter(None, (typed if typed != label else "", values.text if values else "")))
    return f"{label} ({inside})" if label and inside else label or inside


def _things(what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ModelChange]:
    """Things of the whole file, told by name; of what they say only that it changed."""
    for key, one in before.items():
        if key not in after:
            yield ModelChange(what, REMOVED, before=_called(one))
        elif bare(one) != bare(after[key]):
            yield ModelChange(what, CHANGED, before=_said(one), after=_said(after[key]))
    for key, one in after.items():
        if key not in before:
            yield ModelChange(what, ADDED, after=_called(one))


def _called(one: Any) -> str:
    return str(one.at.name or getattr(one, "name", "") or one.at.id)


def _said(one: Any) -> str:
    """The thing with its type and listed values, as far as it has them."""
    variable = getattr(one, "variable", None)
    type_ = getattr(one, "base", "") or (variable.type if variable else "")
    allowed = getattr(one, "allowed", None)
    inside = "; ".join(filter(None, (type_, allowed.text if allowed else "")))
    return f"{_called(one)} ({inside})" if inside else _called(one)


def _items(
    what: str, decision: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[ModelChange]:
    for key, text in before.items():
        if key not in after:
            yield ModelChange(what, REMOVED, decision, before=text)
    for key, text in after.items():
        if key not in before:
            yield ModelChange(what, ADDED, decision, after=text)
        elif before[key] != text:
            yield ModelChange(what, CHANGED, decision, before=before[key], after=text)


def _plain(what: str, decision: str, before: str, after: str) -> Iterator[ModelChange]:
    if before != after:
        yield ModelChange(what, CHANGED, decision, before=before, after=after)


def bare(thing: Any) -> Any:
    """A part of a model without the lines it stands on: equal where two files say the same."""
    if isinstance(thing, Place):
        return thing.id, thing.name
    if is_dataclass(thing):
        return type(thing).__name__, *(bare(getattr(thing, one.name)) for one in fields(thing))
    return tuple(map(bare, thing)) if isinstance(thing, tuple) else thing
