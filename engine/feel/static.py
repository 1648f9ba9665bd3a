"""What is known of an expression while it is compiled: which names are local, and what it reads from outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from engine.feel.guards import MAX_HEIGHT, FeelSyntaxError, Run
from engine.feel.nodes import Node
from engine.feel.registry import Builtin
from engine.feel.values import Value

Locals: TypeAlias = dict[str, Value]
"""Values of loop variables, parameters, context entries, and of filtered items under their slots."""
Closure: TypeAlias = Callable[[Run, Locals], Value]
Compilers: TypeAlias = Mapping[type, Callable[[Any, "Static"], Closure]]


class Layer:
    """One nesting of names: `names` are local here; `slot` is where a filter keeps its item, if it is one."""

    __slots__ = ("names", "slot", "used")

    def __init__(self, names: set[str], slot: str = "") -> None:
        self.names = names
        self.slot = slot
        self.used: set[str] = set()


class Static:
    """The compile-time side of one expression."""

    def __init__(self, compilers: Compilers, builtins: Mapping[str, Builtin], known: Collection[str]) -> None:
        self.compilers = compilers
        self.builtins = builtins
        self.known = known
        self.layers: list[Layer] = []
        self.paths: set[tuple[str, ...]] = set()
        self.unknown_calls: set[str] = set()
        self.reads_input = False
        self.slots = 0
        self.height = 0

    def build(self, node: Node) -> Closure:
        """The closure of a node; raises FeelSyntaxError when the tree is too high to be run safely."""
        self.height += 1
        if self.height > MAX_HEIGHT:
            raise FeelSyntaxError("too_deep", node.position, {"limit": MAX_HEIGHT})
        closure = self.compilers[node.__class__](node, self)
        self.height -= 1
        return closure

    @contextmanager
    def inside(self, names: set[str], slot: str = "") -> Iterator[Layer]:
        """Names that are local while the block lasts."""
        layer = Layer(names, slot)
        self.layers.append(layer)
        yield layer
        self.layers.pop()

    def new_slot(self) -> str:
        """A key no name can be equal to."""
        self.slots += 1
        return f"[{self.slots}]"

    def resolve(self, name: str) -> tuple[bool, list[str]]:
        """(is it local, the slots of filters that stand between here and where it is declared)."""
        slots: list[str] = []
        for layer in reversed(self.layers):
            if name in layer.names:
                layer.used.add(name)
                return True, slots
            if layer.slot:
                slots.append(layer.slot)
        return False, slots

    def reads(self, path: tuple[str, ...], filtered: bool) -> None:
        """Note a path read from outside; inside a filter an unknown name is taken for a key of the item."""
        if not filtered or path[0] in self.known:
            self.paths.add(path)
