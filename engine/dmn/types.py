"""The types of a decision model, and whether a value fits one: asked where values enter and leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.dmn.draft import Draft, syntax_values
from engine.dmn.model import Place, Text, TypeDefinition
from engine.feel.guards import FeelSyntaxError, Run
from engine.feel.parts import CellPart, Nesting, compile_cell
from engine.feel.temporal import parse_temporal
from engine.feel.values import Value, type_name

Check = Callable[[Run, Value], bool]

_ALIASES = {
    "long": "integer",
    "double": "number",
    "decimal": "number",
    "datetime": "date and time",
    "dateTime": "date and time",
    "yearMonthDuration": "years and months duration",
    "dayTimeDuration": "days and time duration",
    "days and time duration": "days and time duration",
    "any": "Any",
    "": "Any",
}
_SIMPLE = frozenset(
    (
        *("string", "number", "integer", "boolean", "date", "time", "date and time", "Any", "Null"),
        *("days and time duration", "years and months duration", "context", "list", "function", "range"),
    )
)
_TEMPORAL = frozenset(
    ("date", "time", "date and time", "days and time duration", "years and months duration")
)


@dataclass(frozen=True, slots=True)
class Type:
    """A type ready to be asked: `base` is FEEL's own kind, "integer" for whole numbers, "list" for collections.

    `element` is what a list holds, or what a function gives; `tests` are the allowed values as written, for whoever
    looks at a table's columns.
    """

    name: str
    base: str
    element: Type | None = None
    parts: tuple[tuple[str, Type], ...] = ()
    check: Check | None = None
    tests: CellPart | None = None


ANY = Type("Any", "Any")


class Misfit(ValueError):
    """A value does not fit: `path` leads to the part that does not, `key` names the message."""

    def __init__(self, key: str, path: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.path = path
        self.values = values


def fit(run: Run, value: Value, type_: Type, path: str = "", whole: bool = True) -> Value:
    """The value as its type has it; raises Misfit. Contexts need every component when they must be `whole`.

    Null is in every type. A list of one stands for its element and the other way round, a date for its midnight;
    text becomes the date, time or duration that the type asks for, since JSON has none.
    """
    if value is None:
        return None
    base = type_.base
    if base == "list":
        value = _fit_list(run, value, type_, path, whole)
    elif base != "Any":
        value = _fit_one(run, value, type_, path, whole)
    if type_.check is not None and not type_.check(run, value):
        raise Misfit("not_allowed", path, type=type_.name)
    return value


def _fit_list(run: Run, value: Value, type_: Type, path: str, whole: bool) -> Value:
    items = value if value.__class__ is list else [value]
    run.spend(len(items))
    element = type_.element
    if element is None:
        return items
    return [fit(run, item, element, f"{path}[{number}]", whole) for number, item in enumerate(items, 1)]


def _fit_one(run: Run, value: Value, type_: Type, path: str, whole: bool) -> Value:
    while value.__class__ is list and len(value) == 1:
        value = value[0]
    base = type_.base
    if base in _TEMPORAL:
        value = _as_temporal(value, base)
    found = type_name(value)
    if base == "integer" and found == "number":
        if value != value.to_integral_value():
            raise Misfit("not_whole", path)
    elif found != base:
        raise Misfit("wrong_type", path, expected=type_.name, found=found)
    if not type_.parts:
        return value
    fitted = dict(value)
    for key, inner in type_.parts:
        if key in fitted:
            fitted[key] = fit(run, fitted[key], inner, f"{path}.{key}", whole)
        elif whole:
            raise Misfit("missing_entry", f"{path}.{key}")
    return fitted


def _as_temporal(value: Value, base: str) -> Value:
    if value.__class__ is str and len(value) < 80:
        made = parse_temporal(value)
        if made is not None:
            value = made
    if base == "date and time" and value.__class__ is dt.date:
        return dt.datetime.combine(value, dt.time())
    return value


def is_ordered(base: str) -> bool:
    """Whether values of this kind lie on a line, so that ranges can be drawn between them."""
    return base in _TEMPORAL or base in ("number", "integer")


def may_be(first: Type, second: Type) -> bool:
    """Whether a value of one type may be of the other: by their kinds, allowed values aside."""
    kinds = {"number" if type_.base == "integer" else type_.base for type_ in (first, second)}
    return len(kinds) == 1 or "Any" in kinds or "list" in kinds or kinds == {"date", "date and time"}


def given_by(type_: Type) -> Type:
    """What a function of this type gives; a type that is no function's is that of the result itself."""
    return type_ if type_.base != "function" else type_.element or ANY


class Types:
    """The types of one model, made on demand; what is wrong with them goes to the draft, once."""

    def __init__(self, definitions: tuple[TypeDefinition, ...], draft: Draft) -> None:
        self._definitions: dict[str, TypeDefinition] = {}
        self._made: dict[str, Type] = {}
        self._open: list[str] = []
        self._draft = draft
        for definition in definitions:
            if definition.name in self._definitions or _plain(definition.name) in _SIMPLE:
                draft.refuse(definition.at, "type_taken", type=definition.name)
            self._definitions.setdefault(definition.name, definition)
        for definition in definitions:
            self.named(definition.name, definition.at)

    def named(self, name: str, at: Place) -> Type:
        """The type a typeRef means, ANY (and a finding) when there is none."""
        name = _written(name, self._definitions)
        made = self._made.get(name)
        if made is not None:
            return made
        definition = self._definitions.get(name)
        if definition is None:
            base = _plain(name)
            if base not in _SIMPLE:
                self._draft.refuse(at, "unknown_type", type=name)
                return ANY
            made = self._made[name] = Type(name or "Any", "null" if base == "Null" else base)
            return made
        if name in self._open:
            self._draft.refuse(definition.at, "type_cycle", type=name)
            return ANY
        self._open.append(name)
        made = self._made[name] = self._make(definition)
        self._open.pop()
        return made

    def component_names(self) -> frozenset[str]:
        """Every component's name: FEEL must know those that hold spaces or signs."""
        found: set[str] = set()
        waiting = list(self._definitions.values())
        while waiting:
            for component in waiting.pop().components:
                found.add(component.name)
                waiting.append(component)
        return frozenset(found)

    def allowed(self, text: Text | None) -> tuple[Check | None, CellPart | None]:
        """The test for a text of allowed values; (None, None) when there is none or it is no FEEL."""
        if text is None:
            return None, None
        try:
            part = compile_cell(text.text, (Nesting(frozenset()),), self.component_names())
        except FeelSyntaxError as error:
            self._draft.refuse(text.at, "bad_allowed", **syntax_values(error, text.text))
            return None, None
        return _checker(part), part

    def _make(self, definition: TypeDefinition) -> Type:
        check, tests = self.allowed(definition.allowed)
        name = definition.name
        if definition.function:
            return Type(name, "function", self.named(definition.base, definition.at))
        if definition.components:
            parts = tuple((one.name, self._make(one)) for one in definition.components)
            inner = Type(name, "context", None, parts, check, tests)
        else:
            base = self.named(definition.base, definition.at)
            inner = base
            if check is not None:
                inner = Type(name, base.base, base.element, base.parts, _both(base.check, check), tests)
        if definition.collection:
            inner = Type(name, "list", inner)
        constraint, _ = self.allowed(definition.constraint)
        if constraint is not None:
            both = _both(inner.check, constraint)
            inner = Type(name, inner.base, inner.element, inner.parts, both, inner.tests)
        return inner


def _checker(part: CellPart) -> Check:
    def check(run: Run, value: Value) -> bool:
        before, run.input = run.input, value
        verdict = part.test(run, {}, value)
        run.input = before
        return verdict is True

    return check


def _both(first: Check | None, second: Check) -> Check:
    if first is None:
        return second
    return lambda run, value: first(run, value) and second(run, value)


def _plain(name: str) -> str:
    return _ALIASES.get(name, name)


def _written(name: str, known: Mapping[str, TypeDefinition]) -> str:
    """A typeRef without its prefix: feel:string, tns:tJenis."""
    return name if name in known or ":" not in name else name.rpartition(":")[2]


def value_text(value: Value) -> str:
    """A constant of the model as FEEL writes it, for findings."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
