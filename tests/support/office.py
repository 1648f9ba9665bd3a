"""A small office for tests: a site on a fresh database, its people, the shipped SOP, and hands that fill forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine import calendars, schema
from engine.clock import VirtualClock
from engine.database import Actor, Database
from tasks import cases, completion, inbox, library, passwords, settings, work
from tasks.forms import CHOICE, GATE, PRESENT, SECOND, Form
from tasks.roles import (
    ADMINISTRATOR,
    ALL_LANES,
    AUDITOR,
    DATA_PROTECTION,
    INSPECTOR,
    PROCESS_OWNER,
    SUPERVISOR,
)
from tasks.site import Site
from tasks.views import form_for
from tests.support import rows

OPERATOR = Actor(
    "operator",
    "Operator",
    frozenset({ADMINISTRATOR, PROCESS_OWNER, SUPERVISOR, AUDITOR, INSPECTOR, ALL_LANES}),
)
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "petugas1": ("petugas", "informasi", "admin_cms", "prioritas", "penyerahan"),
    "petugas2": ("petugas", "pelaksana", "cetak", "penyelia"),
    "petugas3": ("petugas", "penyelia", "cetak", "inteldakim"),
    "koordinator": ("koordinator", "ajudikator", SUPERVISOR),
    "kasi": ("ketua_tim", "kasi", "kakanim", SUPERVISOR),
    "pengawas": ("pengawas",),
    "pemilik": (PROCESS_OWNER,),
    "auditor": (AUDITOR,),
    "admin": (ADMINISTRATOR,),
    "pdp": (DATA_PROTECTION,),
}
USUAL = datetime(2026, 4, 9, tzinfo=UTC)
"""When most tests begin: 08:00 in Batulicin, a Thursday."""

PASSWORD = "kunci-uji-coba-2026"
REQUEST = {"nama_pemohon": "Siti Aminah", "jenis_permohonan": "baru_dewasa"}


@dataclass(frozen=True, slots=True)
class Office:
    """A site with its clock and the people who act."""

    site: Site
    clock: VirtualClock
    actors: Mapping[str, Actor]

    def __getitem__(self, login: str) -> Actor:
        return self.actors[login]

    def start(self, **variables: Any) -> cases.Started:
        """A request for a new adult passport, started by petugas1."""
        return cases.start(self.site, self["petugas1"], "micin_darurat", {**REQUEST, **variables})

    def begin(self, key: str, **variables: Any) -> cases.Started:
        """A request on another SOP, started by petugas1."""
        return cases.start(self.site, self["petugas1"], key, variables, strict=False)

    def say(self, case: cases.Started, message: str, **variables: Any) -> cases.Delivered:
        """Give a case a message."""
        return cases.deliver(self.site, self["petugas1"], message, case.business_key, variables)

    def work(self, instance: int, element: str, **answers: Any) -> completion.Completed:
        """As `do`, for the task of this element, by somebody who may."""
        (line,) = [one for one in self.open_tasks(instance) if one.element == element]
        login = next(name for name, roles in PEOPLE.items() if line.lane in roles)
        return self.do_task(line.id, login, **answers)

    def open_task(self, instance: int) -> inbox.Line:
        """The one open task of a case."""
        found = self.open_tasks(instance)
        assert len(found) == 1, [line.element for line in found]
        return found[0]

    def open_tasks(self, instance: int) -> tuple[inbox.Line, ...]:
        """All open tasks of a case."""
        return inbox.search(self.site, OPERATOR, inbox.Filter(instance=instance)).items

    def do(
        self, instance: int, login: str = "petugas1", takes: timedelta = timedelta(minutes=1), **answers: Any
    ) -> completion.Completed:
        """Start the case's open task, let time pass, fill the form as asked, and complete it."""
        line = self.open_task(instance)
        return self.do_task(line.id, login, takes, **answers)

    def do_task(
        self, task: int, login: str = "petugas1", takes: timedelta = timedelta(minutes=1), **answers: Any
    ) -> completion.Completed:
        """As `do`, for a task by number."""
        work.start(self.site, self[login], task)
        self.clock.move(takes)
        shown = form_for(self.site, self[login], task)
        second = next((name for name in shown.officers if name != login), None)
        return completion.complete(self.site, self[login], task, filled(shown.form, second, **answers))

    def until(self, instance: int, element: str, **answers: Any) -> inbox.Line:
        """Do task after task until this element's is open."""
        for _ in range(30):
            line = self.open_task(instance)
            if line.element == element:
                return line
            self.do(instance, **answers)
        raise AssertionError(f"{element} never opened")


def filled(
    form: Form, second: str | None = None, missing: Mapping[str, str] | None = None, **answers: Any
) -> dict[str, Any]:
    """A form filled the happy way; `missing` gives other verdicts by item, `answers` other fields."""
    given: dict[str, Any] = {}
    if form.gate:
        verdicts = {item.code: {"nilai": PRESENT} for item in form.gate}
        for code, verdict in (missing or {}).items():
            verdicts[code] = {"nilai": verdict, "catatan": "periksa kembali"}
        given[GATE] = verdicts
    if form.options:
        given[CHOICE] = form.options[0].value
    if form.officers > 1 and second:
        given[SECOND] = second
    for field in form.fields:
        if field.required:
            given[field.id] = _sample(field.type, [option.value for option in field.options])
    return {**given, **answers}


def _sample(kind: str, options: list[str]) -> Any:
    samples: dict[str, Any] = {
        "long": 1,
        "number": 1,
        "boolean": True,
        "date": "2026-04-09",
        "datetime": "2026-04-09T08:00:00+08:00",
    }
    return options[0] if options else samples.get(kind, "820260409000001")


def without_review(office: Office) -> None:
    """Let process owners publish without another person's approval."""
    settings.change(office.site, office["admin"], {"sop.review_required": False})


@cache
def password_hash() -> str:
    """The hash of PASSWORD; argon2 is slow on purpose, so it is asked once per test process."""
    return passwords.hashed(PASSWORD)


def _hire(db: Database) -> None:
    with db.begin(OPERATOR) as tx:
        for login, roles in PEOPLE.items():
            row: dict[str, Any] = {
                "login": login,
                "name": login.capitalize(),
                "password_hash": password_hash(),
                "office": OPERATOR.office,
            }
            row |= {"active": True, "locale": "id", "created_at": tx.now}
            number = tx.conn.execute(
                schema.people.insert().values(**row).returning(schema.people.c.id)
            ).scalar_one()
            tx.conn.execute(
                schema.person_roles.insert(), [{"person_id": number, "role": role} for role in roles]
            )


def furnish(db: Database, clock: VirtualClock, folder: Path) -> Office:
    """An office with its calendar, people and the shipped SOPs in force.

    At the moment most tests begin, the rows are those another office of this test process was furnished with.
    """
    if clock() != USUAL:
        return _furnish(db, clock, folder)
    rows.put(db, _usual_rows())
    return _office(db, clock, folder)


def _furnish(db: Database, clock: VirtualClock, folder: Path) -> Office:
    office = people_it(db, clock, folder)
    library.deploy_shipped(office.site, OPERATOR)
    return office


@cache
def _usual_rows() -> rows.Rows:
    with TemporaryDirectory() as folder:
        clock = VirtualClock(USUAL)
        database = Database(f"sqlite:///{folder}/office.db", clock)
        database.create_all()
        _furnish(database, clock, Path(folder) / "alur")
        taken = rows.take(database)
        database.close()
    return taken


def _office(db: Database, clock: VirtualClock, folder: Path) -> Office:
    actors = {login: Actor(login, login.capitalize(), frozenset(roles)) for login, roles in PEOPLE.items()}
    return Office(Site(db, folder), clock, actors)


def people_it(db: Database, clock: VirtualClock, folder: Path) -> Office:
    """An office with its calendar and people, for tests that publish SOPs of their own."""
    with db.begin(OPERATOR) as tx:
        calendars.seed(tx, OPERATOR.office)
    _hire(db)
    return _office(db, clock, folder)
