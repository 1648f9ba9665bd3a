"""A decision model as frozen data: what stands in the file, before anything is compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: DMN id and name ("" for none) of the element people know it by, and its line."""

    id: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """FEEL as written, without space around it."""

    at: Place
    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A name with the type written beside it ("" for none)."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """An item definition or component: `base` is the type it is made of, "" when it has components.

    `allowed` are tests for the value, or for each element of a collection; `constraint` for the whole collection.
    The `base` of a function is the type of what it gives.
    """

    at: Place
    name: str
    base: str
    components: tuple[TypeDefinition, ...]
    collection: bool
    allowed: Text | None
    constraint: Text | None
    function: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """One FEEL expression."""

    at: Place
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Binding:
    """A parameter of an invocation and what it is given, None for nothing."""

    at: Place
    name: str
    value: Expression | None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A function called with named parameters."""

    at: Place
    type: str
    called: Expression
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a boxed context; without a name it is the context's result."""

    at: Place
    name: str
    type: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Context:
    """A boxed context."""

    at: Place
    type: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A boxed list."""

    at: Place
    type: str
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of expressions under column names."""

    at: Place
    type: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A boxed function in FEEL."""

    at: Place
    type: str
    params: tuple[Variable, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """A boxed if, then, else."""

    at: Place
    type: str
    test: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, slots=True)
class Filter:
    """A boxed filter: the items of `source` for which `match` holds."""

    at: Place
    type: str
    source: Expression
    match: Expression


@dataclass(frozen=True, slots=True)
class Iterator:
    """A boxed for, every or some (`kind`); `body` is returned or must be satisfied."""

    at: Place
    type: str
    kind: str
    variable: str
    source: Expression
    body: Expression


@dataclass(frozen=True, slots=True)
class InputClause:
    """A condition column: what is asked, its type ("" for none) and the values it may have."""

    at: Place
    label: str
    text: str
    type: str
    allowed: Text | None


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A result column; `values` in their order of priority."""

    at: Place
    name: str
    label: str
    type: str
    values: Text | None
    default: Text | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row; `number` counts from 1, as people count rows."""

    at: Place
    number: int
    conditions: tuple[Text, ...]
    results: tuple[Text, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table; `policy` as the standard spells it, `aggregation` SUM, MIN, MAX, COUNT or ""."""

    at: Place
    type: str
    policy: str
    aggregation: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    annotations: tuple[str, ...]
    rules: tuple[Rule, ...]


Expression: TypeAlias = (
    Literal
    | Invocation
    | Context
    | Items
    | Relation
    | FunctionDefinition
    | Conditional
    | Filter
    | Iterator
    | Table
)


@dataclass(frozen=True, slots=True)
class InputData:
    """Something the model is given."""

    at: Place
    variable: Variable


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision; `needs` are ids of decisions and input data, `knows` ids of knowledge models and services."""

    at: Place
    variable: Variable
    question: str
    allowed_answers: str
    needs: tuple[str, ...]
    knows: tuple[str, ...]
    logic: Expression


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a named function."""

    at: Place
    variable: Variable
    function: FunctionDefinition
    knows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Decisions offered together; all fields but the first two are ids."""

    at: Place
    variable: Variable
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A whole file; the mappings are by id, in the file's order."""

    at: Place
    version: str
    namespace: str
    types: tuple[TypeDefinition, ...]
    inputs: Mapping[str, InputData]
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, Knowledge]
    services: Mapping[str, DecisionService]
