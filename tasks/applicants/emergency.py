"""Micin Darurat asked for by the family: who is ill and where, never of what; the letter is shown, not stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine import instances
from engine.database import Actor, Tx
from engine.schema import applications as table
from engine.schema import instances as cases_table
from tasks import cases
from tasks.applicants import accounts, applications, family, questions
from tasks.applicants.accounts import Account
from tasks.applicants.applications import New
from tasks.applicants.family import Person
from tasks.applicants.questions import Asked
from tasks.applicants.reading import Reading
from tasks.site import Site

SOP, PAGE = "micin_darurat", "darurat"
KINDS = ("pertama", "ganti")
REPORTERS = {  # what the account's owner is to the ill person, by what that person is to the owner
    "diri": "diri_sendiri",
    "pasangan": "pasangan",
    "anak": "orang_tua",
    "orang_tua": "anak",
    "lain": "keluarga_lain",
}
FIELDS = ("orang", "jenis", "alamat", "akses", "kontak_telepon", "surat_dokter")


def request(site: Site, actor: Actor, given: Mapping[str, object]) -> int:
    """Ask the office to come; returns the application's number. Asked twice for one person, it is the same one.

    Raises NotFound, Invalid naming every wrong field.
    """
    form = Reading(given)
    person_id = form.line("orang", 12)
    kind = form.choice("jenis", KINDS)
    where = {"alamat": form.line("alamat", 300), "akses": form.line("akses", 180, required=False)}
    phone = form.phone("kontak_telepon")
    form.ticked("surat_dokter", "application.doctors_letter")
    if person_id and not person_id.isdecimal():
        form.wrong("form.choice", "orang")
    form.done()
    with site.db.begin(actor) as tx:
        person = family.hold_own(tx, int(person_id))
        account = accounts.read(tx, person.account_id)
        going = _going(tx, person.id)
        typed = {**where, "jenis": kind, "kontak_telepon": phone, "surat_dokter": "ada"}
        return going or _start(tx, account, person, typed)


def _start(tx: Tx, account: Account, person: Person, typed: dict[str, str]) -> int:
    type_ = _type(tx, person, typed["jenis"])
    variables: dict[str, Any] = {
        "nama_pemohon": person.name,
        "jenis_permohonan": type_,
        "tanggal_lahir": person.birth_date.isoformat(),
        "nama_pelapor": account.name,
        "hubungan_pelapor": REPORTERS[person.relation],
        "no_hp": typed["kontak_telepon"],
        "lokasi_layanan": "\n".join(part for part in (typed["alamat"], typed["akses"]) if part),
    }
    started = cases.start_held(tx, SOP, variables)
    new = New(
        channel=applications.FAMILY,
        birth_date=person.birth_date,
        account_id=account.id,
        applicant_id=person.id,
        email=account.email,
        locale=account.locale,
        service="reguler",
        answers={PAGE: typed},
    )
    return applications.record(tx, started.instance, new).id


def _type(tx: Tx, person: Person, kind: str) -> str:
    asked = Asked(person.birth_date, family.today(tx), {questions.SERVICE: {"jenis": kind}})
    return asked.type


def _going(tx: Tx, person_id: int) -> int | None:
    running = (
        select(table.c.id)
        .join(cases_table, cases_table.c.id == table.c.instance_id)
        .where(
            table.c.applicant_id == person_id,
            table.c.channel == applications.FAMILY,
            cases_table.c.status == instances.ACTIVE,
        )
    )
    found: int | None = tx.conn.execute(running.limit(1)).scalar_one_or_none()
    return found
