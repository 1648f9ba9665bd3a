"""The report on satisfaction: the nine elements, the index and its grade, per SOP and month.

Nobody below a supervisor may learn what one respondent said: others see no comments, finished months only, and of
these only where enough people answered; what is withheld is left out of every sum, so that no difference gives it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine import audit, settings
from engine.database import Actor, Tx
from engine.refusals import Forbidden, Invalid, Problem
from engine.schema import surveys as table
from tasks import rights, roles
from tasks.privacy import covering
from tasks.site import Site
from tasks.voice import ikm
from tasks.voice.elements import COLUMNS

_MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Scope:
    """Which answers: an SOP ("" for all) and months by their first days, the last one included."""

    sop: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Line:
    """The answers of a month, an SOP or all: `means` are the NRR of U1 to U9, `values` these on the index's scale.

    `totals` are the sums of the answers. All three are empty and `index` is None without answers.
    """

    sop: str
    month: date | None
    answers: int
    means: tuple[Decimal, ...] = ()
    values: tuple[Decimal, ...] = ()
    index: Decimal | None = None
    grade: str = ""
    totals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote, without the case it was about."""

    sop: str
    month: date
    text: str


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """`cells` per month and SOP, `months` over SOPs, `sops` over months; `withheld` counts cells not shown."""

    total: Line
    months: tuple[Line, ...]
    sops: tuple[Line, ...]
    cells: tuple[Line, ...]
    remarks: tuple[Remark, ...]
    withheld: int


_Cell = tuple[str, date]
_Sums = tuple[int, ...]  # how many answers, then the sum of each element


def report(site: Site, actor: Actor, scope: Scope) -> Satisfaction:
    """The satisfaction in a period as this person may see it. Raises Forbidden, Invalid."""
    require_reader(actor)
    _require_period(scope)
    with site.db.read(actor) as tx:
        return read(tx, scope)


def read(tx: Tx, scope: Scope) -> Satisfaction:
    """As `report`, inside a transaction and without asking for the right; shown as the acting person may see it."""
    cells, remarks = _read(tx, scope)
    sees = sees_all(tx.actor)
    shown = cells if sees else _fit_for_all(tx, cells)
    return Satisfaction(
        total=_line("", None, shown.values()),
        months=tuple(_line("", m, _having(shown, month=m)) for m in sorted({key[1] for key in shown})),
        sops=tuple(_line(s, None, _having(shown, sop=s)) for s in sorted({key[0] for key in shown})),
        cells=tuple(_line(*key, [shown[key]]) for key in sorted(shown, key=lambda key: (key[1], key[0]))),
        remarks=remarks if sees else (),
        withheld=len(cells) - len(shown),
    )


def export(site: Site, actor: Actor, scope: Scope, form: str) -> Satisfaction:
    """As `report`, after a line in the audit trail that it was taken out as `form` ("csv", "xlsx")."""
    found = report(site, actor, scope)
    details = {"sop": scope.sop, "first": scope.first.isoformat(), "last": scope.last.isoformat()}
    with site.db.begin(actor) as tx:
        audit.append(tx, "reads", "report.exported", "report:satisfaction", {**details, "form": form})
    return found


def require_reader(actor: Actor) -> None:
    """Staff, supervisors, auditors and process owners may read the report. Raises Forbidden."""
    if not (rights.may_see_case(actor) or actor.has(roles.PROCESS_OWNER)):
        raise Forbidden("report.forbidden")


def sees_all(actor: Actor) -> bool:
    """Whether small numbers and comments are shown."""
    return actor.has(roles.SUPERVISOR, roles.AUDITOR)


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def following(month: date) -> date:
    """The first day of the month after."""
    return month_of(month + timedelta(days=31))


def _require_period(scope: Scope) -> None:
    months = (scope.last.year - scope.first.year) * 12 + scope.last.month - scope.first.month + 1
    if not 0 < months <= _MOST_MONTHS:
        raise Invalid("report.invalid", Problem("report.period_empty", "to"))


def _read(tx: Tx, scope: Scope) -> tuple[dict[_Cell, _Sums], tuple[Remark, ...]]:
    zone = ZoneInfo(settings.value(tx, "office.zone"))
    start = datetime.combine(scope.first, datetime.min.time(), zone)
    end = datetime.combine(following(scope.last), datetime.min.time(), zone)
    scores = [table.c[name] for name in COLUMNS]
    query = select(table.c.definition_key, table.c.at, table.c.comment, *scores)
    query = query.where(table.c.office == tx.actor.office, table.c.at >= start, table.c.at < end)
    if scope.sop:
        query = query.where(table.c.definition_key == scope.sop)
    cells: dict[_Cell, _Sums] = {}
    remarks = []
    covered = covering.covers(tx.actor)
    for sop, at, comment, *given in tx.conn.execute(query):
        key = sop, month_of(at.astimezone(zone).date())
        cells[key] = _added([cells.get(key, (0,) * (len(COLUMNS) + 1)), (1, *given)])
        if comment:
            remarks.append(Remark(*key, covering.without(comment) if covered else comment))
    return cells, tuple(sorted(remarks, key=_order))


def _order(remark: Remark) -> tuple[date, str, str]:
    # By their words, not by time: their order would tell who came when.
    return remark.month, remark.sop, remark.text


def _fit_for_all(tx: Tx, cells: Mapping[_Cell, _Sums]) -> dict[_Cell, _Sums]:
    least = settings.value(tx, "survey.least")
    now = month_of(tx.now.astimezone(ZoneInfo(settings.value(tx, "office.zone"))).date())
    return {key: sums for key, sums in cells.items() if sums[0] >= least and key[1] < now}


def _having(cells: Mapping[_Cell, _Sums], sop: str = "", month: date | None = None) -> list[_Sums]:
    return [
        sums
        for (cell_sop, cell_month), sums in cells.items()
        if cell_sop == (sop or cell_sop) and cell_month == (month or cell_month)
    ]


def _added(found: Iterable[_Sums]) -> _Sums:
    return tuple(map(sum, zip(*found, strict=True)))


def _line(sop: str, month: date | None, found: Iterable[_Sums]) -> Line:
    answers, *totals = _added(found) or (0,)
    if not answers:
        return Line(sop, month, 0)
    means = tuple(ikm.rounded(ikm.nrr(total, answers)) for total in totals)
    values = tuple(ikm.rounded(ikm.index([total], answers)) for total in totals)
    index = ikm.rounded(ikm.index(totals, answers))
    return Line(sop, month, answers, means, values, index, ikm.grade(index), tuple(totals))
