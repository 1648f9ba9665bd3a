"""The parser's place in the tokens, and its knowledge of names that contain spaces or signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from engine.feel.guards import MAX_DEPTH, FeelSyntaxError
from engine.feel.lexer import KEYWORDS, Tokens, name_parts
from engine.feel.nodes import TypeNode

NameTable: TypeAlias = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
"""First token -> (all tokens, name) of the names that have several tokens, longest first."""

MAX_NAME_TOKENS = 24


def name_table(names: Iterable[str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The names of several tokens, ready to be matched; names of one token need no table."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in names:
        add_name(table, name)
    return table


def add_name(table: dict[str, list[tuple[tuple[str, ...], str]]], name: str) -> None:
    """Put one more name into a table."""
    if name.isidentifier():
        return
    parts = name_parts(name)
    if len(parts) > 1:
        known = table.setdefault(parts[0], [])
        known.append((parts, name))
        known.sort(key=lambda entry: -len(entry[0]))


PROPERTIES = name_table(("time offset", "start included", "end included"))
TYPE_NAMES = name_table(("date and time", "days and time duration", "years and months duration"))
SIMPLE_TYPES = frozenset(("number", "string", "boolean", "date", "time", "list", "context", "range"))
ALIASES = {"any": "Any", "null": "Null"}


class Cursor:
    """Tokens, the place in them, and how deep the parser is."""

    __slots__ = ("at", "builtin", "depth", "kinds", "names", "range_end", "starts", "steps", "texts", "unary")

    def __init__(self, tokens: Tokens, names: Iterable[str], builtin: NameTable, unary: bool) -> None:
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.starts = tokens.starts
        self.names = name_table(names) if names else {}
        self.builtin = builtin
        self.unary = unary
        self.at = 0
        self.depth = 0
        self.range_end = False
        self.steps = 0

    def enter(self) -> None:
        """One level deeper; raises FeelSyntaxError when that is too deep or the work is out of proportion."""
        self.depth += 1
        self.steps += 1
        if self.depth > MAX_DEPTH:
            raise self.error("too_deep", limit=MAX_DEPTH)
        # Each token starts at most a few nodes, and a unary `not(...)` is read twice at most.
        if self.steps > 8 * len(self.kinds) + 64:
            raise self.error("too_complex")

    def error(self, key: str, **values: str | int) -> FeelSyntaxError:
        """A refusal at the present token."""
        return FeelSyntaxError(key, self.starts[self.at], values)

    def unexpected(self) -> FeelSyntaxError:
        """The present token does not belong here."""
        if self.kinds[self.at] == "end":
            return self.error("unexpected_end")
        return self.error("unexpected_token", found=self.texts[self.at][:40])

    def take(self, kind: str) -> int:
        """Step over a token of this kind; returns its offset in the text."""
        if self.kinds[self.at] != kind:
            if self.kinds[self.at] == "end":
                raise self.error("expected_before_end", expected=kind)
            raise self.error("expected", expected=kind, found=self.texts[self.at][:40])
        self.at += 1
        return self.starts[self.at - 1]

    def found(self, kind: str) -> bool:
        """Step over the token if it is of this kind, and say whether it was."""
        if self.kinds[self.at] == kind:
            self.at += 1
            return True
        return False

    def matched(self, table: NameTable) -> str | None:
        """Step over the longest known name of several tokens that starts here."""
        texts, at = self.texts, self.at
        for parts, name in table.get(texts[at], ()):
            if tuple(texts[at : at + len(parts)]) == parts:
                self.at += len(parts)
                return name
        return None

    def variable(self) -> str:
        """A name as an operand: the longest known one, else a single word."""
        first = self.texts[self.at]
        if first in self.names or first in self.builtin:
            own, before = self.matched(self.names), self.at
            if own is None:
                own = self.matched(self.builtin)
            if own is not None:
                return own
            self.at = before
        if self.kinds[self.at] != "word":
            raise self.unexpected()
        self.at += 1
        return first

    def key(self) -> str:
        """A name after a dot: known, or words that stand side by side, or a keyword."""
        known = self.matched(self.names) or self.matched(PROPERTIES)
        if known is not None:
            return known
        kind = self.kinds[self.at]
        if kind != "word":
            if kind not in KEYWORDS:
                raise self.unexpected()
            self.at += 1
            return kind
        start = self.at
        while self.kinds[self.at] == "word":
            self.at += 1
        return " ".join(self.texts[start : self.at])

    def declared(self, *stops: str) -> str:
        """A new name: every token up to one of the stops; it is known from here on."""
        start = self.at
        while self.kinds[self.at] not in stops:
            kind = self.kinds[self.at]
            if kind in ("end", "string", "(", ")", "{", "}", "[", "]", ",", ":") or (
                self.at - start >= MAX_NAME_TOKENS
            ):
                raise self.unexpected()
            self.at += 1
        if start == self.at or (self.kinds[start] != "word" and self.kinds[start] not in KEYWORDS):
            self.at = start
            raise self.unexpected()
        name = self.spelled(start, self.at)
        if self.at - start > 1:
            add_name(self.names, name)
        return name

    def spelled(self, start: int, end: int) -> str:
        """Tokens as one name: a single space wherever the text had any."""
        pieces = [self.texts[start]]
        for index in range(start + 1, end):
            if self.starts[index] > self.starts[index - 1] + len(self.texts[index - 1]):
                pieces.append(" ")
            pieces.append(self.texts[index])
        return "".join(pieces)

    def argument_name(self) -> bool:
        """Whether `words:` stands here, that is, a named argument."""
        at = self.at
        limit = at + MAX_NAME_TOKENS
        while at < limit and (self.kinds[at] == "word" or self.kinds[at] in KEYWORDS):
            at += 1
        return at > self.at and self.kinds[at] == ":"

    def type(self) -> TypeNode:
        """A type as `instance of` and function parameters use it."""
        self.enter()
        found = self._type()
        self.depth -= 1
        return found

    def _type(self) -> TypeNode:
        name = self.matched(TYPE_NAMES)
        if name is not None:
            return TypeNode(name)
        name = self.texts[self.at]
        kind = self.kinds[self.at]
        if kind == "function":
            self.at += 1
            return TypeNode("function", self._function_type())
        name = ALIASES.get(name.lower(), name)
        if name not in SIMPLE_TYPES and name not in ALIASES.values():
            raise self.error("unknown_type", found=name[:40])
        self.at += 1
        if name in ("list", "range") and self.found("<"):
            inner = self.type()
            self.take(">")
            return TypeNode(name, (inner,))
        if name == "context" and self.found("<"):
            return self._context_type()
        return TypeNode(name)

    def _function_type(self) -> tuple[TypeNode, ...]:
        if not self.found("<"):
            return ()
        types: list[TypeNode] = []
        while not self.found(">"):
            if types:
                self.take(",")
            types.append(self.type())
        self.take("->")
        return (*types, self.type())

    def _context_type(self) -> TypeNode:
        keys: list[str] = []
        types: list[TypeNode] = []
        while not self.found(">"):
            if keys:
                self.take(",")
            keys.append(self.declared(":"))
            self.take(":")
            types.append(self.type())
        return TypeNode("context", tuple(types), tuple(keys))
