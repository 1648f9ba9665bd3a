"""From a Paper to an Intake: heading, rows over all pages, identity block, and everything that was left."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from processes.intake.body import cut
from processes.intake.branches import with_branches
from processes.intake.columns import Column, Heading, find_heading
from processes.intake.identity import read_identity, titled
from processes.intake.model import Doubt, Found, FoundStep, Intake, Leftover
from processes.intake.paper import Grid, Line, Page, Paper, page_text
from processes.intake.pieces import Piece, pieces_of
from processes.intake.refusals import Unreadable
from processes.intake.rowing import Row
from processes.intake.sorting import append_rest, mended, sort_out
from processes.intake.steps import step_of
from processes.intake.unruled import ruled
from processes.intake.vocabulary import Kind, plain

_FEWEST_FIELDS = 4  # of the identity block, by which an SOP is known without its flow table


@dataclass(slots=True)
class _Table:
    """The flow table while it is followed over the pages."""

    start: tuple[int, float]
    heading: Heading
    labels: dict[Column, str]
    actors: tuple[str, ...]
    rows: list[tuple[Row, Heading]] = field(default_factory=list)
    left: list[Leftover] = field(default_factory=list)
    identity: dict[str, Found] = field(default_factory=dict)
    grids: set[int] = field(default_factory=set)
    end: tuple[int, float] = (0, 0.0)  # where the last part of it ends


def recognise(paper: Paper) -> Intake:
    """The SOP on a paper. Raises Unreadable when it holds neither a flow table nor an identity block."""
    table = _follow(paper)
    if table is None or not table.rows:
        paper = ruled(paper)
        table = _follow(paper)
    if table is None or not table.rows:
        return _identity_alone(paper)
    wrapped = paper.format == "pdf"
    table.rows, others = sort_out(table.rows)
    table.rows = mended(table.rows)
    table.left += others
    steps = [step_of(row, heading, table.labels, wrapped) for row, heading in table.rows]
    steps = _numbered(steps)
    steps = _performed(steps, table.actors)
    pages = list(paper.pages)
    pieces = pieces_of([page for page in pages if page.number <= table.start[0]], table.start)
    identity, used = read_identity(pieces, wrapped)
    identity = titled(identity, pieces)
    left = [Leftover(one.page, one.text) for one in pieces if one not in used and _matters(one)]
    return Intake(
        format=paper.format,
        identity=identity,
        actors=_all_actors(steps, table.actors),
        steps=tuple(with_branches(steps, _drawn_ways(table, steps, pages))),
        leftovers=(*left, *table.left, *_outside(pages, table)),
        unread=paper.unread,
        texts=tuple(page_text(page) for page in pages),
    )


def _identity_alone(paper: Paper) -> Intake:
    """An SOP whose flow table cannot be read, a picture perhaps: its identity block, no rows, all else as left over."""
    pieces = pieces_of(paper.pages, None)
    identity, used = read_identity(pieces, paper.format == "pdf")
    if sum(1 for name in identity if name != "unit") < _FEWEST_FIELDS:
        raise Unreadable("intake.no_table")
    left = [Leftover(one.page, one.text) for one in pieces if one not in used and _matters(one)]
    texts = tuple(page_text(page) for page in paper.pages)
    return Intake(paper.format, titled(identity, pieces), (), (), tuple(left), paper.unread, texts)


def _drawn_ways(table: _Table, steps: list[FoundStep], pages: list[Page]) -> dict[str, list[str]]:
    """Number of a row -> numbers of the rows its arrows lead to, where the file ties arrows to symbols."""
    rows = {
        (row.page, symbol.id): step.number.text
        for (row, _), step in zip(table.rows, steps, strict=True)
        for symbol in row.symbols
        if symbol.id
    }
    ways: dict[str, list[str]] = {}
    for page in pages:
        for arrow in page.arrows:
            ends = rows.get((page.number, arrow.source)), rows.get((page.number, arrow.target))
            if ends[0] and ends[1] and ends[0] != ends[1]:
                ways.setdefault(ends[0], []).append(ends[1])
    return ways


def _follow(paper: Paper) -> _Table | None:
    """The first flow table and its continuations."""
    table: _Table | None = None
    for page in paper.pages:
        for grid in sorted(page.grids, key=lambda one: one.box.top):
            own = find_heading(grid)
            if own is not None:
                if table is not None and _is_another(table, paper, page, own):
                    return table
                if table is not None and not _alike(table, own):
                    own = replace(_fitted(table.heading, grid), bottom=own.bottom)
                if table is None:
                    table = _headed(None, page, own)
                    before = [one for one in paper.pages if one.number <= page.number]
                    table.identity, _ = read_identity(pieces_of(before, table.start), wrapped=True)
                else:
                    table = _headed(table, page, own)
                _take(table, page, grid, own, own.bottom)
            elif table is not None and page.number >= table.start[0] and _continues(table, page, grid):
                _take(table, page, grid, _fitted(table.heading, grid), grid.box.top)
    return table


def _alike(table: _Table, own: Heading) -> bool:
    """Whether a heading on a later page has the columns of the first."""
    return len(own.of(Kind.ACTORS)) == len(table.heading.of(Kind.ACTORS))


def _is_another(table: _Table, paper: Paper, page: Page, own: Heading) -> bool:
    """Whether a second heading begins another SOP: an identity block with another number or name stands before it."""
    between = [one for one in paper.pages if table.end[0] <= one.number <= page.number]
    pieces = [
        one for one in pieces_of(between, (page.number, own.top)) if (one.page, one.box.top) > table.end
    ]
    found, _ = read_identity(pieces, wrapped=True)
    first = table.identity
    return any(
        name in found and name in first and found[name].text != first[name].text
        for name in ("number", "title")
    )


def _headed(table: _Table | None, page: Page, own: Heading) -> _Table:
    columns = own.of(Kind.ACTORS)
    if table is None:
        names = _names(columns)
        return _Table((page.number, own.top), own, dict(zip(columns, names, strict=True)), tuple(names))
    table.heading = own
    table.labels.update(zip(columns, table.actors, strict=True))
    return table


def _names(columns: tuple[Column, ...]) -> list[str]:
    names: list[str] = []
    for place, column in enumerate(columns, 1):
        name = column.label or f"Pelaksana {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return names


def _continues(table: _Table, page: Page, grid: Grid) -> bool:
    """Whether a grid without a heading carries the table on: as wide, with as many columns, on this or a later page."""
    columns = table.heading.columns
    left, right = min(one.x0 for one in columns), max(one.x1 for one in columns)
    width = right - left
    as_wide = abs(grid.box.width - width) < 0.12 * width and abs(grid.box.x0 - left) < 0.12 * width
    return as_wide and _edges(grid) >= len(columns) * 0.6


def _edges(grid: Grid) -> int:
    return len({round(cell.box.x0 / 4) for cell in grid.cells})


def _fitted(heading: Heading, grid: Grid) -> Heading:
    """The columns moved to where the grid on a later page has them."""
    left, right = heading.columns[0].x0, heading.columns[-1].x1
    scale = grid.box.width / (right - left)
    moved = tuple(
        replace(one, x0=grid.box.x0 + (one.x0 - left) * scale, x1=grid.box.x0 + (one.x1 - left) * scale)
        for one in heading.columns
    )
    return Heading(moved, grid.box.top, grid.box.top)


def _take(table: _Table, page: Page, grid: Grid, heading: Heading, top: float) -> None:
    for old, new in zip(table.heading.of(Kind.ACTORS), heading.of(Kind.ACTORS), strict=True):
        table.labels.setdefault(new, table.labels[old])
    found = cut(page, grid, heading, top)
    if found.over and table.rows:
        append_rest(table.rows[-1], found.over)
    table.rows += [(row, heading) for row in found.rows]
    table.left += [Leftover(page.number, cell.text) for cell in found.left]
    table.grids.add(id(grid))
    table.end = (page.number, grid.box.bottom - 1)


def _numbered(steps: list[FoundStep]) -> list[FoundStep]:
    """Steps with their numbers: counted where none is read, or where one stands twice."""
    seen: set[str] = set()
    made = []
    for place, step in enumerate(steps, 1):
        number = step.number
        if not number.text or number.text in seen:
            fresh = str(place)
            while fresh in seen:
                fresh += "a"
            number = Found(fresh, Doubt.NUMBERED, step.activity.page, (number.text,) if number.text else ())
        seen.add(number.text)
        made.append(replace(step, number=number))
    return made


def _performed(steps: list[FoundStep], actors: tuple[str, ...]) -> list[FoundStep]:
    """Steps without a symbol get the pelaksana of the step above, marked as guessed."""
    made: list[FoundStep] = []
    for step in steps:
        if not step.performer.text:
            above = made[-1].performer.text if made else next(iter(actors), "")
            step = replace(step, performer=Found(above, Doubt.GUESSED, step.activity.page))
        made.append(step)
    return made


def _all_actors(steps: list[FoundStep], actors: tuple[str, ...]) -> tuple[str, ...]:
    """The pelaksana columns, or the names in the cells where there is one column for all."""
    named = [name for step in steps for name in (step.performer.text, *step.performer.others) if name]
    own = [name for name in actors if len(actors) > 1 or name in named]
    return tuple(dict.fromkeys([*own, *named]))


def _as_left(page: Page, grid: Grid) -> list[Leftover]:
    return [Leftover(page.number, cell.text) for cell in grid.cells if cell.text]


def _outside(pages: list[Page], table: _Table) -> list[Leftover]:
    """Text on and after the table's first page that stands in no cell of it."""
    found = []
    for page in pages:
        if page.number < table.start[0]:
            continue
        for grid in page.grids:
            if id(grid) not in table.grids and (page.number, grid.box.top) > table.start:
                found += _as_left(page, grid)
        loose = [line for line in page.loose if (page.number, line.box.top) >= table.start]
        found += [Leftover(page.number, line.text) for line in loose if _is_said(line)]
    return found


def _is_said(line: Line) -> bool:
    return len(plain(line.text)) > 3


def _matters(piece: Piece) -> bool:
    return len(plain(piece.text)) > 3
