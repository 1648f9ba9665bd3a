"""Conditions of other tools as FEEL: JUEL of Camunda 7 and Flowable, and Camunda 8's with its leading sign."""

from __future__ import annotations

import re


class BadExpression(Exception):
    """The meaning is not plain enough to be written in FEEL."""


_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w.]*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[<>!()]))"
)
_SIGNS = {"==": "=", "&&": "and", "||": "or"}
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "and", "or": "or"}


def to_feel(text: str) -> str:
    """The condition in FEEL: "${jumlah > 5 && ok}" is "jumlah > 5 and ok", "=x" is "x". Others come back as they are.

    Raises BadExpression for JUEL with calls or signs that have no plain counterpart.
    """
    if text.startswith("="):
        return text[1:].strip()
    if not (text[:2] in ("${", "#{") and text.endswith("}")):
        return text
    inner, place, found = text[2:-1].strip(), 0, []
    while place < len(inner):
        token = _TOKEN.match(inner, place)
        if token is None:
            raise BadExpression(text)
        place = token.end()
        found.append(_word(token, inner[place : place + 1]))
    return _tidy(found)


def _word(token: re.Match[str], following: str) -> str:
    if text := token["text"]:
        return '"' + text[1:-1].replace('"', '\\"') + '"'
    if name := token["name"]:
        if following == "(":
            raise BadExpression(name)  # a call: what it does stands in another program
        return "not" if name == "not" else _WORDS.get(name, name)
    sign = token["number"] or token["sign"]
    return "not" if sign == "!" else _SIGNS.get(sign, sign)


def _tidy(words: list[str]) -> str:
    """Words with spaces between; what follows a "not" in brackets, as FEEL wants it."""
    out: list[str] = []
    for place, word in enumerate(words):
        if place and words[place - 1] == "not" and word != "(":
            if not word.isidentifier() and "." not in word:
                raise BadExpression(word)
            word = f"({word})"
        out.append(word)
    text = " ".join(out).replace("not (", "not(")
    return text.replace("( ", "(").replace(" )", ")")
