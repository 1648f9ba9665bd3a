"""Event logs of a period to take away by themselves, each export recorded in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.database import Actor, Tx
from tasks.evidence import ocel, xes
from tasks.evidence import scope as scopes
from tasks.evidence.scope import Scope
from tasks.reports import scope as report_scope
from tasks.reports.scope import ReportFilter
from tasks.site import Site


def as_xes(site: Site, actor: Actor, wanted: ReportFilter) -> Iterator[bytes]:
    """The period's cases as XES. Raises NotFound, Forbidden, Invalid before the first byte."""
    return _exported(site, actor, wanted, "xes", xes.chunks)


def as_ocel(site: Site, actor: Actor, wanted: ReportFilter, encoding: str = ocel.JSON) -> Iterator[bytes]:
    """The period's cases as OCEL 2.0, "json" or "xml". As `as_xes`."""
    chunks = ocel.xml_chunks if encoding == ocel.XML else ocel.json_chunks
    return _exported(site, actor, wanted, "ocel", chunks)


def _exported(
    site: Site,
    actor: Actor,
    wanted: ReportFilter,
    report: str,
    chunks: Callable[[Tx, Scope], Iterator[bytes]],
) -> Iterator[bytes]:
    with site.db.begin(actor) as tx:
        scope = scopes.of_period(tx, wanted)
        report_scope.note_reading(tx, "report.exported", report, wanted, names="case numbers")
    return _sent(site, actor, scope, chunks)


def _sent(
    site: Site, actor: Actor, scope: Scope, chunks: Callable[[Tx, Scope], Iterator[bytes]]
) -> Iterator[bytes]:
    with site.db.snapshot(actor) as tx:
        yield from chunks(tx, scope)
