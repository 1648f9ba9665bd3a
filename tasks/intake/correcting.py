"""What the owner confirmed and corrected, put into the table that was read; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from processes.intake.lettered import END
from processes.intake.model import IDENTITY, NOTHING, Doubt, Found, FoundStep, Intake, with_cells

CELLS = ("number", "activity", "performer", "requirements", "time", "output", "remark")
BRANCHES = ("yes", "no")
_LONGEST = 4000  # letters of a cell


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as sent: texts by field name, the cells ticked as right ("3.time"), what is to be done with a row."""

    texts: Mapping[str, str]
    confirmed: Collection[str]
    act: str = "save"  # or "insert:3", "remove:3" (a place, from 0)


def corrected(found: Intake, sent: Sent) -> Intake:
    """The Intake with what was sent; a cell that was changed or ticked is no longer in doubt."""
    identity = {
        name: _cell(found.identity.get(name, NOTHING), f"i.{name}", sent)
        for name in IDENTITY
        if name in found.identity or f"i.{name}" in sent.texts
    }
    steps = [_step(step, place, sent) for place, step in enumerate(found.steps)]
    verb, _, place = sent.act.partition(":")
    if verb == "insert" and not steps:
        steps = [FoundStep(Found("1"), Found(), Found())]
    elif place.isdecimal() and int(place) < len(steps):
        steps = _moved(steps, verb, int(place))
    actors = tuple(dict.fromkeys([*found.actors, *(step.performer.text for step in steps)]))
    return replace(found, identity=identity, steps=tuple(steps), actors=tuple(filter(None, actors)))


def _step(step: FoundStep, place: int, sent: Sent) -> FoundStep:
    cells = {name: _cell(getattr(step, name), f"{place}.{name}", sent) for name in (*CELLS, *BRANCHES)}
    decides = f"{place}.decides" in sent.texts if f"{place}.form" in sent.texts else step.decides
    if not decides:
        cells |= dict.fromkeys(BRANCHES, NOTHING)
    question = _text(sent.texts.get(f"{place}.question", step.question))
    return with_cells(step, cells, decides=decides, question=question)


def _cell(found: Found, name: str, sent: Sent) -> Found:
    text = _text(sent.texts.get(name, found.text))
    if text != found.text:
        return Found(text, Doubt.NONE, found.page)
    return replace(found, doubt=Doubt.NONE) if name in sent.confirmed else found


def _text(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)[:_LONGEST]


def _moved(steps: list[FoundStep], verb: str, place: int) -> list[FoundStep]:
    if verb == "remove":
        return steps[:place] + steps[place + 1 :]
    if verb == "insert":
        above = steps[place]
        taken = {step.number.text for step in steps}
        number = next(
            fresh
            for letter in "abcdefghijklmnopqrstuvwxyz" * 9
            if (fresh := above.number.text + letter) not in taken
        )
        new = FoundStep(Found(number), Found(), Found(above.performer.text))
        return [*steps[: place + 1], new, *steps[place + 1 :]]
    return steps


def goals(found: Intake) -> tuple[str, ...]:
    """Where a decision may lead: numbers of rows, and the end."""
    return (*(step.number.text for step in found.steps), END)
