"""A million steps of many offices as raw rows, and a million lines of the trail: the auditor's page, and verifying."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import psutil
from sqlalchemy import select, text, type_coerce
from sqlalchemy.types import NULLTYPE

from bench import m11
from bench.contenders import Alur
from bench.facts_fill import MONTHS, OFFICES, ZONE, write
from bench.figures import Figure
from bench.places import Place, office_at, place_of
from bench.served import Client, served, signed_in
from engine import audit, calendars, schema
from engine.audit.encoding import GENESIS, Record, record_hash
from engine.types import Instant
from tasks.facts import refreshing
from tasks.reports.scope import ReportFilter
from tasks.reports.steps import step_rows
from tests.support import postgres
from tests.support.office import OPERATOR, Office

_STRIDE = 1_000  # more than the rows one case has in any table
_AT_ONCE = 2_000
_US = timedelta(microseconds=1)
_PLACES = (OPERATOR.office, *OFFICES[1:])

Row = dict[str, Any]


def measure(server: postgres.Server, steps: int, lines: int) -> list[Figure]:
    """Both databases filled with finished cases of M11 over 24 months."""
    figures = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            cases = steps // m11.STEPS
            written = fill(place, office, cases, lines)
            name = f"{place.name}, {cases * m11.STEPS:,} steps of {len(_PLACES)} offices as raw rows"
            figures.append(_filled(place.name, office, cases))
            figures += _page(place, office, name)
            figures += _verified(place.name, office, written)
    return figures


def fill(place: Place, office: Office, cases: int, lines: int) -> int:
    """Copies of one finished case in every office, one after the other in time, the first with their chains until
    there are about so many lines; returns the lines.
    """
    models = _model(office)
    told = models.pop(schema.audit)
    (case,) = models[schema.instances]
    batch: dict[Any, list[Row]] = {table: [] for table in models}
    heads: list[Row] = []
    chained: list[Row] = []
    written = 0
    for number in range(1, cases + 1):
        back = -timedelta(days=MONTHS * 30) * (1 - number / cases)
        for table, rows in models.items():
            batch[table] += (_copied(table, row, number, back) for row in rows)
        if written < lines:
            head, chain = _chain(case["id"] + number * _STRIDE, number, told, back)
            heads.append(head)
            chained += chain
            written += len(chain)
        if number % _AT_ONCE == 0 or number == cases:
            for table, rows in batch.items():
                write(place.url, table, rows)
                rows.clear()
            _store(office, heads, chained)
    with office.site.db.begin(OPERATOR) as tx:
        for name in _PLACES:
            calendars.seed(tx, name)
        audit.checkpoint(tx, office.site.keys, office.site.checkpoints)
    if place.server is not None:
        with office.site.db.begin() as tx:
            tx.conn.execute(text("ANALYZE"))
    return written


def _model(office: Office) -> dict[Any, list[Row]]:
    """The rows of a finished case, values as the driver has them; those of its chain as Python has them."""
    contender = Alur(office, "")
    task = contender.begin()
    for number in range(1, m11.STEPS + 1):
        task = contender.complete(task, number)
    with office.site.db.read() as tx:
        case = (
            tx.conn.execute(select(schema.instances.c.id).order_by(schema.instances.c.id.desc()))
            .scalars()
            .first()
        )
        found = {}
        for table in (schema.instances, schema.tasks, schema.clocks):
            own = table.c.id if table is schema.instances else table.c.instance_id
            raw = [type_coerce(column, NULLTYPE).label(column.name) for column in table.c]
            found[table] = [dict(row) for row in tx.conn.execute(select(*raw).where(own == case)).mappings()]
        query = (
            select(schema.audit)
            .join(schema.audit_heads)
            .where(schema.audit_heads.c.chain == f"instance:{case}")
        )
        found[schema.audit] = [
            dict(row) for row in tx.conn.execute(query.order_by(schema.audit.c.seq)).mappings()
        ]
    return found


def _copied(table: Any, row: Row, number: int, back: timedelta) -> Row:
    moved = {**row, "id": row["id"] + number * _STRIDE}
    for column in table.columns:
        if isinstance(column.type, Instant) and row[column.name] is not None:
            moved[column.name] += back // _US if isinstance(row[column.name], int) else back
    if table is schema.instances:
        return moved | {"business_key": f"SALINAN-{number:07}", "office": _PLACES[number % len(_PLACES)]}
    for name in ("instance_id", "task_id"):
        if row.get(name) is not None:
            moved[name] = row[name] + number * _STRIDE
    return moved


def _chain(case: int, number: int, lines: list[Row], back: timedelta) -> tuple[Row, list[Row]]:
    """A chain of its own with what happened in the model."""
    prev, made, head = GENESIS, [], 10**7 + number
    names = [name for name in Record.__dataclass_fields__ if name not in ("chain", "at")]
    for line in lines:
        at = line["at"] + back
        record = Record(chain=f"instance:{case}", at=at, **{name: line[name] for name in names})
        own = record_hash(record, prev)
        made.append({**line, "head_id": head, "at": at, "prev": prev, "hash": own})
        prev = own
    return {"id": head, "chain": f"instance:{case}", "seq": len(made), "hash": prev, "anchored": 0}, made


def _store(office: Office, heads: list[Row], chained: list[Row]) -> None:
    write(office.site.db.url, schema.audit_heads, heads)
    write(office.site.db.url, schema.audit, chained)
    heads.clear()
    chained.clear()


def _filled(name: str, office: Office, cases: int) -> Figure:
    """Counting every case anew, as `alur facts rebuild` does."""
    began = perf_counter()
    turn = refreshing.refresh_all(office.site)
    assert not turn.faults and turn.cases >= cases, turn
    return Figure(f"{name}: cases counted anew", turn.cases / (perf_counter() - began), "/s")


def _page(place: Place, office: Office, name: str) -> list[Figure]:
    """The auditor's overview of one office and month, its figures alone and as a page."""
    first, last = datetime(2025, 10, 1, tzinfo=ZONE), datetime(2025, 11, 1, tzinfo=ZONE)
    scope = ReportFilter(m11.KEY, first, last, OPERATOR.office)

    def figures() -> object:
        with office.site.db.read(OPERATOR) as tx:
            return step_rows(tx, scope)

    with served(place, workers=1) as (port, _):
        client = Client(port)
        signed_in(client, "auditor")
        address = f"/audit?sop={m11.KEY}&from=2025-10-01&to=2025-10-31"

        def page() -> None:
            status, answer = client.send("GET", address)
            assert status == 200 and b"langkah_1" in answer, answer

        shown = _median(page)
    return [
        Figure(f"{name}: step timings of one office and month", _median(figures), "ms", "<= 100"),
        Figure(f"{name}: the auditor's overview of it as a page", shown, "ms"),
    ]


def _verified(name: str, office: Office, lines: int) -> list[Figure]:
    process = psutil.Process()
    before, began = process.memory_info().rss, perf_counter()
    with office.site.db.snapshot(OPERATOR) as tx:
        report = audit.verify(tx, office.site.checkpoints)
    took = perf_counter() - began
    assert not report.faults and report.records >= lines, report
    grown = (process.memory_info().rss - before) / 1e6
    return [
        Figure(f"{name}: verifying {report.records:,} lines in {report.chains:,} chains", took, "s", "<= 60"),
        Figure(f"{name}: memory it adds", grown, "MB"),
    ]


def _median(act: Callable[[], object], times: int = 15) -> float:
    act()
    found = []
    for _ in range(times):
        began = perf_counter()
        act()
        found.append((perf_counter() - began) * 1e3)
    return median(found)
