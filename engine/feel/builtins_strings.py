"""Built-in functions on texts (DMN 1.5 §10.3.4.3); positions count from 1, in characters."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.guards import Run, text_room
from engine.feel.patterns import BadPattern, found, pattern_of, replaced
from engine.feel.patterns import split as split_by
from engine.feel.registry import builtin
from engine.feel.values import Value, type_name, whole


@builtin("substring", "string: string, start position: number, length: number?")
def substring(run: Run, position: int, string: str, start: Decimal, length: Decimal | None = None) -> Value:
    """So many characters from a position on; a negative position counts from the end."""
    first = whole(start)
    count = len(string) if length is None else whole(length)
    if not first or count is None or count < 1 or abs(first) > len(string):
        return run.warn("bad_position", position, size=len(string))
    begin = first - 1 if first > 0 else len(string) + first
    return string[begin : begin + count]


@builtin("string length", "string: string")
def string_length(run: Run, position: int, string: str) -> Value:
    """Number of characters."""
    return Decimal(len(string))


@builtin("upper case", "string: string")
def upper_case(run: Run, position: int, string: str) -> Value:
    """In capitals."""
    return string.upper()


@builtin("lower case", "string: string")
def lower_case(run: Run, position: int, string: str) -> Value:
    """In small letters."""
    return string.lower()


@builtin("trim", "string: string")
def trim(run: Run, position: int, string: str) -> Value:
    """Without white space at either end (as Camunda 8 has it; DMN itself lacks it)."""
    return string.strip()


@builtin("substring before", "string: string, match: string")
def substring_before(run: Run, position: int, string: str, match: str) -> Value:
    """What stands before the first match; empty when there is none."""
    before, _, _ = string.partition(match) if match else ("", "", "")
    return before if match in string else ""


@builtin("substring after", "string: string, match: string")
def substring_after(run: Run, position: int, string: str, match: str) -> Value:
    """What stands after the first match; empty when there is none."""
    return string.partition(match)[2] if match else string


@builtin("contains", "string: string, match: string")
def contains(run: Run, position: int, string: str, match: str) -> Value:
    """Whether the text has the other one in it."""
    return match in string


@builtin("starts with", "string: string, match: string")
def starts_with(run: Run, position: int, string: str, match: str) -> Value:
    """Whether the text begins with the other one."""
    return string.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(run: Run, position: int, string: str, match: str) -> Value:
    """Whether the text ends with the other one."""
    return string.endswith(match)


@builtin("matches", "input: string, pattern: string, flags: string or null?")
def matches(run: Run, position: int, text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether the pattern is found anywhere in the text."""
    try:
        return found(text, pattern_of(pattern, flags or ""))
    except BadPattern:
        return run.warn("bad_pattern", position)


@builtin("replace", "input: string, pattern: string, replacement: string, flags: string or null?")
def replace(
    run: Run, position: int, text: str, pattern: str, replacement: str, flags: str | None = None
) -> Value:
    """Every match replaced; $1 in the replacement is the first group."""
    try:
        template = replacement if "q" not in (flags or "") else replacement.replace("$", "\\$")
        return replaced(text, pattern_of(pattern, flags or ""), template)
    except BadPattern:
        return run.warn("bad_pattern", position)


@builtin("split", "string: string, delimiter: string")
def split(run: Run, position: int, string: str, delimiter: str) -> Value:
    """The pieces between the matches of a pattern."""
    try:
        return split_by(string, pattern_of(delimiter, ""))
    except BadPattern:
        return run.warn("bad_pattern", position)


@builtin("string join", "list: list, delimiter: string or null?")
def string_join(run: Run, position: int, items: list[Value], delimiter: str | None = None) -> Value:
    """The texts of a list joined; nulls are left out."""
    pieces = [item for item in items if item is not None]
    for piece in pieces:
        if not isinstance(piece, str):
            return run.warn(
                "wrong_element", position, function="string join", found=type_name(piece), expected="string"
            )
    text_room(sum(map(len, pieces)) + len(delimiter or "") * len(pieces))
    return (delimiter or "").join(pieces)
