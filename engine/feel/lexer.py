"""FEEL text cut into tokens; what belongs together as a name with spaces is decided by the parser."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.feel.guards import MAX_TEXT, MAX_TOKENS, FeelSyntaxError

KEYWORDS = frozenset(
    (
        *("true", "false", "null", "and", "or", "if", "then", "else", "for", "in", "return"),
        *("some", "every", "satisfies", "between", "instance", "function"),
    )
)

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      |(?P<word>(?:[^\W\d]|[\U00010000-\U000EFFFF])(?:\w|[\U00010000-\U000EFFFF])*)
      |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      |(?P<string>"(?:[^"\\]|\\.)*")
      |(?P<sign>\*\*|\.\.|<=|>=|!=|->|/(?!\*)|[-+*<>=(),.:\[\]{}@?'])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(slots=True)
class Tokens:
    """Three lists of equal length, ended by a token of kind "end".

    A kind is "word", "number", "string", "end", or the keyword or sign itself.
    """

    kinds: list[str]
    texts: list[str]
    starts: list[int]


def tokenize(text: str) -> Tokens:
    """Cut a text; raises FeelSyntaxError for characters FEEL does not have and for texts too long."""
    if len(text) > MAX_TEXT:
        raise FeelSyntaxError("text_too_long", 0, {"limit": MAX_TEXT})
    kinds: list[str] = []
    texts: list[str] = []
    starts: list[int] = []
    at = 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        if start != at:
            break
        at = match.end()
        group = match.lastgroup
        if group == "space":
            continue
        piece = match.group()
        if group == "sign" or (group == "word" and piece in KEYWORDS):
            kinds.append(piece)
        else:
            kinds.append(group or "")
        texts.append(piece)
        starts.append(start)
    if at != len(text):
        raise _refused(text, at)
    if len(kinds) > MAX_TOKENS:
        raise FeelSyntaxError("too_many_tokens", starts[MAX_TOKENS], {"limit": MAX_TOKENS})
    kinds.append("end")
    texts.append("")
    starts.append(len(text))
    return Tokens(kinds, texts, starts)


def _refused(text: str, at: int) -> FeelSyntaxError:
    if text[at] == '"':
        return FeelSyntaxError("string_not_closed", at)
    if text.startswith("/*", at):
        return FeelSyntaxError("comment_not_closed", at)
    return FeelSyntaxError("unknown_character", at, {"character": text[at]})


def name_parts(name: str) -> tuple[str, ...]:
    """A name's tokens: "date and time" gives ("date", "and", "time"); empty when it cannot be a name."""
    try:
        tokens = tokenize(name)
    except FeelSyntaxError:
        return ()
    if tokens.kinds[0] not in KEYWORDS and tokens.kinds[0] != "word":
        return ()
    return tuple(tokens.texts[:-1])


def string_value(literal: str, start: int) -> str:
    """What a quoted text stands for; raises FeelSyntaxError for an escape FEEL does not have."""
    body = literal[1:-1]
    if "\\" not in body:
        return body

    def replace(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        if code:
            number = int(code, 16)
            if number > 0x10FFFF:
                raise FeelSyntaxError("unknown_escape", start + 1 + match.start(), {"escape": match.group()})
            return chr(number)
        plain = _PLAIN_ESCAPES.get(match.group(3))
        # Patterns such as "\d+" are written with one backslash by every modeler; FEEL keeps it.
        return match.group() if plain is None else plain

    text = _ESCAPE.sub(replace, body)
    text = _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise FeelSyntaxError("unknown_escape", start, {"escape": "\\u"})
    return text
