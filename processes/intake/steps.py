"""Rows to steps: who does it by the symbol's column, the other cells by theirs, and what is uncertain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from processes.intake.columns import Column, Heading
from processes.intake.lettered import Letters, letters_of
from processes.intake.model import NOTHING, Doubt, Found, FoundStep
from processes.intake.paper import Box, Line, Symbol, SymbolKind, joined
from processes.intake.rowing import Row
from processes.intake.vocabulary import Kind, starts_item, without_marker
from processes.model import TimeKind
from processes.time_text import is_parsed, parse_time, states_no_standard

_ANSWER = re.compile(
    r"^(?:y|t|ya|tidak|tdk|yes|no|ya tidak|tidak ya|setuju|tidak setuju|sesuai|tidak sesuai)$", re.IGNORECASE
)
_LEADING = re.compile(r"^\s*(\d{1,2})\s*[.)]\s+(?=\S)")
_TIME_UNIT = re.compile(r"[(/]\s*(menit|jam|hari kerja|hari|minggu|bulan)\b", re.IGNORECASE)
_ONLY_AMOUNT = re.compile(r"^\s*[±<≤]?\s*\d{1,4}(?:\s*[-–]\s*\d{1,4})?\s*$")


def step_of(row: Row, heading: Heading, labels: dict[Column, str], wrapped: bool) -> FoundStep:
    """The step of a row; `labels` names the pelaksana columns, `wrapped` says that lines were broken to fit."""
    number, activity = _number_and_activity(row)
    performer, symbols = _performer(row, heading, labels)
    decides = any(symbol.kind is SymbolKind.DIAMOND for symbol in symbols)
    question = next((s.text for s in symbols if s.kind is SymbolKind.DIAMOND and _is_question(s.text)), "")
    letters = _letters(row, heading)
    if letters and letters.asks:
        decides, question = True, letters.text or question
    ways = {
        answer: Found(goal, Doubt.NONE, row.page)
        for answer, goal in (letters.ways if letters else {}).items()
    }
    return FoundStep(
        number=number,
        activity=activity,
        performer=performer,
        requirements=_listed(row, Kind.REQUIREMENTS, wrapped),
        time=_time(row, heading),
        output=_listed(row, Kind.OUTPUT, wrapped),
        remark=_found(row, Kind.REMARK, joined([line.text for line in row.of(Kind.REMARK)])),
        decides=decides,
        question=question,
        yes=ways.get("ya", NOTHING) if decides else NOTHING,
        no=ways.get("tidak", NOTHING) if decides else NOTHING,
        onward=NOTHING if decides else ways.get("", NOTHING),
        box=letters.text if letters and not letters.asks else "",
    )


def items(lines: Iterable[str], wrapped: bool) -> str:
    """The items of a list, one per line: numbers and bullets begin one; else each line is one, unless `wrapped`."""
    found: list[list[str]] = []
    texts = [line for line in lines if line.strip()]
    marked = any(starts_item(line) for line in texts)
    for line in texts:
        if starts_item(line) or not found or not (wrapped or marked):
            found.append([without_marker(line) if starts_item(line) else line])
        else:
            found[-1].append(line)
    return "\n".join(text for lines in found if (text := joined(lines)))


def _number_and_activity(row: Row) -> tuple[Found, Found]:
    number = row.text(Kind.NUMBER).strip(" .)(")
    text = joined([line.text for line in row.of(Kind.ACTIVITY)])
    if not number and (own := _LEADING.match(text)):
        number, text = own[1], text[own.end() :]
    doubt = Doubt.JOINED if row.joined else Doubt.NONE
    return _found(row, Kind.NUMBER, number), _found(row, Kind.ACTIVITY, text, doubt)


def _found(row: Row, kind: Kind, text: str, doubt: Doubt = Doubt.NONE) -> Found:
    if not text:
        return NOTHING
    if any(column.kind is kind for column in row.formulas):
        doubt = Doubt.FORMULA
    elif any(column.kind is kind for column in row.shared):
        doubt = Doubt.SHARED
    return Found(text, doubt, row.page)


def _listed(row: Row, kind: Kind, wrapped: bool) -> Found:
    return _found(row, kind, items([line.text for line in row.of(kind)], wrapped))


def _time(row: Row, heading: Heading) -> Found:
    text = joined([line.text for line in row.of(Kind.TIME)])
    unit = next((found[1] for one in heading.of(Kind.TIME) if (found := _TIME_UNIT.search(one.label))), "")
    if unit and _ONLY_AMOUNT.match(text):
        text = f"{text} {unit.lower()}"
    if not text:
        return Found("", Doubt.MISSING, row.page)
    read = parse_time(text)
    vague = read.kind is TimeKind.NONE and not states_no_standard(text)
    doubt = Doubt.NONE if is_parsed(read) and not vague else Doubt.UNPARSED
    return _found(row, Kind.TIME, text, doubt)


def _performer(row: Row, heading: Heading, labels: dict[Column, str]) -> tuple[Found, list[Symbol]]:
    """The pelaksana of a row: the column of its symbol; a mark or a name in a cell where no symbol is drawn."""
    actors = heading.of(Kind.ACTORS)
    named = [(column, _mark(row, column)) for column in actors if _mark(row, column)]
    if len(actors) == 1 and not (labels.get(actors[0]) and row.symbols):
        text = joined([line.text for line in row.lines.get(actors[0], [])])
        if text and _letters(row, heading):
            return Found(labels.get(actors[0], ""), Doubt.NONE, row.page), list(row.symbols)
        if text and not _ANSWER.match(text):
            return Found(text, Doubt.NONE, row.page), list(row.symbols)
    drawn = _strongest(row.symbols)
    placed = {symbol.box: _columns_of(symbol.box, actors) for symbol in drawn}
    order = [column for symbol in drawn for column in placed[symbol.box]]
    columns = list(dict.fromkeys(order))
    if not columns:
        columns = [column for column, _ in named]
    names = [labels[column] for column in columns]
    if not names:
        return Found("", Doubt.MISSING, row.page), drawn
    wide = any(len(found) > 1 for found in placed.values())
    doubt = Doubt.SEVERAL if len(names) > 1 and not wide else Doubt.NONE
    return Found(names[0], doubt, row.page, tuple(names[1:])), drawn


def _letters(row: Row, heading: Heading) -> Letters | None:
    """The symbol written as letters in one of the row's pelaksana cells."""
    cells = (letters_of(line.text for line in row.lines.get(one, ())) for one in heading.of(Kind.ACTORS))
    return next((one for one in cells if one), None)


def _strongest(symbols: list[Symbol]) -> list[Symbol]:
    """The symbols that show who acts: boxes and diamonds before capsules (start, end), those before connectors."""
    for kinds in (
        (SymbolKind.BOX, SymbolKind.DIAMOND),
        (SymbolKind.CAPSULE,),
        (SymbolKind.MARK,),
        (SymbolKind.PENTAGON,),
    ):
        found = [symbol for symbol in symbols if symbol.kind in kinds and not _is_answer(symbol)]
        if found:
            return sorted(found, key=lambda one: (round(one.box.top / 6), one.box.x0))
    return []


def _is_answer(symbol: Symbol) -> bool:
    """A text box that only says Ya or Tidak beside an arrow."""
    return symbol.kind is SymbolKind.BOX and _ANSWER.match(symbol.text.strip()) is not None


def _is_question(text: str) -> bool:
    return bool(text.strip()) and _ANSWER.match(text.strip()) is None


def _columns_of(box: Box, actors: tuple[Column, ...]) -> list[Column]:
    """The pelaksana columns a symbol stands in: several when it covers most of each."""
    covered = [one for one in actors if box.across(Box(one.x0, 0, one.x1, 1)) >= 0.6]
    if len(covered) > 1:
        return covered
    shares = [(Box(one.x0, 0, one.x1, 1).across(box), one) for one in actors]
    best = max(shares, key=lambda one: one[0])
    return [best[1]] if best[0] > 0 else []


def _mark(row: Row, column: Column) -> str:
    """The text that stands in a pelaksana cell, unless it is an arrow's word."""
    lines: list[Line] = row.lines.get(column, [])
    text = joined([line.text for line in lines])
    return "" if _ANSWER.match(text) else text
