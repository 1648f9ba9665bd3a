"""Applications that come through M-Paspor: filled in at home, paid by a code, then the applicant comes on the day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from engine import instances, office_time
from engine.database import Actor, Tx
from engine.refusals import Conflict
from tasks import billing, cases
from tasks.billing import Payment
from tasks.demo import fates, names
from tasks.demo.arriving import give_fate
from tasks.demo.staff import OFFICE
from tasks.demo.stage import Case, Stage
from tasks.demo.waiting import ntpn
from tasks.demo.wishes import M_PASPOR, Wish
from tasks.demo.working import follow

APP = Actor("m-paspor", "M-Paspor", frozenset({"system"}))
"""Who acts for the applicants: the application on their telephones."""

_TO_PAY = timedelta(hours=2)  # SOP M-Paspor, row 11
_BEFORE_OPENING = time(7, 30)
_BEFORE = ("pasang_aplikasi", "daftar_akun", "aktivasi_akun", "pilih_layanan", "unggah_ektp")
_QUESTIONS, _DOCUMENTS, _CHOOSE = "isi_kuesioner", "unggah_dokumen", "pilih_paspor_kantor"
_DAY, _SEND, _PROOF, _MOVE = "pilih_jadwal", "terima_billing", "bukti_pendaftaran", "ubah_jadwal"


def apply(stage: Stage, wish: Wish) -> None:
    """Somebody fills in an application, up to its documents."""
    name, type_ = names.person(stage.chance.rng), wish.planned.category
    asked = {"nama_pemohon": name, "jenis_permohonan": type_, "layanan": "reguler"}
    with stage.site.db.begin(APP) as tx:
        started = cases.start_held(tx, M_PASPOR, asked, category=type_)
        for element in _BEFORE:
            _say(tx, started.instance, element, layanan="reguler")
        _say(tx, started.instance, _QUESTIONS, nama_pemohon=name, jenis_permohonan=type_)
        _say(tx, started.instance, _DOCUMENTS)
    case = stage.adopt(started)
    give_fate(case, wish)
    stage.at(_later(stage, "minutes_to_apply"), partial(_send, stage, case))


def _send(stage: Stage, case: Case, *, again: bool = False) -> None:
    """Choose booklet and day, and receive the billing code."""
    given = stage.chance.given["passports"]
    moves = not again and stage.chance.rng.random() < given["moves"]
    day = _other_day(stage, case) if moves else _arrival_day(stage, case)
    with stage.site.db.begin(APP) as tx:
        _say(tx, case.number, _CHOOSE)
        _say(tx, case.number, _DAY, tanggal_datang=day.isoformat())
        _say(tx, case.number, _SEND)
        instance = instances.hold(tx, case.number)
        data = instances.look(tx, instance, instances.definition_of(tx, instance).spec).data
        items = billing.fees_of(tx, instance, data)
        bill = billing.issue(tx, instance, items, expires_at=tx.now + _TO_PAY)
    if not again and (case.fate == fates.UNPAID or stage.chance.rng.random() < given["pays_late"]):
        stage.at(stage.clock() + timedelta(hours=stage.chance.between(3, 12)), partial(_late, stage, case))
        return
    pay = partial(_pay, stage, case, bill.code, bill.amount, moves=moves)
    stage.at(_later(stage, "minutes_to_pay"), pay)


def _late(stage: Stage, case: Case) -> None:
    """The code has run out: most try again, some give up."""
    stage.settle()
    if case.fate == fates.UNPAID:
        _withdraw(stage, case)
    else:
        _send(stage, case, again=True)


def _pay(stage: Stage, case: Case, code: str, amount: int, *, moves: bool) -> None:
    payment = Payment(code, amount, ntpn(stage), stage.clock(), way="http")
    billing.report(stage.site, OFFICE, payment)
    with stage.site.db.begin(APP) as tx:
        _say(tx, case.number, _PROOF)
    if case.fate == fates.WITHDRAWN:
        stage.at(
            stage.clock() + timedelta(hours=stage.chance.between(2, 30)), partial(_withdraw, stage, case)
        )
        return
    if moves:
        stage.at(stage.clock() + timedelta(hours=stage.chance.between(1, 20)), partial(_move, stage, case))
    zone = stage.calendar.timetable.zone
    morning = datetime.combine(_arrival_day(stage, case), _BEFORE_OPENING, zone)
    stage.at(morning, partial(_expect, stage, case))


def _move(stage: Stage, case: Case) -> None:
    """Another day after all, without paying again."""
    with suppress(Conflict), stage.site.db.begin(APP) as tx:
        _say(tx, case.number, _MOVE)
        _say(tx, case.number, _DAY, tanggal_datang=_arrival_day(stage, case).isoformat())


def _expect(stage: Stage, case: Case) -> None:
    """The day has come."""
    stage.settle()
    follow(stage, case, stage.open_tasks(case))


def _withdraw(stage: Stage, case: Case) -> None:
    with suppress(Conflict):
        cases.cancel(stage.site, OFFICE, case.number, "Ditarik oleh pemohon")


def _say(tx: Tx, number: int, element: str, **said: Any) -> None:
    cases.deliver_held(tx, number, element, {"keputusan": "ya", **said})


def _later(stage: Stage, name: str) -> datetime:
    return stage.clock() + timedelta(minutes=stage.chance.between(*stage.chance.given["passports"][name]))


def _arrival_day(stage: Stage, case: Case) -> date:
    arrives = case.arrives or stage.clock()
    return arrives.astimezone(stage.calendar.timetable.zone).date()


def _other_day(stage: Stage, case: Case) -> date:
    """A working day after the one on which the applicant comes in the end."""
    day = _arrival_day(stage, case) + timedelta(days=1)
    while not office_time.intervals(stage.calendar, day):
        day += timedelta(days=1)
    return day
