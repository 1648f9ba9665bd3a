"""Deviations and variants to take away: one line for each deviation, one for each path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.database import Actor, Tx
from tasks.conformance import report, variants
from tasks.conformance.models import Library, library
from tasks.conformance.report import Question
from tasks.reports import scope as scopes
from tasks.reports.exports import Export
from tasks.reports.scope import ReportFilter
from tasks.site import Site

DEVIATIONS = (
    *("business_key", "instance", "category", "version", "state", "fitness"),
    *("deviation", "at", "step", "name", "task", "by", "other_person", "note"),
)
PATHS = (
    *("path", "withdrawn", "requests", "share", "late", "share_late", "deviating"),
    *("gross_median_seconds", "net_median_seconds"),
)
Said = Callable[[str], str]
"""Words for a kind of deviation, in the reader's language."""


def deviations(site: Site, actor: Actor, question: Question, said: Said = str) -> Export:
    """Every deviation of the cases listed. That it is taken out is put into the trail. Raises Forbidden, Invalid."""
    scopes.require_case_reader(actor, question.scope)
    with site.db.begin(actor) as tx:
        scopes.note_reading(
            tx, "report.exported", "conformance", question.scope, against=question.against, kind=question.kind
        )
    return Export("conformance", DEVIATIONS, lambda tx: _deviations(tx, question, said))


def paths(site: Site, actor: Actor, scope: ReportFilter, only: str = "") -> Export:
    """Every path with its figures. As `deviations`."""
    scopes.require_case_reader(actor, scope)
    with site.db.begin(actor) as tx:
        scopes.note_reading(tx, "report.exported", "variants", scope, only=only)
    return Export("variants", PATHS, lambda tx: _paths(tx, scope, only))


def _deviations(tx: Tx, question: Question, said: Said) -> Iterator[tuple[Any, ...]]:
    known = library(tx, question.scope.definition_key)
    for case in report.lines(tx, question):
        head = (case.number, case.id, case.category, case.version, str(case.state), case.fitness)
        for one in case.deviations:
            number, name = _called(known, one.element)
            people = (one.who, one.other)
            yield (*head, said(one.kind), one.at, number, name, one.task, *people, one.reason)


def _called(known: Library, element: str) -> tuple[str, str]:
    return known.called(element) if element else ("", "")


def _paths(tx: Tx, scope: ReportFilter, only: str) -> Iterator[tuple[Any, ...]]:
    for one in variants.every(tx, scope, only):
        path = " > ".join(place.number or place.name for place in one.path)
        times = (one.gross.median, one.net.median)
        late = one.late / one.count
        yield (path, one.broken, one.count, one.share, one.late, late, one.deviating, *times)
