"""Applications that come through M-Paspor: filled in at home, a day booked, paid by a code."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from engine import instances, office_time
from engine.database import Actor, Tx
from engine.refusals import Conflict
from tasks import billing, cases, slots
from tasks.applicants import applications, steps
from tasks.applicants.applications import New
from tasks.billing import Bill, Payment
from tasks.demo import booked, fates, names
from tasks.demo.staff import OFFICE
from tasks.demo.stage import Case, Stage
from tasks.demo.waiting import ntpn
from tasks.demo.wishes import Wish
from tasks.slots import places

APP = Actor("m-paspor", "M-Paspor", frozenset({"system"}))
"""Who acts for the applicants: the application on their telephones."""

_TO_PAY = timedelta(hours=2)  # SOP M-Paspor, row 11
_FILLED = (*steps.BY_ACCOUNT, "pilih_layanan", steps.CHECK_IDENTITY, steps.QUESTIONS, "unggah_dokumen")


def apply(stage: Stage, wish: Wish) -> None:
    """Somebody fills in an application, up to its documents."""
    type_ = wish.planned.category
    asked = {
        "nama_pemohon": names.person(stage.chance.rng),
        "jenis_permohonan": type_,
        "layanan": "reguler",
    }
    born = names.birth(stage.chance.rng, stage.today(), child=type_ == "baru_anak")
    with stage.site.db.begin(APP) as tx:
        started = cases.start_held(tx, steps.SOP, asked, category=type_)
        new = New(applications.PORTAL, born, place=_place(stage, tx), service="reguler")
        application = applications.record(tx, started.instance, new)
        for element in _FILLED:
            _say(tx, started.instance, element, **asked)
    case = stage.adopt(started.instance)
    case.meant(wish)
    case.application, case.code = application.id, application.receipt_code
    case.place = application.place
    stage.at(_later(stage, "minutes_to_apply"), partial(_send, stage, case))


def _send(stage: Stage, case: Case, *, again: bool = False) -> None:
    """Choose booklet and day, and receive the billing code."""
    given = stage.chance.given["passports"]
    moves = not again and stage.chance.rng.random() < given["moves"]
    day = _other_day(stage, case) if moves else stage.day_of(case)
    bill = _book(stage, case, day)
    if not again and (case.fate == fates.UNPAID or stage.chance.rng.random() < given["pays_late"]):
        stage.at(stage.clock() + timedelta(hours=stage.chance.between(3, 12)), partial(_late, stage, case))
        return
    stage.at(_later(stage, "minutes_to_pay"), partial(_pay, stage, case, bill, moves=moves))


def _book(stage: Stage, case: Case, day: date) -> Bill:
    with stage.site.db.begin(APP) as tx:
        instance = instances.hold(tx, case.number)
        until = tx.now + _TO_PAY
        slots.hold(tx, case.application, case.place, day, slots.REGULAR, until)
        booklet = {"jenis_paspor": "non_elektronik", "masa_berlaku": 5}
        _say(tx, case.number, steps.CHOOSE, **booklet)
        _say(tx, case.number, steps.PICK_DAY, tanggal_datang=day.isoformat())
        _say(tx, case.number, steps.SEND)
        told = {"jenis_permohonan": case.category, "layanan": "reguler", **booklet}
        items = billing.fees_of(tx, instances.hold(tx, case.number), told)
        applications.put(tx, applications.read(tx, case.application), submitted_at=tx.now)
        return billing.issue(tx, instance, items, expires_at=until)


def _late(stage: Stage, case: Case) -> None:
    """The code has run out: most try again, some give up."""
    stage.settle()
    if case.fate == fates.UNPAID:
        _withdraw(stage, case)
    else:
        _send(stage, case, again=True)


def _pay(stage: Stage, case: Case, bill: Bill, *, moves: bool) -> None:
    payment = Payment(bill.code, bill.amount, ntpn(stage), stage.clock(), way="http")
    billing.report(stage.site, OFFICE, payment)
    with stage.site.db.begin(APP) as tx:  # automatic (row 12)
        _say(tx, case.number, steps.PROOF)
    if case.fate == fates.WITHDRAWN:
        gone = timedelta(hours=stage.chance.between(2, 30))
        stage.at(stage.clock() + gone, partial(_withdraw, stage, case))
        return
    if moves:
        stage.at(stage.clock() + timedelta(hours=stage.chance.between(1, 20)), partial(_move, stage, case))
    booked.expect(stage, case)


def _move(stage: Stage, case: Case) -> None:
    """Another day after all, without paying again."""
    day = stage.day_of(case)
    with suppress(Conflict), stage.site.db.begin(APP) as tx:
        booking = slots.live(tx, case.application)
        if booking is not None:
            slots.move(tx, booking.id, day)
        _say(tx, case.number, steps.MOVE_DAY)
        _say(tx, case.number, steps.PICK_DAY, tanggal_datang=day.isoformat())


def _withdraw(stage: Stage, case: Case) -> None:
    with suppress(Conflict), stage.site.db.begin(APP) as tx:
        instance = instances.hold(tx, case.number)
        booking = slots.live(tx, case.application)
        if booking is not None:
            slots.release(tx, booking.id)
        cases.cancel_held(tx, instance, "Ditarik oleh pemohon")
        applications.put(tx, applications.read(tx, case.application), withdrawn_at=tx.now)


def _say(tx: Tx, number: int, element: str, **said: Any) -> None:
    cases.deliver_held(tx, number, element, {"keputusan": "ya", **said})


def _place(stage: Stage, tx: Tx) -> str:
    """The office, or for some the booth nearer by."""
    office, *booths = places.of_office(tx)
    near = booths and stage.chance.rng.random() < stage.chance.given["passports"]["at_a_booth"]
    return stage.chance.rng.choice(booths) if near else office


def _later(stage: Stage, name: str) -> datetime:
    return stage.clock() + timedelta(minutes=stage.chance.between(*stage.chance.given["passports"][name]))


def _other_day(stage: Stage, case: Case) -> date:
    """A working day after the one on which the applicant comes in the end."""
    day = stage.day_of(case) + timedelta(days=1)
    while not office_time.intervals(stage.calendar, day):
        day += timedelta(days=1)
    return day
