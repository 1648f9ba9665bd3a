"""The open calls of a system as CSV, to be answered in a spreadsheet and imported again."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Actor
from engine.refusals import NotFound
from tasks.reports.csv import guarded
from tasks.site import Site
from tasks.systems import overview
from tasks.systems.importing import ANSWER_COLUMNS
from tasks.systems.needs import CODES


def open_calls(site: Site, actor: Actor, system: str) -> bytes:
    """A line per open call, oldest first, with empty cells for the answer; UTF-8 with a mark for spreadsheets.

    Raises Forbidden, NotFound (SIMPONI too: payments are reported by billing code).
    """
    found = overview.one(site, actor, system)
    if not CODES[system]:
        raise NotFound("system.unknown")
    with site.db.read(actor) as tx:
        zone = ZoneInfo(settings.value(tx, "office.zone"))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*ANSWER_COLUMNS, "application", "asked_at"))
    for line in found.waiting:
        asked_at = line.asked_at.astimezone(zone).isoformat(timespec="seconds")
        writer.writerow((guarded(line.reference), "", "", guarded(line.business_key), asked_at))
    return b"\xef\xbb\xbf" + text.getvalue().encode()
