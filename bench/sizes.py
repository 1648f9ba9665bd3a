"""Room a finished case takes, with its history and audit trail, and how large the state of a running one is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import func, select

from bench import m11, room
from bench.contenders import Alur
from bench.figures import Figure
from bench.places import Place, office_at, place_of
from bench.runs import work as work_cases
from engine import schema
from tasks import cases, completion, work
from tasks.views import form_for
from tests.support import postgres
from tests.support.office import Office, filled

_BATCHES = 4


def measure(server: postgres.Server, count: int) -> list[Figure]:
    """Bytes per finished case of M11 and of Micin Darurat on both databases; states in between."""
    figures = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            contender = Alur(office, "")
            m11_bytes = _growth(place, count, lambda: work_cases(contender, 1))  # noqa: B023
            figures.append(Figure(f"{place.name}: a finished case of M11", m11_bytes, "bytes"))
        with place_of(on) as place, office_at(place) as office:
            reach = "<= 12,000" if on is None else ""
            micin = _growth(place, count, partial(micin_darurat, office))
            figures.append(Figure(f"{place.name}: a finished case of Micin Darurat", micin, "bytes", reach))
            if on is None:
                figures += _states(office)
    return figures


def _growth(place: Place, count: int, one: Callable[[], object]) -> float:
    """Bytes by which the database grows per case, after a first batch has laid out its pages."""
    for _ in range(count // _BATCHES):
        one()
    before = room.taken(place.url)
    for _ in range(_BATCHES):
        for _ in range(count // _BATCHES):
            one()
        after = room.taken(place.url)
    return (after - before) / (count // _BATCHES * _BATCHES)


def micin_darurat(office: Office) -> None:
    """A request from letter to passport and report: every step started, filled and completed by its officer."""
    started = office.start()
    opened = started.opened
    while opened:
        opened = _step(office, "petugas1", opened[0])
    cases.deliver(
        office.site, office["petugas1"], "pembayaran", started.business_key, {"ntpn": "0A1B2C3D4E5F6G7H"}
    )
    _step(office, "petugas1", office.open_task(started.instance).id)
    done = _step(office, "pengawas", office.open_task(started.instance).id)
    assert not done, "Micin Darurat ends with the report of the pengawas"


def _step(office: Office, login: str, task: int) -> tuple[int, ...]:
    work.start(office.site, office[login], task)
    office.clock.move(timedelta(minutes=2))
    shown = form_for(office.site, office[login], task)
    second = next((name for name in shown.officers if name != login), None)
    return completion.complete(office.site, office[login], task, filled(shown.form, second)).opened


def _states(office: Office) -> list[Figure]:
    """The largest states: at the end of M11, of Micin Darurat, and after 300 rounds."""
    table = schema.instances
    found = {}
    contender = Alur(office, "")
    case = contender.begin()
    for number in range(1, m11.STEPS):
        case = contender.complete(case, number)
    rounds(office, 300)
    query = (
        select(schema.definitions.c.key, func.max(func.length(table.c.state)))
        .join(table, table.c.definition_id == schema.definitions.c.id)
        .group_by(schema.definitions.c.key)
    )
    with office.site.db.read() as tx:
        found = {str(key): int(length) for key, length in tx.conn.execute(query).all()}
    return [
        Figure("state of M11 before its last task", found[m11.KEY], "bytes", "<= 1,000"),
        Figure("state of Micin Darurat at its end", found["micin_darurat"], "bytes", "<= 1,000"),
        Figure("state after 300 rounds", found["putaran"], "bytes", "<= 1,000"),
    ]


def rounds(office: Office, count: int) -> int:
    """A case that has gone round `count` times; its open task, the first of a round."""
    actor = office["petugas1"]
    task = cases.start(office.site, actor, "putaran", dict(m11.START)).opened[0]
    for _ in range(count):
        task = one_round(office, task)
    return task


def one_round(office: Office, task: int) -> int:
    """Complete both tasks of a round and go back; the open task."""
    office.clock.move(timedelta(seconds=1))
    actor = office["petugas1"]
    (second,) = completion.complete(office.site, actor, task, {"nomor_berkas": "BTL-2026-00001"}).opened
    (again,) = completion.complete(office.site, actor, second, m11.rounds_answer(again=True)).opened
    return again
