"""What an SOP's document says, cell by cell: the same words for PDF, DOCX and XLSX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from processes.model import RETURN, Identity, Sop, Step

ASSUMED = "A"  # the source code of a cell nobody has written down
Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose document it is: ministry, office, address, who signs it, and a logo (PNG, JPEG or SVG bytes)."""

    unit: str = ""
    office: str = ""
    address: str = ""
    city: str = ""
    signer: str = ""  # what the head is called: "Kepala Kantor"
    signer_name: str = ""
    signer_number: str = ""  # NIP
    logo: bytes = b""


NO_HEAD = Letterhead()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells' texts in the order of the official form, and which of them are assumed.

    `column` is the place of the pelaksana among the sheet's columns; `branches` are (answer, goal in words).
    """

    number: str
    activity: str
    column: int
    requirements: tuple[str, ...]
    time: str
    outputs: tuple[str, ...]
    remark: str
    question: str
    branches: tuple[tuple[str, str], ...]
    assumed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table: the heading of each pelaksana's column, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def worded(sop: Sop, words: Words) -> Sop:
    """The SOP with the office's words in its texts (processes.words.fill)."""
    block = sop.identity
    texts: dict[str, Any] = {one.name: _worded(getattr(block, one.name), words) for one in fields(block)}
    return replace(
        sop,
        name=words(sop.name),
        identity=Identity(**texts),
        roles=tuple(replace(role, label=words(role.label)) for role in sop.roles),
        steps=tuple(_step(step, words) for step in sop.steps),
    )


def sheet(sop: Sop) -> Sheet:
    """The table of an SOP as the official form has it (PermenPANRB 35/2012): one column per lane."""
    lanes = [role for role in sop.roles if role.lane]
    places = {role.id: place for place, role in enumerate(lanes)}
    ends = {end.id: end.label for end in sop.ends}
    return Sheet(
        columns=tuple(role.label for role in lanes),
        rows=tuple(_row(step, places, ends) for step in sop.steps),
    )


def columns_of(sop: Sop) -> dict[str, int]:
    """The place of each role's column."""
    return {role.id: place for place, role in enumerate(role for role in sop.roles if role.lane)}


def answers(step: Step) -> tuple[tuple[str, str], ...]:
    """What a row may answer and the goal of each answer, as the table names it; empty where it asks nothing."""
    if step.decision:
        return ("Ya", step.decision.yes), ("Tidak", step.decision.no)
    return tuple((outcome.name, outcome.goal) for outcome in step.outcomes)


def question_of(step: Step) -> str:
    """What a row asks, empty where it asks nothing."""
    return step.decision.question if step.decision else step.outcome_question if step.outcomes else ""


def assumed_cells(step: Step) -> frozenset[str]:
    """Names of the cells that are assumptions; "semua" stands for all of them."""
    cells = frozenset(cell for cell, code in step.sources if code == ASSUMED)
    every = ("kegiatan", "pelaksana", "kelengkapan", "waktu", "output", "keterangan")
    return cells | frozenset(every) if "semua" in cells else cells


def texts_of(row: Row) -> tuple[str, str, str, str, str]:
    """A row's five cells of text: kegiatan, kelengkapan, waktu, output, keterangan; items one below the other."""
    return row.activity, "\n".join(row.requirements), row.time, "\n".join(row.outputs), row.remark


def goal_words(goal: str, ends: dict[str, str]) -> str:
    """A goal in words: "langkah 4", "kembali ke langkah asal", "selesai (ditolak)"."""
    if goal == RETURN:
        return "kembali ke langkah asal"
    return f"selesai ({ends[goal]})" if goal in ends else f"langkah {goal}"


def _row(step: Step, places: dict[str, int], ends: dict[str, str]) -> Row:
    return Row(
        number=step.number,
        activity=step.activity,
        column=places.get(step.performer.role, 0),
        requirements=tuple(item.text for item in step.requirements),
        time=step.time.text,
        outputs=tuple(item.text for item in step.outputs),
        remark=step.remark,
        question=question_of(step),
        branches=tuple((answer, goal_words(goal, ends)) for answer, goal in answers(step)),
        assumed=assumed_cells(step),
    )


def _worded(value: object, words: Words) -> object:
    return words(value) if isinstance(value, str) else tuple(map(words, value))  # type: ignore[call-overload]


def _step(step: Step, words: Words) -> Step:
    return replace(
        step,
        activity=words(step.activity),
        requirements=tuple(replace(item, text=words(item.text)) for item in step.requirements),
        time=replace(step.time, text=words(step.time.text)),
        outputs=tuple(replace(item, text=words(item.text)) for item in step.outputs),
        remark=words(step.remark),
    )
