"""Regular expressions of XPath as FEEL uses them, run with a time-out by the `regex` package."""

from __future__ import annotations

from functools import lru_cache

import regex  # type: ignore[import-untyped]

from engine.feel.guards import MAX_PATTERN, REGEX_SECONDS, LimitReached, text_room

_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": regex.VERBOSE}


class BadPattern(Exception):
    """The pattern or its flags are none."""


@lru_cache(maxsize=512)
def pattern_of(pattern: str, flags: str) -> regex.Pattern[str]:
    """A compiled pattern; raises BadPattern. Flags are those of XPath: s, m, i, x, q (taken literally)."""
    if len(pattern) > MAX_PATTERN:
        raise LimitReached("limit_pattern", limit=MAX_PATTERN)
    bits = regex.VERSION1
    for flag in flags:
        if flag == "q":
            pattern = regex.escape(pattern)
        elif flag in _FLAGS:
            bits |= _FLAGS[flag]
        else:
            raise BadPattern
    try:
        return regex.compile(pattern, bits)
    except (regex.error, ValueError, OverflowError, RecursionError) as wrong:
        raise BadPattern from wrong


def found(text: str, pattern: regex.Pattern[str]) -> bool:
    """Whether the pattern matches anywhere in the text."""
    try:
        return pattern.search(text, timeout=REGEX_SECONDS) is not None
    except TimeoutError:
        raise _timed_out() from None


def split(text: str, pattern: regex.Pattern[str]) -> list[str]:
    """The pieces between the matches."""
    pieces: list[str] = []
    at = 0
    try:
        for match in pattern.finditer(text, timeout=REGEX_SECONDS):
            if match.end() > match.start():
                pieces.append(text[at : match.start()])
                at = match.end()
    except TimeoutError:
        raise _timed_out() from None
    return [*pieces, text[at:]]


def replaced(text: str, pattern: regex.Pattern[str], template: str) -> str:
    """The text with every match replaced; $0 to $9 in the template are the match's groups, \\$ a dollar."""
    parts = _template(template, pattern.groups)
    size = 0

    def fill(match: regex.Match[str]) -> str:
        nonlocal size
        filled = "".join(part if isinstance(part, str) else match.group(part) or "" for part in parts)
        size += len(filled)
        text_room(size)
        return filled

    try:
        return str(pattern.sub(fill, text, timeout=REGEX_SECONDS))
    except TimeoutError:
        raise _timed_out() from None


def _timed_out() -> LimitReached:
    return LimitReached("limit_pattern_time", limit=int(REGEX_SECONDS * 1000))


def _template(template: str, groups: int) -> list[str | int]:
    parts: list[str | int] = []
    at = 0
    while at < len(template):
        sign = template[at]
        following = template[at + 1 : at + 2]
        if sign == "\\" and following in ("$", "\\") and following:
            parts.append(following)
            at += 2
        elif sign == "$" and following.isascii() and following.isdigit():
            parts.append(int(following) if int(following) <= groups else "")
            at += 2
        elif sign == "$":
            raise BadPattern
        else:
            parts.append(sign)
            at += 1
    return parts
