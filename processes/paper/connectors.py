"""Which arrows leave a page, and the letter by which the off-page connectors of both pages are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from processes.paper.chart import Chart, Link


@dataclass(frozen=True, slots=True)
class Crossings:
    """The arrows whose ends lie on different pages, and a letter for each symbol they lead to."""

    links: tuple[Link, ...]
    letters: Mapping[str, str]
    pages: Mapping[str, int]  # of every symbol

    def exits(self, page: int) -> list[tuple[Link, str, int]]:
        """(arrow, letter, page it goes on) of the arrows that leave a page."""
        return [
            (link, self.letters[link.target], self.pages[link.target])
            for link in self.links
            if self.pages[link.source] == page
        ]

    def entries(self, page: int) -> list[tuple[str, str, list[int]]]:
        """(symbol led to, letter, pages it is led to from) of a page; one entry per symbol."""
        found: dict[str, set[int]] = {}
        for link in self.links:
            if self.pages[link.target] == page:
                found.setdefault(link.target, set()).add(self.pages[link.source])
        return [(target, self.letters[target], sorted(pages)) for target, pages in found.items()]


def crossings(chart: Chart, row_pages: Sequence[int]) -> Crossings:
    """The arrows that cross pages, given the page on which each row begins."""
    pages = {symbol.id: row_pages[symbol.row] for symbol in chart.symbols}
    links = tuple(link for link in chart.links if pages[link.source] != pages[link.target])
    targets = dict.fromkeys(link.target for link in links)
    return Crossings(links, {target: letter(place) for place, target in enumerate(targets)}, pages)


def letter(place: int) -> str:
    """A, B, … Z, AA, AB, …"""
    tail = chr(ord("A") + place % 26)
    return tail if place < 26 else letter(place // 26 - 1) + tail
