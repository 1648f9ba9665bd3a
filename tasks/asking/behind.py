"""What stands behind a figure: the steps or cases a question counts, one by one, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from engine.database import Actor
from engine.schema import case_facts, instances, step_facts, task_names
from tasks.asking import reading
from tasks.asking.conditions import length, moment_of, table_of, where
from tasks.asking.dimensions import STEPS
from tasks.asking.question import Question
from tasks.reports import scope as scopes
from tasks.reports.scope import FIRST_PAGE, Listing, Page
from tasks.site import Site


@dataclass(frozen=True, slots=True)
class Fact:
    """A step completed or a case begun: `at` is when, `lasted` the length asked about (or the whole), `person` who
    completed the step. Names no applicant.
    """

    instance: int
    business_key: str
    office: str
    sop: str
    version: int
    step: str
    name: str
    person: str
    category: str
    status: str
    outcome: str
    at: datetime
    lasted: timedelta | None
    late: bool


def behind(site: Site, actor: Actor, asked: Question, page: Page = FIRST_PAGE) -> Listing[Fact]:
    """A page of the facts a question counts, the longest first. Raises Forbidden, Invalid."""
    reading.require_cases(actor, asked)
    scopes.require_page(page)
    with site.db.read(actor) as tx:
        conditions = where(tx, asked)
        count = select(func.count()).select_from(table_of(asked.about)).where(*conditions)
        total = int(tx.conn.execute(count).scalar_one())
        of = length(asked.about, asked.of or ("lead" if asked.about == STEPS else "gross"))
        query = _query(asked.about, of).where(*conditions).order_by(of.desc().nulls_last(), _id(asked.about))
        rows = tx.conn.execute(query.limit(page.limit).offset(page.start)).all()
    return Listing(tuple(_fact(asked.about, row) for row in rows), page, total)


def _id(about: str) -> Any:
    return step_facts.c.task_id if about == STEPS else case_facts.c.instance_id


def _query(about: str, of: Any) -> Any:
    table = table_of(about)
    c = table.c
    shared: list[Any] = [c.instance_id, c.office, c.sop, c.version, c.category, c.outcome, c.late]
    shared += [instances.c.business_key, moment_of(about).label("at"), of.label("lasted")]
    joined = table.join(instances, instances.c.id == c.instance_id)
    if about != STEPS:
        return select(*shared, c.status).select_from(joined)
    joined = joined.join(task_names, task_names.c.id == c.name_id, isouter=True)
    return select(*shared, c.step, c.person, task_names.c.name).select_from(joined)


def _fact(about: str, row: Any) -> Fact:
    steps = about == STEPS
    return Fact(
        instance=row.instance_id,
        business_key=row.business_key,
        office=row.office,
        sop=row.sop,
        version=row.version,
        step=row.step if steps else "",
        name=(row.name or "") if steps else "",
        person=row.person if steps else "",
        category=row.category,
        status="" if steps else row.status,
        outcome=row.outcome,
        at=row.at,
        lasted=None if row.lasted is None else timedelta(microseconds=row.lasted),
        late=row.late,
    )
