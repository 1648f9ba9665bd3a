"""Applicants with an account of their own, who fill in the public pages; each stands at another point today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from io import BytesIO

from sqlalchemy import select

from engine.database import Actor
from engine.schema import outbox
from tasks import billing
from tasks.applicants import (
    accounts,
    applications,
    choosing,
    consent,
    documents,
    family,
    filling,
    questions,
    sessions,
    steps,
    submitting,
)
from tasks.applicants.documents import Sent
from tasks.billing import Payment
from tasks.demo import booked, fates
from tasks.demo.plan import Planned
from tasks.demo.staff import OFFICE
from tasks.demo.stage import Case, Stage
from tasks.demo.waiting import ntpn
from tasks.demo.wishes import M_PASPOR, Wish

_HOME = "127.0.0.1"
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
_PDF += b"trailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented account: `born` and `sex` of its owner, and whether a passport of theirs has run out."""

    email: str
    name: str
    born: date
    sex: str
    renewal: bool = False


READY, TODAY, TOMORROW, TO_PAY, DRAFT = (
    Holder("siti@pemohon.example", "Siti Aminah", date(1990, 2, 1), "p"),
    Holder("budi@pemohon.example", "Budi Santoso", date(1978, 6, 17), "l", renewal=True),
    Holder("rina@pemohon.example", "Rina Wulandari", date(1985, 11, 3), "p", renewal=True),
    Holder("herman@pemohon.example", "Herman Effendi", date(1969, 4, 22), "l"),
    Holder("nadia@pemohon.example", "Nadia Permata", date(2001, 9, 12), "p"),
)
"""Whose passport lies ready, who comes today, who on the next working day, whose bill is open, who is filling in."""

HOLDERS = (READY, TODAY, TOMORROW, TO_PAY, DRAFT)


def apply(stage: Stage, holder: Holder, planned: Planned | None = None) -> None:
    """Make an account and an application; without a plan it is filled in only, and not sent."""
    actor = _join(stage, holder)
    person = family.add(stage.site, actor, _person(holder))
    first = {"layanan": "reguler", "jenis": "ganti" if holder.renewal else "pertama", "setuju": "true"}
    number = filling.begin(stage.site, actor, person, first)
    _upload(stage, actor, number)
    for page, given in _answers(holder).items():
        filling.answer(stage.site, actor, number, page, given)
    if planned is not None:
        stage.at(stage.clock() + timedelta(minutes=9), partial(_send, stage, actor, number, planned))


def _send(stage: Stage, actor: Actor, number: int, planned: Planned) -> None:
    _upload(stage, actor, number)
    filling.finish_documents(stage.site, actor, number)
    booklet = {"jenis_paspor": "elektronik", "masa_berlaku": "10", "tempat": stage.office()}
    filling.answer(stage.site, actor, number, questions.PASSPORT, booklet)
    case = _adopt(stage, number, planned)
    choosing.choose_day(stage.site, actor, number, stage.day_of(case).isoformat())
    bill = submitting.submit(stage.site, actor, number)
    payment = partial(_pay, stage, case, bill)
    stage.at(stage.clock() + timedelta(minutes=50), payment)


def _pay(stage: Stage, case: Case, bill: billing.Bill) -> None:
    payment = Payment(bill.code, bill.amount, ntpn(stage), stage.clock(), way="http")
    billing.report(stage.site, OFFICE, payment)
    booked.expect(stage, case)


def _join(stage: Stage, holder: Holder) -> Actor:
    """Register, read the code in the mail, and sign in."""
    form = {
        "name": holder.name,
        "email": holder.email,
        "phone": "0812 0000 0000",
        "consent": "true",
        "consent_version": consent.current(consent.PRIVACY),
    }
    accounts.register(stage.site, form, _HOME, "id")
    stage.settle()  # the code is mailed before it runs out
    with stage.site.db.read(OFFICE) as tx:
        mailed = select(outbox.c.details).where(outbox.c.kind == "otp", outbox.c.recipient == holder.email)
        code = str(tx.conn.execute(mailed.order_by(outbox.c.id.desc()).limit(1)).scalar_one()["code"])
    signed_in = accounts.sign_in(stage.site, holder.email, code, _HOME)
    actor = sessions.resolve(stage.site, signed_in.secret)
    if actor is None:
        raise RuntimeError("the session just opened is gone")
    return actor


def _person(holder: Holder) -> dict[str, str]:
    born = holder.born
    day = born.day + (40 if holder.sex == "p" else 0)  # as a NIK has it
    return {
        "name": holder.name,
        "birth.day": str(born.day),
        "birth.month": str(born.month),
        "birth.year": str(born.year),
        "sex": holder.sex,
        "relation": "diri",
        "nik": f"631001{day:02}{born.month:02}{born.year % 100:02}0001",
    }


def _answers(holder: Holder) -> Mapping[str, Mapping[str, str]]:
    old = {"paspor_lama": "ada", "tahun_terbit": "2016", "terbit_di_luar": "tidak", "data_berubah": "tidak"}
    conditions = ("pernah_ganti_nama", "pewarganegaraan", "dokumen_tidak_memuat_data")
    contact = {
        "alamat": "Jalan Raya Batulicin 12",
        "kontak_nama": "Noraini",
        "kontak_telepon": "0813 0000 0000",
    }
    return {
        questions.NIK: {"nik_benar": "ya"},
        questions.HISTORY: old if holder.renewal else {"pernah_punya": "tidak"},
        questions.PURPOSE: {"tujuan": "wisata", "negara": "Malaysia"},
        questions.CONDITION: {
            **({} if holder.renewal else dict.fromkeys(conditions, "tidak")),
            "kebutuhan": "tidak",
        },
        questions.PARENTS: {"nama_ayah": "Abdurrahman", "nama_ibu": "Halimah"},
        questions.CONTACT: contact,
    }


def _upload(stage: Stage, actor: Actor, number: int) -> None:
    """A file for each document that is still asked for."""
    with stage.site.db.read(actor) as tx:
        wanted = steps.progress(tx, applications.read_own(tx, number)).wanted
    for lacking in documents.missing(wanted):
        sent = Sent(f"{lacking.code}.pdf", BytesIO(_PDF + f"% {lacking.code}\n".encode()))
        documents.upload(stage.site, actor, number, lacking.code, sent)


def _adopt(stage: Stage, number: int, planned: Planned) -> Case:
    with stage.site.db.read(OFFICE) as tx:
        application = applications.read(tx, number)
    case = stage.adopt(application.instance_id)
    ready = planned.ready < stage.end
    case.meant(Wish(M_PASPOR, planned, fates.UNCOLLECTED if ready else fates.ISSUED))
    case.application, case.code, case.place = number, application.receipt_code, application.place
    return case
