"""The flow chart on paper: only the five symbols, nothing over anything, and each arrow where it belongs."""

from __future__ import annotations

from functools import cache
from itertools import combinations, pairwise

import pytest

from processes.geometry import Box, Point
from processes.paper.chart import Link, Shape, chart
from processes.paper.composition import DrawnPage
from processes.paper.document import Composed, compose
from processes.paper.sizes import UNITS
from processes.table import SHIPPED
from tests.processes.paper.papers import composed, long_sop, paper_of, shipped

EVERY = (*SHIPPED, "panjang", "lebar")


@cache
def _made(key: str) -> Composed:
    if key == "panjang":
        return compose(paper_of(long_sop()))
    return compose(paper_of(long_sop(steps=12, roles=17))) if key == "lebar" else composed(key)


@pytest.mark.parametrize("key", EVERY)
def test_no_symbol_and_no_answer_covers_another(key: str) -> None:
    for page in _made(key).pages:
        boxes = [one.box for one in page.symbols] + [box for _, box in page.arrows.labels]
        assert [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])] == []


@pytest.mark.parametrize("key", EVERY)
def test_every_symbol_stands_in_its_own_column_and_row(key: str) -> None:
    made = _made(key)
    column = made.layout.performer * UNITS
    for page in made.pages:
        for drawn in page.symbols:
            left = drawn.box.center[0] // column * column
            assert left < drawn.box.x
            assert drawn.box.right < left + column
    for symbol in made.chart.symbols:
        [drawn] = [one for page in made.pages for one in page.symbols if one.id == symbol.id]
        place = made.places[symbol.row]
        assert drawn.box.center[0] // column == symbol.column
        assert place.top * UNITS < drawn.box.y
        assert drawn.box.bottom < place.bottom * UNITS


@pytest.mark.parametrize("key", EVERY)
def test_every_arrow_leaves_its_symbol_and_ends_at_the_right_one_through_no_other(key: str) -> None:
    for page in _made(key).pages:
        boxes = {one.id: one.box for one in page.symbols}
        assert page.arrows.forced == 0
        for link, way in zip(page.links, page.arrows.ways, strict=True):
            assert _touches(boxes[link.source], way[0]), link
            assert _touches(boxes[link.target], way[-1]) or _joins(page, link), link
            crossed = [
                name
                for name, box in boxes.items()
                for part in pairwise(way)
                if box.grown(-1).crossed_by(*part)
                if name not in (link.source, link.target)
            ]
            assert crossed == [], link


def _touches(box: Box, point: Point) -> bool:
    inside = box.x <= point[0] <= box.right and box.y <= point[1] <= box.bottom
    return inside and not (box.grown(-1).crossed_by(point, point) and _deep(box, point))


def _deep(box: Box, point: Point) -> bool:
    """Further inside than the slanted edge of a diamond."""
    return abs(point[1] - box.center[1]) < box.height // 4 and abs(point[0] - box.center[0]) < box.width // 4


def _joins(page: DrawnPage, link: Link) -> bool:
    """Whether the arrow runs into another one that leads to the same symbol."""
    end = page.arrows.ways[page.links.index(link)][-1]
    others = [
        way
        for other, way in zip(page.links, page.arrows.ways, strict=True)
        if other.target == link.target and other != link
    ]
    return any(Box(*end, 0, 0).grown(1).crossed_by(*part) for way in others for part in pairwise(way))


@pytest.mark.parametrize("key", EVERY)
def test_an_arrow_that_leaves_a_page_has_the_same_letter_where_it_goes_on(key: str) -> None:
    made = _made(key)
    pages = {symbol.id: made.places[symbol.row].page for symbol in made.chart.symbols}
    drawn = {page.number: {one.id: one for one in page.symbols} for page in made.pages}
    for link in made.chart.links:
        here, there = pages[link.source], pages[link.target]
        if here == there:
            assert link in next(page.links for page in made.pages if page.number == here)
            continue
        leaving = drawn[here][f"keluar {link.source} {link.target} {link.text}"]
        entering = drawn[there][f"masuk {link.target}"]
        assert leaving.lines[0] == entering.lines[0]
        assert leaving.lines[1] == f"ke hal. {there}"


@pytest.mark.parametrize("key", SHIPPED)
def test_the_chart_begins_and_ends_in_capsules_and_asks_in_diamonds(key: str) -> None:
    flow = chart(shipped(key).sop)
    begun = {link.target for link in flow.links}
    left = {link.source for link in flow.links}
    shapes = {symbol.id: symbol.shape for symbol in flow.symbols}
    assert [key for key in shapes if key not in begun and shapes[key] is not Shape.CAPSULE] == []
    assert [key for key in shapes if key not in left and shapes[key] is not Shape.CAPSULE] == []
    for key, shape in shapes.items():
        ways = [link for link in flow.links if link.source == key]
        if shape is Shape.DIAMOND:
            assert len(ways) > 1
            assert all(link.text for link in ways)
        elif shape is Shape.BOX:
            assert 0 < len(ways) < 3
