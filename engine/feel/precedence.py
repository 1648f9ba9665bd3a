"""How tightly the operators of FEEL bind, and which signs no operand can begin with."""

from __future__ import annotations

COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
SUM = 4
LEVELS = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(COMPARISONS, 3),
    "between": 3,
    "in": 3,
    "+": SUM,
    "-": SUM,
    "*": 5,
    "/": 5,
    "**": 6,
    "instance": 7,
}
# After one of these a "[" cannot open a filter: it closes a range such as [1..5[.
NO_OPERAND = COMPARISONS.union(
    ("end", ")", "]", "}", ",", "and", "or", "then", "else", "return", "satisfies", "in", "between"),
    ("instance", "+", "*", "/", "**", ".", "..", ":", "["),
)
