"""The official document of an SOP: PDF/A-3 with the BPMN file attached, and its pages as pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from processes.model import Sop
from processes.paper.chart import Chart, chart
from processes.paper.columns import Columns, Size, columns
from processes.paper.composition import DrawnPage, Place, Room, draw, grow
from processes.paper.sheet import NO_HEAD, Letterhead, Row, Sheet, sheet
from processes.paper.sizes import UNITS, Sized, sizes
from processes.paper.typesetting import Job
from processes.words import fill

_BOTTOM = 18.0  # mm below the table, as in sop.typ
_ROTATED = 18.0  # narrower columns have their heading turned
_ROUNDS = 8
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When a document says it was made that has no date of its own."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: the table in the office's words, the file it was read from, and what its foot says.

    `version` is 0 for a draft; `xml` is attached as it is, `digest` its SHA-256 in hexadecimal.
    """

    sop: Sop
    xml: bytes
    digest: str
    version: int = 0
    made_at: datetime = EPOCH
    head: Letterhead = NO_HEAD
    size: Size = Size.A4
    cover: bool = False
    filled: tuple[tuple[str, str], ...] = ()  # the office's words for the gaps in the file's own texts

    def words(self, text: str) -> str:
        """A text of the file with the office's words in its gaps."""
        return fill(text, dict(self.filled)) if self.filled else text

    @property
    def is_draft(self) -> bool:
        """Whether it is no published version."""
        return self.version == 0


@dataclass(frozen=True, slots=True)
class Composed:
    """A document ready to be set, and what was drawn on each page."""

    job: Job
    data: Mapping[str, Any]
    chart: Chart
    places: tuple[Place, ...]
    pages: tuple[DrawnPage, ...]
    layout: Columns


def pdf(paper: Paper) -> bytes:
    """The document as PDF/A-3; the same bytes for the same paper. Raises Unprintable."""
    made = compose(paper)
    return made.job.pdf(made.data, int(paper.made_at.timestamp()))


def pictures(paper: Paper, ppi: float = 72) -> tuple[bytes, ...]:
    """The document's pages as PNG. Raises Unprintable."""
    made = compose(paper)
    return made.job.pictures(made.data, ppi)


def compose(paper: Paper) -> Composed:
    """Where everything stands: set again until no page asks for more room. Raises Unprintable."""
    table, flow = sheet(paper.sop), chart(paper.sop)
    layout = columns(paper.size, table)
    sized = sizes(flow, layout)
    job = Job("sop.typ", _attached(paper))
    base = _base(paper, table, layout)
    room = Room()
    lowest = layout.sheet[1] - _BOTTOM + 0.5

    def placed(room: Room) -> tuple[Place, ...]:
        base["table"] = _table(table, flow, sized, room)
        return _places(job.marks(base))

    for _ in range(_ROUNDS):
        places = placed(room)
        if not grow(room, flow, places, layout, lowest):
            break
    # Room that an earlier round gave and nobody needs now is taken back, where every row stays on its page.
    tight = Room(tall=set(room.tall))
    grow(tight, flow, places, layout, lowest)
    closer = placed(tight)
    if [one.page for one in closer] == [one.page for one in places]:
        room, places = tight, closer
    else:
        placed(room)
    pages = draw(flow, sized, places, room, layout) if places else ()
    data = {**base, "pages": {str(page.number): _drawn(page, layout) for page in pages}}
    return Composed(job, data, flow, places, pages, layout)


def _base(paper: Paper, table: Sheet, layout: Columns) -> dict[str, Any]:
    made = paper.made_at
    identity = replace(paper.sop.identity, title=paper.sop.identity.title or paper.sop.name)
    return {
        "title": identity.title,
        "date": [made.year, made.month, made.day],
        "letterhead": {**asdict(replace(paper.head, logo=b"")), "logo": logo_name(paper.head.logo)},
        "identity": asdict(identity),
        "cover": paper.cover,
        "cover-foot": " ".join((paper.head.city, str(made.year))).strip(),
        "draft": paper.is_draft,
        "notice": paper.sop.status[:1].upper() + paper.sop.status[1:],
        "sheet": {"width": layout.sheet[0], "height": layout.sheet[1], "margin": layout.margin},
        "columns": {**asdict(layout), "sheet": None},
        "rotated": layout.performer < _ROTATED,
        "foot": foot(paper),
        "legend": _legend(table),
        "attached": [
            {
                "name": _file_name(paper),
                "type": "application/xml",
                "relation": "source",
                "said": f"Proses {paper.sop.id} (BPMN 2.0), SHA-256 {paper.digest}",
            }
        ],
        "pages": {},
    }


def title_of(paper: Paper) -> str:
    """The SOP's name as the identity block has it."""
    return paper.sop.identity.title or paper.sop.name


def foot(paper: Paper) -> dict[str, str]:
    """What stands at the foot of each page: the SOP and its version, the process and its hash, the file's name."""
    version = "Draf, belum disahkan" if paper.is_draft else f"Versi {paper.version}"
    return {
        "left": " · ".join(part for part in (paper.sop.identity.number, title_of(paper), version) if part),
        "hash": f"Proses {paper.sop.id} · SHA-256 {paper.digest}",
        "right": f"Dicetak dari {_file_name(paper)}, terlampir",
    }


def _legend(table: Sheet) -> list[str]:
    if any(row.assumed for row in table.rows):
        return ["Sel berarsir: asumsi, tidak tertulis pada sumber; harus dipastikan sebelum disahkan."]
    return []


def _table(table: Sheet, flow: Chart, sized: Mapping[str, Sized], room: Room) -> dict[str, Any]:
    rows = []
    for place, row in enumerate(table.rows):
        stacked = tuple(sized[one.id] for one in flow.of_row(place))
        told = [one.told for one in stacked if one.told]
        rows.append(_row(row, told, room.height(place, stacked), place in room.tall))
    return {"columns": list(table.columns) or [""], "rows": rows}


def _row(row: Row, told: list[str], height: float, tall: bool) -> dict[str, Any]:
    cells = {name: getattr(row, name) for name in Row.__slots__ if name != "assumed"}
    return {**cells, "assumed": sorted(row.assumed), "told": told, "height": height, "breakable": tall}


def _places(marks: list[dict[str, Any]]) -> tuple[Place, ...]:
    tops = {mark["row"]: mark for mark in marks if mark["kind"] == "top"}
    bottoms = {mark["row"]: mark["y"] for mark in marks if mark["kind"] == "bottom"}
    return tuple(Place(tops[row]["page"], tops[row]["y"], bottoms[row]) for row in sorted(tops))


def _drawn(page: DrawnPage, layout: Columns) -> dict[str, Any]:
    def across(x: int) -> float:
        return round(layout.left + x / UNITS, 3)

    def down(y: int) -> float:
        return round(y / UNITS, 3)

    return {
        "symbols": [
            {
                "shape": one.shape,
                "x": across(one.box.x),
                "y": down(one.box.y),
                "w": down(one.box.width),
                "h": down(one.box.height),
                "lines": one.lines,
                "type": one.type,
            }
            for one in page.symbols
        ],
        "ways": [[(across(x), down(y)) for x, y in way] for way in page.arrows.ways],
        "labels": [
            {"text": text, "x": across(box.x), "y": down(box.y), "w": down(box.width), "h": down(box.height)}
            for text, box in page.arrows.labels
        ],
    }


def _attached(paper: Paper) -> dict[str, bytes]:
    files = {_file_name(paper): paper.xml}
    if paper.head.logo:
        files[logo_name(paper.head.logo)] = paper.head.logo
    return files


def _file_name(paper: Paper) -> str:
    return f"{paper.sop.id}-draf.bpmn" if paper.is_draft else f"{paper.sop.id}-v{paper.version}.bpmn"


def logo_name(logo: bytes) -> str:
    """What a logo's file is called, by its kind; empty where there is none."""
    if not logo:
        return ""
    if logo.startswith(b"\x89PNG"):
        return "logo.png"
    return "logo.jpg" if logo.startswith(b"\xff\xd8") else "logo.svg"
