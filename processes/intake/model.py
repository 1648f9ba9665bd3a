"""What the recogniser found: every cell with its text, how certain it is, and what was not understood, verbatim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Doubt(StrEnum):
    """Why a cell must be looked at by a person."""

    NONE = ""
    MISSING = "missing"  # nothing was found where something is expected
    GUESSED = "guessed"  # put in by analogy, e.g. the pelaksana of the row above
    SEVERAL = "several"  # several readings; the first was taken
    SHARED = "shared"  # the cell covers several rows
    FORMULA = "formula"  # the value a formula had when the file was saved
    UNPARSED = "unparsed"  # a waktu that states no amount
    JOINED = "joined"  # put together over a page break
    NUMBERED = "numbered"  # the number was counted, not read
    BRANCH = "branch"  # where a decision leads was not drawn in a way that can be read


@dataclass(frozen=True, slots=True)
class Found:
    """A cell: its text as read, one line per item, why it is uncertain, on which page it stands (0: nowhere)."""

    text: str = ""
    doubt: Doubt = Doubt.NONE
    page: int = 0
    others: tuple[str, ...] = ()  # further readings, or further pelaksana of the row

    @property
    def items(self) -> tuple[str, ...]:
        """Its lines."""
        return tuple(line for line in self.text.split("\n") if line.strip())


NOTHING = Found()


@dataclass(frozen=True, slots=True)
class FoundStep:
    """A row: its cells; `decides` when a diamond stands in it, `yes` and `no` the numbers of the rows it leads to."""

    number: Found
    activity: Found
    performer: Found
    requirements: Found = NOTHING
    time: Found = NOTHING
    output: Found = NOTHING
    remark: Found = NOTHING
    decides: bool = False
    question: str = ""
    yes: Found = NOTHING
    no: Found = NOTHING
    onward: Found = NOTHING  # where a row that does not decide leads, when it is not the next
    box: str = ""  # words in the box of its pelaksana


def with_cells(step: FoundStep, cells: Mapping[str, Found], *, decides: bool, question: str) -> FoundStep:
    """A row with other cells, by name."""
    named: dict[str, Any] = dict(cells)
    return replace(step, **named, decides=decides, question=question)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text that has no place in the table, verbatim, and where it stands."""

    page: int
    text: str


IDENTITY_TEXTS = ("unit", "number", "created_on", "revised_on", "effective_on", "approved_by", "title")
IDENTITY_LISTS = ("legal_basis", "qualifications", "related", "equipment", "warnings", "records")
IDENTITY = IDENTITY_TEXTS + IDENTITY_LISTS


@dataclass(frozen=True, slots=True)
class Intake:
    """A recognised SOP: identity by field name of model.Identity, pelaksana from the left, rows, and the rest."""

    format: str
    identity: dict[str, Found]
    actors: tuple[str, ...]
    steps: tuple[FoundStep, ...]
    leftovers: tuple[Leftover, ...] = ()
    unread: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()  # of each page, verbatim

    @property
    def title(self) -> str:
        """The SOP's name, or "" when none was found."""
        return self.identity.get("title", NOTHING).text
