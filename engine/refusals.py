"""The four ways a command is refused; everything else is a bug and flies to the top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `where` is a field path or element id, `key` a message key, `values` fill its gaps.

    Values never hold what a person typed: error texts carry no data.
    """

    key: str
    where: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


class Refusal(Exception):
    """A command that was refused; `key` names the message, words are chosen at the edge."""

    def __init__(self, key: str, *problems: Problem, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.problems = problems
        self.values = values


class NotFound(Refusal):
    """The thing named does not exist, or not for this person."""


class Invalid(Refusal):
    """The input is wrong; `problems` names every field at once."""


class Conflict(Refusal):
    """The thing is in another state, or another version, than the command expected."""


class Recorded(Conflict):
    """A conflict whose record (an incident) stands: its transaction commits before the refusal flies on."""


class Forbidden(Refusal):
    """This person may not do this."""
