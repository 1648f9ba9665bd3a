"""Texts as paper can bear them: no control characters, and the words of a row's pelaksana cell."""

from __future__ import annotations

from processes.model import RETURN, Sop
from processes.paper.chart import END, START
from processes.paper.sheet import answers, question_of

BOX, DIAMOND = "▭", "◇"


def drawable(text: str) -> str:
    """A text without control characters, which neither a font draws nor an office file allows."""
    return "".join(map(_letter, text))


def symbol_lines(sop: Sop, place: int) -> tuple[str, ...]:
    """What stands in a row's pelaksana cell where symbols are letters: the symbol, and where the ways lead.

    A way to the next row needs no word. "( Selesai )" is a capsule, "◇" a diamond, "▭" a box.
    """
    step = sop.steps[place]
    following = sop.steps[place + 1].number if place + 1 < len(sop.steps) else ""
    lines = [f"( {START} )"] if place == 0 else []
    if step.skip:
        lines += [f"{DIAMOND} {step.skip.question}", f"Ya → {_goal(sop, step.skip.goal)}"]
    question = question_of(step)
    lines.append(f"{DIAMOND} {question}" if question else f"{BOX} {step.performer.box or ''}".strip())
    ways = answers(step)
    lines += [f"{answer} → {_goal(sop, goal)}" for answer, goal in ways]
    if not ways and (step.next or "") != following:
        lines.append(f"→ {_goal(sop, step.next)}" if step.next else f"→ {_ended(sop, '')}")
    return tuple(lines)


def approved_lines(sop: Sop, signer: str, name: str, number: str) -> tuple[str, ...]:
    """What stands under "Disahkan oleh": who signs, room for the signature, name and NIP."""
    lines = [sop.identity.approved_by or signer]
    if name or number:
        lines += ["", "", "", name, f"NIP {number}" if number else ""]
    return tuple(lines)


def _goal(sop: Sop, goal: str) -> str:
    if goal == RETURN:
        return "langkah asal"
    ends = {end.id: end.label for end in sop.ends}
    return _ended(sop, ends[goal]) if goal in ends else f"langkah {goal}"


def _ended(sop: Sop, label: str) -> str:
    plain = len(sop.ends) < 2 or not label
    return f"( {END} )" if plain else f"( {END}: {label} )"


def _letter(letter: str) -> str:
    if letter.isprintable() or letter in "\n\t":
        return letter
    return " " if letter.isspace() else ""
