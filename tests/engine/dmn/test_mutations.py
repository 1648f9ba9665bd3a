"""Damaged files: whatever is torn out, doubled or renamed, there are findings or an outcome, never another error."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from engine.dmn import DmnRefused, load, say, say_note
from tests.engine.dmn.drawing import (
    clause,
    context,
    decision,
    function,
    given,
    invocation,
    literal,
    model,
    output,
    service,
    table,
)
from tests.engine.dmn.test_passport_decisions import ADULT, MODEL
from tests.engine.feel.asking import NOW, ZONE

CHOICE = f"<if>{literal('a > 1')}</if><then>{literal('i')}</then><else>{literal('j')}</else>"
BOXES = model(
    given("x", "number"),
    function(
        "f", [("n", "number")], table("FIRST", [clause("n")], [output()], [("> 2", "n + 1"), ("-", "0")])
    ),
    decision(
        "D",
        context(
            ("a", invocation("f", n=literal("x"))),
            ("r", f'<relation><column name="c"/><row>{literal("1")}</row></relation>'),
            ("l", f"<list>{literal('a')}</list>"),
            (
                "i",
                f'<for iteratorVariable="q"><in>{literal("l")}</in><return>{literal("q + 1")}</return></for>',
            ),
            ("j", f"<filter><in>{literal('r')}</in><match>{literal('c > 0')}</match></filter>"),
            ("", f"<conditional>{CHOICE}</conditional>"),
        ),
        inputs=["x"],
        knows=["f"],
    ),
    service("S", ["D"], [], [], ["x"]),
)
TEXTS = [
    "",
    "-",
    "null",
    "x",
    "1 +",
    '"a"',
    "[1..",
    "not(",
    "usia >",
    "f(x)",
    "f",
    "?",
    "{a: 1}",
    "[1, 2]",
    "9 ** 99999",
]


def damaged(xml: bytes, chance: random.Random) -> bytes:
    """One to three wounds in a file."""
    root = etree.fromstring(xml)
    for _ in range(chance.randint(1, 3)):
        element = chance.choice(list(root.iter()))
        parent = element.getparent()
        wound = chance.randrange(6)
        if parent is None:
            continue
        if wound == 0:
            parent.remove(element)
        elif wound == 1:
            parent.append(etree.fromstring(etree.tostring(element)))
        elif wound == 2:
            element.tag = chance.choice(list(root.iter())).tag
        elif wound == 3 and element.attrib:
            name = chance.choice(list(element.attrib))
            element.set(name, chance.choice([*TEXTS, "UNIQUE", "COLLECT", "number", "list", "el_x", "#el_D"]))
        elif wound == 4 and element.attrib:
            del element.attrib[chance.choice(list(element.attrib))]
        else:
            element.text = chance.choice(TEXTS)
    return etree.tostring(root)


@pytest.mark.parametrize("xml", [MODEL, BOXES])
def test_damaged_files_are_refused_or_answer(xml: bytes) -> None:
    chance = random.Random(14)
    refused = answered = 0
    for _ in range(250):
        try:
            loaded = load(damaged(xml, chance))
        except DmnRefused as error:
            refused += 1
            assert all(
                say(finding, language).wrong for finding in error.findings for language in ("id", "en")
            )
            continue
        assert all(say(finding).todo for finding in loaded.warnings)
        for name in (*loaded.model.decisions, *loaded.model.services):
            outcome = loaded.evaluate(name, {**ADULT, "x": 5}, now=NOW, zone=ZONE)
            answered += 1
            assert outcome.record() and loaded.needs(name) is not None
            assert all(
                say_note(note, "en") and say_note(note) for note in (*outcome.errors, *outcome.warnings)
            )
    assert refused > 60 and answered > 60
