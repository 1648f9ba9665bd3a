"""What is done in a play, as data: a play is a list of commands, and the same list gives the same play again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.refusals import Conflict, Invalid, Problem

START, BEGIN, COMPLETE, PAUSE, RESUME, MESSAGE, CLOCK = (
    "start",
    "begin",
    "complete",
    "pause",
    "resume",
    "message",
    "clock",
)
KINDS = (START, BEGIN, COMPLETE, PAUSE, RESUME, MESSAGE, CLOCK)
OPENING, DUE = "opening", "due"
SAMPLE = "contoh.pdf"
"""Stands for a file: a play takes no uploads, the sandbox puts a sample of its own there."""

MOST_COMMANDS, MOST_CASES, MOST_BYTES = 200, 10, 60_000
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Command:
    """One thing done.

    `case` counts the cases of the play from 1. `at` names the SOP begun, the element of the task, the message, or
    where the clock goes: minutes ("15"), working minutes ("w15"), "opening", "due" or an instant in ISO 8601.
    `given` are the variables of the form. One `joined` to the command before it is taken back together with it.
    """

    do: str
    at: str
    case: int = 1
    given: Mapping[str, Any] = field(default_factory=dict)
    joined: bool = False


def to_json(commands: Iterable[Command]) -> list[dict[str, Any]]:
    """The list as it is stored and exported."""
    return [_plain(command) for command in commands]


def from_json(found: Any) -> tuple[Command, ...]:
    """The list as it was stored or sent. Raises Invalid naming what is wrong, Conflict when it is too long."""
    if not isinstance(found, list):
        raise Invalid("play.unreadable", Problem("play.unreadable", "commands"))
    commands = tuple(_command(one, number) for number, one in enumerate(found, 1))
    require_room(commands)
    return commands


def require_room(commands: tuple[Command, ...]) -> None:
    """Refuse a play that has become too long: a diagram may lead round for ever. Raises Conflict."""
    if len(commands) > MOST_COMMANDS:
        raise Conflict("play.too_long", most=MOST_COMMANDS)
    if sum(command.do == START for command in commands) > MOST_CASES:
        raise Conflict("play.too_many_cases", most=MOST_CASES)
    if any(len(json.dumps(command.given)) > MOST_BYTES for command in commands):
        raise Conflict("play.too_large", most=MOST_BYTES // 1000)


def _plain(command: Command) -> dict[str, Any]:
    found: dict[str, Any] = {"do": command.do, "at": command.at}
    if command.do not in (CLOCK, START):
        found["case"] = command.case
    if command.given:
        found["given"] = dict(command.given)
    if command.joined:
        found["joined"] = True
    return found


def _command(found: Any, number: int) -> Command:
    if not isinstance(found, Mapping) or not set(found) <= {"do", "at", "case", "given", "joined"}:
        raise _unreadable(number)
    do, at, case, given = found.get("do"), found.get("at"), found.get("case", 1), found.get("given") or {}
    if do not in KINDS or not isinstance(at, str) or not 0 < len(at) <= _LONGEST or not at.isprintable():
        raise _unreadable(number)
    if not isinstance(case, int) or not 0 < case <= MOST_CASES or not isinstance(given, Mapping):
        raise _unreadable(number)
    try:
        json.dumps(given)
    except (TypeError, ValueError, RecursionError):
        raise _unreadable(number) from None
    return Command(do, at, case, dict(given), found.get("joined") is True)


def _unreadable(number: int) -> Invalid:
    return Invalid("play.unreadable", Problem("play.command_unreadable", "commands", {"number": number}))
