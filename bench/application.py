"""A whole application: the public pages' forms and uploads, the bill and its payment, every step of Penerbitan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from statistics import fmean
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from bench.figures import Figure, at
from bench.places import office_at, place_of
from engine.database import Actor
from tasks import billing, slots, worker
from tasks.applicants import applications, submitting
from tasks.billing import Payment
from tasks.counters import arrivals
from tasks.duties import DUTIES
from tasks.slots import places
from tests.support import postgres
from tests.support.office import OPERATOR, Office
from tests.tasks.applicants.applying import filled
from tests.tasks.applicants.people import with_person

_ZONE = ZoneInfo("Asia/Makassar")
_OPENING = time(8)
_BEFORE = ("siapkan_daftar_hari", "datang_kantor")
_AFTER = ("periksa_kelengkapan", "entri_pindai", "foto_sidik_jari", "wawancara", "verifikasi_bms_ajudikasi")
_BOOKLET = ("alokasi", "cetak", "uji_kualitas", "siap_diambil", "serahkan")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody with an account who applies again and again."""

    office: Office
    actor: Actor
    person: int


def measure(server: postgres.Server, cases: int) -> list[Figure]:
    """Processor time and rate of whole applications on both databases, after two that warm up."""
    figures = []
    for on in (None, server):
        with place_of(on) as place, office_at(place) as office:
            applicant = Applicant(office, *with_person(office.site))
            for _ in range(2):
                work(applicant)
            cpu, wall = [], []
            for _ in range(cases):
                used, began = process_time(), perf_counter()
                work(applicant)
                cpu.append((process_time() - used) * 1e3)
                wall.append((perf_counter() - began) * 1e3)
        name = place.name
        figures += [
            Figure(f"{name}: processor time of an application", fmean(cpu), "ms"),
            Figure(f"{name}: applications, one after the other", 1e3 / fmean(wall), "/s"),
            Figure(f"{name}: an application, p50", at(wall, 0.5), "ms"),
            Figure(f"{name}: an application, p95", at(wall, 0.95), "ms"),
        ]
    return figures


def work(applicant: Applicant) -> None:
    """From the first page to the passport in its owner's hands."""
    office, site = applicant.office, applicant.office.site
    day = _next_day(office)
    number = filled(site, applicant.actor, applicant.person, hari=day)
    bill = submitting.submit(site, applicant.actor, number)
    paid = Payment(bill.code, bill.amount, f"NTPN{bill.id}", office.clock(), way="http")
    billing.report(site, OPERATOR, paid)
    worker.settle(site, DUTIES)
    with site.db.read(applicant.actor) as tx:
        application = applications.read_own(tx, number)
    office.clock.move_to(datetime.combine(datetime.fromisoformat(day), _OPENING, _ZONE))
    worker.settle(site, DUTIES)
    arrivals.check_in(site, office["petugas1"], application.place, application.receipt_code)
    for element in _BEFORE:
        office.work(application.instance_id, element)
    office.work(application.instance_id, "terima_pemohon", keputusan="tidak")
    for element in (*_AFTER, *_BOOKLET):
        office.work(application.instance_id, element)


def _next_day(office: Office) -> str:
    """The first day that can be chosen, as ISO."""
    with office.site.db.read(OPERATOR) as tx:
        place = next(iter(places.of_office(tx)))
        days = slots.calendar(tx, OPERATOR.office, place, slots.REGULAR, places.today(tx), 30)
    return next(one.day for one in days if one.open).isoformat()
