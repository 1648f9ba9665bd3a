"""Reads a PDF with a text layer into a Paper."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.psexceptions import PSException

from processes.intake.breaks import with_whole_words
from processes.intake.paper import Box, Cell, Grid, Line, Page, Paper, Symbol, SymbolKind, Tell
from processes.intake.pdf_marks import Drawn, drawn
from processes.intake.pdf_rules import cells, merged, tables, tied
from processes.intake.pdf_symbols import symbols
from processes.intake.refusals import Unreadable
from processes.intake.text_lines import Letter, lines_of

MOST_PAGES = 60
_FEWEST_LETTERS = 60  # a file with fewer has no text layer worth the name
_GARBLED = 0.3  # of the letters
_WIDE = 1.6  # letter sizes: a gap that parts two columns of loose text
_BIT = 0.15  # letter sizes: a gap between two words
_NARROW = 0.75  # letter sizes: a gap wider than between words


def read_pdf(content: bytes, tell: Tell = lambda done, of: None) -> Paper:
    """The pages of a PDF. Raises Unreadable: encrypted, scanned, too many pages, broken."""
    try:
        with pdfplumber.open(BytesIO(content)) as file:
            if len(file.pages) > MOST_PAGES:
                raise Unreadable("intake.too_many_pages", pages=len(file.pages), most=MOST_PAGES)
            pages, letters, garbled = _pages(file.pages, tell)
    except Exception as error:
        raise _refusal(error) from error
    if letters < _FEWEST_LETTERS:
        raise Unreadable("intake.scanned")
    if garbled > _GARBLED * letters:
        raise Unreadable("intake.garbled")
    return Paper("pdf", with_whole_words(pages))


def _refusal(error: Exception) -> Exception:
    """The refusal behind an error of the PDF library, which wraps its own; anything that is none flies on."""
    if isinstance(error, Unreadable):
        return error
    causes = [error, error.__cause__, error.__context__, *error.args]
    if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
        return Unreadable("intake.encrypted")
    broken = PSException | ValueError | KeyError | TypeError | IndexError | AttributeError | RecursionError
    if any(isinstance(cause, broken) for cause in causes):
        return Unreadable("intake.broken")
    return error


def _pages(found: list[Any], tell: Tell) -> tuple[list[Page], int, int]:
    """(pages, letters in them, letters among them that the file does not name)."""
    pages, letters, garbled = [], 0, 0
    for number, page in enumerate(found, 1):
        marks = drawn(page)
        letters += sum(1 for letter in marks.letters if letter.text.strip())
        garbled += sum(1 for letter in marks.letters if letter.text.startswith("(cid:"))
        pages.append(_page(number, marks))
        page.close()
        tell(number, len(found))
    return pages, letters, garbled


def _page(number: int, marks: Drawn) -> Page:
    shapes = symbols(marks)
    groups = tables(cells(tied(merged(marks.rules))))
    large = [group for group in groups if len(group) > 2]
    for group in groups:  # a lone box inside a cell was a symbol drawn with four lines
        if group not in large and any(_inside(group[0], cell) for other in large for cell in other):
            shapes.append(Symbol(SymbolKind.BOX, group[0]))
    kept = large or groups
    texts, outside = _shared_out(marks.letters, [cell for group in kept for cell in group])
    grids = [_grid(group, texts) for group in kept]
    loose = lines_of(outside, _WIDE)
    boxes = [grid.box for grid in grids] + [line.box for line in loose]
    return Page(
        number=number,
        box=_around(boxes),
        grids=tuple(grids),
        loose=loose,
        words=lines_of(marks.letters, _NARROW),
        bits=lines_of([one for one in marks.letters if one.text.strip()], _BIT),
        symbols=tuple(_named(shape, marks.letters) for shape in shapes),
        ways=tuple(marks.ways),
    )


def _inside(small: Box, large: Box) -> bool:
    return large.holds((small.x0, small.top)) and large.holds((small.x1, small.bottom))


def _grid(group: list[Box], texts: dict[Box, tuple[Line, ...]]) -> Grid:
    return Grid(_around(group), tuple(Cell(box, texts.get(box, ())) for box in group))


def _around(boxes: list[Box]) -> Box:
    if not boxes:
        return Box(0, 0, 0, 0)
    return Box(
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def _shared_out(letters: list[Letter], boxes: list[Box]) -> tuple[dict[Box, tuple[Line, ...]], list[Letter]]:
    """(lines by cell, letters that stand in no cell): a word belongs to the smallest cell around its middle."""
    order = sorted(boxes, key=lambda box: box.width * box.height)
    held: dict[Box, list[Letter]] = {}
    outside: list[Letter] = []
    last: Box | None = None
    for word in _runs(letters):
        middle = _around([letter.box for letter in word]).center
        if last is None or not last.holds(middle):
            last = next((box for box in order if box.holds(middle)), None)
        if last is None:
            outside += word
        else:
            held.setdefault(last, []).extend(word)
    return {box: lines_of(inside) for box, inside in held.items()}, outside


def _runs(letters: list[Letter]) -> list[list[Letter]]:
    """Letters by word, as they follow each other in the file: a word that juts out of its cell stays whole."""
    runs: list[list[Letter]] = []
    for letter in letters:
        last = runs[-1][-1] if runs else None
        if last is not None and letter.turn == last.turn == 0 and _follows(last, letter):
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return runs


def _follows(last: Letter, letter: Letter) -> bool:
    level = abs(last.box.center[1] - letter.box.center[1]) < 0.2 * last.size
    gap = letter.box.x0 - last.box.x1
    return level and bool(last.text.strip()) and bool(letter.text.strip()) and abs(gap) < 0.12 * last.size


def _named(shape: Symbol, letters: list[Letter]) -> Symbol:
    inside = [letter for letter in letters if shape.box.holds(letter.box.center)]
    text = " ".join(line.text for line in lines_of(inside))
    return Symbol(shape.kind, shape.box, text)
