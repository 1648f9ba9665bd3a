"""A cut of the demo year: every planned passport counts in its month, and the books balance."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from engine import audit, calendars, instances, schema
from tasks import demo, inbox
from tasks.demo.chance import Chance
from tasks.demo.plan import Target, targets
from tasks.reports.issued import issued
from tests.support.office import OPERATOR, Office
from tests.tasks.test_walks import check

CUT = (date(2021, 12, 1), date(2022, 1, 1))


def cut() -> tuple[Target, ...]:
    """The months before and after M-Paspor, a tenth of them, with lost and damaged ones."""
    found = [replace(one, count=round(one.count / 10)) for one in targets() if one.month in CUT]
    return tuple(one if one.kind in ("baru", "habis_berlaku") else replace(one, count=1) for one in found)


def chance() -> Chance:
    drawn = Chance()
    drawn.given["passports"] |= {"failing": 0.3, "uncollected": 0.2}
    return drawn


def test_every_planned_passport_is_issued_in_its_month(office: Office) -> None:
    with office.site.db.read(OPERATOR) as tx:
        before = calendars.current(tx, OPERATOR.office)
    assert not any(day.year == 2021 for day in before.holidays)
    present, shares = office.start(), list[float]()
    with office.site.db.read(OPERATOR) as tx:
        stood = instances.read(tx, present.instance)
    assert demo.play_year(office.site, lambda done, total: shares.append(done / total), chance(), cut())
    assert shares == sorted(shares) and 0.5 < shares[-1] <= 1
    told = issued(office.site, OPERATOR, *CUT)
    counts = Counter(
        {
            (month, row.kind): row.counts[place]
            for table in told
            for row in table.rows
            for place, month in enumerate(table.months)
        }
    )
    assert counts == Counter({(one.month, one.kind): one.count for one in cut()})
    with office.site.db.read(OPERATOR) as tx:
        i, d = schema.instances.c, schema.definitions.c
        query = select(i.id, i.status, i.outcome, i.started_at, d.key)
        played = query.where(i.id != present.instance)
        cases = tx.conn.execute(played.select_from(schema.instances.join(schema.definitions))).all()
        assert instances.read(tx, present.instance) == stood
        assert not audit.verify(tx).faults
        assert not tx.conn.execute(select(schema.incidents.c.id)).all()
        after = calendars.current(tx, OPERATOR.office)
        newest = calendars.versions(tx, OPERATOR.office)[0]
        seats = select(func.count()).where(schema.bookings.c.state == "held")
        assert tx.conn.execute(seats).scalar_one() == 0
    assert any(day.year == 2021 for day in after.holidays) and 2021 not in after.decreed_years
    assert "SKB-nya tidak diperiksa" in newest.reason
    assert {case.status for case in cases} <= {"completed", "canceled"}  # nothing is left behind
    assert len(cases) > sum(one.count for one in cut())
    assert {"END_SELESAI", "END_BATAL"} < {case.outcome for case in cases}
    assert min(c.started_at for c in cases if c.key == "m_paspor").date() >= date(2021, 12, 31)
    for case in cases:
        check(office, case.id)
    assert inbox.counts(office.site, OPERATOR).all == 1  # that of today
    assert not demo.play_year(office.site, wanted=cut())
