"""The official table of an SOP as a page shows it: rows with their branches, and what is uncertain about each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from processes.model import RETURN, OcrDoubt, Role, Sop, Step, StepKind
from web.shell.i18n import gettext, mark
from web.shell.office import office_role_name

_PLACE = re.compile(r"(\d+)(?:-(\d+))?")
_ASSUMPTION = "A"
_EVERY_CELL = "semua"
_CELLS = {
    "kegiatan": mark("activity"),
    "pelaksana": mark("performer"),
    "kelengkapan": mark("requirements"),
    "waktu": mark("time"),
    "output": mark("output"),
    "keterangan": mark("remark"),
    "decision": mark("branch"),
    _EVERY_CELL: mark("the whole row"),
}
_SHAPES = {
    StepKind.WAIT: "wait",
    StepKind.TRAVEL: "wait",
    StepKind.SUBPROCESS: "subprocess",
    StepKind.CALL: "subprocess",
    StepKind.REPORT: "task",
}


@dataclass(frozen=True, slots=True)
class Sources:
    """Where cells come from: a source's code, its reference in words, the cells' names."""

    code: str
    reference: str
    cells: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `branches` are ("Ya", "langkah 4") to `question`, `skipped` where it leads when it is passed over,
    `assumed` the cells nobody has written down.
    """

    step: Step
    shape: str
    question: str
    branches: tuple[tuple[str, str], ...]
    skipped: str
    assumed: frozenset[str]
    sources: tuple[Sources, ...]
    doubts: tuple[OcrDoubt, ...]

    @property
    def uncertain(self) -> bool:
        """Whether anything of the row is an assumption or can be read in another way."""
        return bool(self.assumed or self.doubts or self.step.assumption or self.step.ocr_text)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table: one column per lane, rows in order, doubts about its headings, the legend of source codes."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    doubts: tuple[OcrDoubt, ...]
    legend: Mapping[str, str]


def sheet(sop: Sop) -> Sheet:
    """The table of an SOP, in the order and with the columns of the official form (PermenPANRB 35/2012)."""
    legend = _legend(sop)
    ends = {end.id: end.label for end in sop.ends}
    rows = tuple(_row(step, ends, legend, sop.ocr_doubts) for step in sop.steps)
    told = {doubt for row in rows for doubt in row.doubts}
    columns = tuple((role.id, _label(role)) for role in sop.roles if role.lane)
    return Sheet(columns, rows, tuple(d for d in sop.ocr_doubts if d not in told), legend)


def origin(sop: Sop) -> str:
    """What the table is: "transkripsi" of a document, or "rekonstruksi"; empty when it does not say."""
    return sop.status.split(" ", 1)[0].strip("(,;:").lower()


def _row(step: Step, ends: Mapping[str, str], legend: Mapping[str, str], doubts: tuple[OcrDoubt, ...]) -> Row:
    decision = step.decision
    branches = [(one.name, one.goal) for one in step.outcomes]
    if decision:
        branches = [(gettext("Yes"), decision.yes), (gettext("No"), decision.no)]
    return Row(
        step=step,
        shape="decision" if decision and step.kind is StepKind.TASK else _SHAPES.get(step.kind, "task"),
        question=decision.question if decision else step.outcome_question,
        branches=tuple((answer, _target(target, ends)) for answer, target in branches),
        skipped=_target(step.skip.goal, ends) if step.skip else "",
        assumed=frozenset(cell for cell, code in step.sources if code == _ASSUMPTION),
        sources=_sources(step, legend),
        doubts=tuple(doubt for doubt in doubts if step.number in _numbers(doubt.place)),
    )


def _target(target: str, ends: Mapping[str, str]) -> str:
    if target == RETURN:
        return gettext("back to the step it came from")
    return ends[target] if target in ends else gettext("step %(step)s", step=target)


def _sources(step: Step, legend: Mapping[str, str]) -> tuple[Sources, ...]:
    cells: dict[str, list[str]] = {}
    for cell, code in step.sources:
        cells.setdefault(code, []).append(gettext(_CELLS[cell]) if cell in _CELLS else cell)
    return tuple(Sources(code, legend.get(code, ""), ", ".join(names)) for code, names in cells.items())


def _numbers(place: str) -> frozenset[str]:
    """The rows a doubt's place names: "keterangan 1" is {"1"}, "baris 2-3" both; headings name none."""
    found = None if place.startswith("kepala") else _PLACE.search(place)
    if found is None:
        return frozenset()
    first, last = int(found[1]), int(found[2] or found[1])
    return frozenset(str(number) for number in range(first, min(last, first + 99) + 1))


def _legend(sop: Sop) -> dict[str, str]:
    """Source codes in words, as far as the file says them."""
    try:
        said = json.loads(dict(sop.facts).get("sumber", "{}"))
    except ValueError:
        said = {}
    rows = said.items() if isinstance(said, dict) else ()
    legend = {str(code): str(row.get("ref", "")) for code, row in rows if isinstance(row, dict)}
    return {_ASSUMPTION: gettext("assumption, written down nowhere"), **legend}


def _label(role: Role) -> str:
    """The office's word for a role, else the column's heading in the table."""
    return office_role_name(role.id) or role.label
