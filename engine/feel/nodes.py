"""What the parser makes of a text: a tree of small immutable nodes, each with its offset in the text."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from engine.feel.values import Value


class Literal(NamedTuple):
    """A constant: number, string, true, false, null."""

    position: int
    value: Value


class At(NamedTuple):
    """A temporal constant written @"2020-01-01"."""

    position: int
    text: str


class Name(NamedTuple):
    """A variable, with single spaces between its words."""

    position: int
    name: str


class Input(NamedTuple):
    """The `?` of a unary test: the value that is tested."""

    position: int


class Path(NamedTuple):
    """`base.key`."""

    position: int
    base: Node
    key: str


class Filter(NamedTuple):
    """`base[test]`."""

    position: int
    base: Node
    test: Node


class Call(NamedTuple):
    """`target(values)`; `names` is empty for positional arguments, else as long as `values`."""

    position: int
    target: Node
    values: tuple[Node, ...]
    names: tuple[str, ...]


class Binary(NamedTuple):
    """Arithmetic and comparison: + - * / ** = != < <= > >=."""

    position: int
    sign: str
    left: Node
    right: Node


class Logic(NamedTuple):
    """`and` or `or` over two or more parts."""

    position: int
    sign: str
    parts: tuple[Node, ...]


class Negate(NamedTuple):
    """`-part`."""

    position: int
    part: Node


class Between(NamedTuple):
    """`part between low and high`."""

    position: int
    part: Node
    low: Node
    high: Node


class Test(NamedTuple):
    """One unary test: `sign` is a comparison sign, or empty for an expression standing alone."""

    position: int
    sign: str
    part: Node


class In(NamedTuple):
    """`part in (tests)`."""

    position: int
    part: Node
    tests: tuple[Test, ...]


class RangeNode(NamedTuple):
    """`[low..high]` and its half-open sisters; a missing end is None."""

    position: int
    low: Node | None
    low_closed: bool
    high: Node | None
    high_closed: bool


class ListNode(NamedTuple):
    """`[a, b]`."""

    position: int
    items: tuple[Node, ...]


class ContextNode(NamedTuple):
    """`{key: value}`; later entries see earlier ones."""

    position: int
    entries: tuple[tuple[str, Node], ...]


class If(NamedTuple):
    """`if test then yes else no`."""

    position: int
    test: Node
    yes: Node
    no: Node


class Iteration(NamedTuple):
    """`name in start` or `name in start..end`."""

    name: str
    start: Node
    end: Node | None


class For(NamedTuple):
    """`for ... return body`."""

    position: int
    iterations: tuple[Iteration, ...]
    body: Node


class Quantified(NamedTuple):
    """`some ... satisfies body` and `every ...`."""

    position: int
    every: bool
    iterations: tuple[Iteration, ...]
    body: Node


class TypeNode(NamedTuple):
    """A type such as list<number>: its name, its arguments, and entry names for context<...>."""

    name: str
    arguments: tuple[TypeNode, ...] = ()
    keys: tuple[str, ...] = ()


class InstanceOf(NamedTuple):
    """`part instance of type`."""

    position: int
    part: Node
    type: TypeNode


class Lambda(NamedTuple):
    """`function(params) body`."""

    position: int
    params: tuple[str, ...]
    types: tuple[TypeNode | None, ...]
    body: Node


Node: TypeAlias = (
    Literal
    | At
    | Name
    | Input
    | Path
    | Filter
    | Call
    | Binary
    | Logic
    | Negate
    | Between
    | Test
    | In
    | RangeNode
    | ListNode
    | ContextNode
    | If
    | For
    | Quantified
    | InstanceOf
    | Lambda
)
