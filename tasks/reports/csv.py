"""Reports as CSV, line by line: UTF-8 with a byte order mark for spreadsheets, formulas made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Actor
from tasks.reports import exports
from tasks.reports.breaches import EVERY, Which
from tasks.reports.exports import Export, Words
from tasks.reports.scope import ReportFilter
from tasks.site import Site

MEDIA = "text/csv"

# The wide ones of East Asian keyboards are read as the plain ones by some spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def step_csv(site: Site, actor: Actor, scope: ReportFilter, words: Words = str) -> Iterator[bytes]:
    """The step report as CSV, after a line in the audit trail. Raises Forbidden, Invalid before the first byte."""
    return lines(site, actor, exports.steps(site, actor, scope), words)


def breach_csv(
    site: Site, actor: Actor, scope: ReportFilter, which: Which = EVERY, words: Words = str
) -> Iterator[bytes]:
    """Every breach of the period as CSV, names as in the list. Raises Forbidden, Invalid before the first byte."""
    return lines(site, actor, exports.breaches(site, actor, scope, which), words)


def case_csv(site: Site, actor: Actor, scope: ReportFilter, words: Words = str) -> Iterator[bytes]:
    """Every case that began in the period as CSV. Raises Forbidden, Invalid before the first byte."""
    return lines(site, actor, exports.cases(site, actor, scope), words)


def lines(site: Site, actor: Actor, export: Export, words: Words = str) -> Iterator[bytes]:
    """An export as CSV, its headings first."""
    with site.db.read(actor) as tx:
        zone = ZoneInfo(settings.value(tx, "office.zone"))
        yield b"\xef\xbb\xbf" + _line([words(column) for column in export.columns], zone)
        for cells in export.rows(tx):
            yield _line(cells, zone)


def guarded(text: str) -> str:
    """The text as a spreadsheet takes it for text: what it would read as a formula gets an apostrophe before."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[Any], zone: ZoneInfo) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([_cell(cell, zone) for cell in cells])
    return text.getvalue().encode()


def _cell(value: Any, zone: ZoneInfo) -> str | int:
    """Instants in the office's zone with its offset, lengths in whole seconds, yes and no as 1 and 0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return f"{value:.4f}"
    return guarded(str(value))
