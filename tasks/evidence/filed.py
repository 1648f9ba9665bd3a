"""The reports an office files that answer a check's questions, put into the folders of the pack: PDF and XLSX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from engine import settings
from engine.database import Tx
from engine.refusals import NotFound
from processes.paper.typesetting import Unprintable
from tasks.evidence.purposes import Check, Question
from tasks.evidence.scope import Scope
from tasks.filing import documents, kinds
from tasks.filing.frame import Question as Asked
from tasks.filing.kinds import Kind
from tasks.filing.periods import Every, Period, containing
from tasks.site import Site

_MOST = {Every.MONTH: 12, Every.HALF: 4, Every.YEAR: 3}
"""Reports of a kind that go into a pack, the newest; a longer period takes further packs."""
_ENDINGS = ("pdf", "xlsx")
_NO_PERIOD = "Laporan berkala ada dalam paket sebuah periode, tidak dalam paket satu permohonan."


@dataclass(slots=True)
class Filed:
    """Titles of the files made, by name; by folder the files that answer its question, and why there is none."""

    titles: dict[str, str] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    absent: dict[str, list[str]] = field(default_factory=dict)


def reports(site: Site, tx: Tx, scope: Scope, check: Check, filed: Filed) -> Iterator[tuple[str, bytes]]:
    """Name and content of each report, while `filed` is filled; each is made once, for its first question."""
    made: dict[str, list[str]] = {}
    for question in check.questions:
        for code in question.reports:
            one = kinds.KINDS.get(code)
            if one is None:
                continue
            if scope.period is None:
                filed.absent.setdefault(question.folder, []).append(_NO_PERIOD)
                break
            yield from _of_kind(site, tx, scope, (question, one), filed, made)


def _of_kind(
    site: Site, tx: Tx, scope: Scope, wanted: tuple[Question, Kind], filed: Filed, made: dict[str, list[str]]
) -> Iterator[tuple[str, bytes]]:
    question, one = wanted
    lacks = filed.absent.setdefault(question.folder, [])
    every = _periods(tx, scope, one.every)
    if len(every) > _MOST[one.every]:
        lacks.append(
            f"Hanya {_MOST[one.every]} periode terakhir dari {one.code}; yang lain ada pada halaman Laporan."
        )
    for period in every[-_MOST[one.every] :]:
        asked = Asked(period, scope.period.definition_key if scope.period and one.of_sop else "")
        name = documents.file_name(one.code, asked)
        answers = filed.answers.setdefault(question.folder, [])
        if name in made:
            answers += made[name]
            continue
        made[name] = []
        try:
            document = documents.document(site, tx, one, asked)
            for ending in _ENDINGS:
                file = f"{question.folder}/{name}.{ending}"
                filed.titles[file] = f"{document.title} {document.subtitle}".strip()
                made[name].append(file)
                answers.append(file)
                yield file, documents.FORMATS[ending](document)
        except (NotFound, Unprintable):
            lacks.append(f"{name}: tidak dapat dibuat dari data yang ada.")


def _periods(tx: Tx, scope: Scope, every: Every) -> list[Period]:
    """The periods the pack's own touches and that have begun, in order."""
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    if scope.period is None:
        return []
    first = scope.period.start.astimezone(zone).date()
    last = (scope.period.end - timedelta(microseconds=1)).astimezone(zone).date()
    return list(_run(every, first, min(last, tx.now.astimezone(zone).date())))


def _run(every: Every, first: date, last: date) -> Iterator[Period]:
    period = containing(every, first)
    while period.first <= last:
        yield period
        period = period.moved(1)
