"""Photographs of pages, small enough for a repository: few colours, several phones side by side."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

COLOURS = 160  # enough for pages without photographs; less than half of the bytes
_GAP = 24
_BETWEEN = "#d9d4c7"


def shot(page: Page) -> Image.Image:
    """The page as shown, once its diagrams and letters are there."""
    for diagram in page.locator(".diagram[data-diagram-url]").all():
        diagram.and_(page.locator("[data-ready]")).wait_for()
    page.evaluate("document.fonts.ready")
    return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def beside(shots: Sequence[Image.Image]) -> Image.Image:
    """Photographs of one height in a row."""
    width = sum(one.width for one in shots) + _GAP * (len(shots) + 1)
    row = Image.new("RGB", (width, max(one.height for one in shots) + 2 * _GAP), _BETWEEN)
    left = _GAP
    for one in shots:
        row.paste(one, (left, _GAP))
        left += one.width + _GAP
    return row


def keep(shown: Image.Image, path: Path) -> None:
    """Write a photograph."""
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def save(page: Page, path: Path) -> None:
    """Photograph a page and write it."""
    keep(shot(page), path)
