"""Cases with bookings, numbers and a small SOP that receives an applicant, for tests of the waiting room."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.database import Tx
from engine.schema import bookings
from tasks.counters import arrivals, tickets
from tasks.counters.tickets import Ticket
from tests.processes.templates import CELLS, END, START, file, flow, lane, task, when
from tests.support.office import Office
from tests.tasks.rows import a_case, an_application

PLACE = "batulicin"
TODAY = date(2026, 4, 9)


def booked(office: Office, key: str, grp: str = "reguler", **changes: Any) -> int:
    """A case with a booking of today; returns the booking's row number."""
    with office.site.db.begin() as tx:
        case = a_case(tx, key, **{n: v for n, v in changes.items() if n in ("title", "status", "office")})
        return a_booking(
            tx, case, grp, **{n: v for n, v in changes.items() if n in ("day", "place", "state")}
        )


def a_booking(tx: Tx, case: int, grp: str = "reguler", **changes: Any) -> int:
    """A confirmed booking of today for a case."""
    application = an_application(tx, case, receipt_code=f"KODE{case:06}", place=PLACE)
    values = {
        "application_id": application,
        "office": "batulicin",
        "place": PLACE,
        "day": TODAY.isoformat(),
        "grp": grp,
        "state": "confirmed",
        "moves": 0,
        "created_at": tx.now,
        "changed_at": tx.now,
        **changes,
    }
    return int(tx.conn.execute(bookings.insert().values(**values).returning(bookings.c.id)).scalar_one())


def taken(office: Office, key: str, grp: str = "reguler") -> Ticket:
    """A booking of today that has checked in."""
    booked(office, key, grp)
    return arrivals.check_in(office.site, office["petugas1"], PLACE, key).ticket


def receiving() -> bytes:
    """An SOP whose one step receives the applicant and asks whether somebody came."""
    gate = '<bpmn:exclusiveGateway id="g" name="Pemohon hadir?"/>\n'
    ends = END + '<bpmn:endEvent id="END_HANGUS" name="biaya hangus"/>\n'
    flows = flow("s", "datang_kantor") + flow("datang_kantor", "g")
    flows += flow("g", "e", "ya", when('datang_kantor.keputusan = "ya"')) + flow(
        "g", "END_HANGUS", "tidak", when('datang_kantor.keputusan = "tidak"')
    )
    body = START + task("datang_kantor", inner=CELLS) + gate + ends + flows
    return file(body, lanes=lane("s", "datang_kantor", "g", "e", "END_HANGUS"))


def ticket(office: Office, number: int) -> Ticket:
    """A number as it stands."""
    with office.site.db.read(office["petugas1"]) as tx:
        return tickets.read(tx, number)
