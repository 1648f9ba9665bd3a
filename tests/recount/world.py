"""One small world for every recount: two offices, five SOPs, Ramadan, holidays, outages, a calendar put right later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from engine import calendars
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.office_calendar import DayException, OfficeCalendar
from engine.schema import instances
from tasks import breaches, cases, office_hours, outages, work
from tasks.moving.plans import SUPERSEDE
from tasks.voice import surveys
from tasks.voice.elements import COLUMNS
from tests.recount.stage import HOUR, MINUTE, Hands, Stage, Story, on
from tests.support.office import OPERATOR, PEOPLE, Office, furnish
from tests.support.sops import shipped
from tests.tasks.moving.versions import deploy, move

BEGIN, END = on(3, 9), on(5, 4, 10)
"""From when to when the world runs: the last hour is "now" of every report."""

REGULAR = ("entri_pindai", "siapkan_perlengkapan")
FIELD = ("laksanakan_kegiatan", "foto_sidik_jari", "wawancara_verifikasi_cekal", "periksa_bms_ajudikasi")
KOTABARU = {
    login: Actor(login, login, frozenset(roles), office="kotabaru") for login, roles in PEOPLE.items()
}


def build(database: Database, clock: VirtualClock, folder: Path) -> Office:
    """The world at its last hour."""
    clock.move_to(BEGIN)
    office = furnish(database, clock, folder)
    with database.begin(replace(OPERATOR, office="kotabaru")) as tx:
        calendars.seed(tx, "kotabaru")
    stage = Stage(office)
    for at, story in _stories(office):
        stage.add(at, story)
    stage.play(END)
    return office


def _stories(office: Office) -> Iterator[tuple[datetime, Story]]:
    rng = Random(20260309)
    yield on(3, 12, 9), _across_the_holidays(office)
    yield on(3, 31, 23, 58, 59, 999_999), _over_midnight(office)
    yield on(3, 30), _sent_back_twice(office)
    yield on(4, 1, 9), _withdrawn(office)
    yield on(4, 2, 9), _canceled(office)
    yield on(4, 6, 8, 3), _interrupted(office)
    yield on(4, 7, 9), _examined(office, "ya")
    yield on(4, 7, 10), _examined(office, "tidak")
    yield on(4, 8, 9), _never_paid(office)
    yield on(3, 10, 9), _walk_in(office)
    yield on(4, 8, 10), _lost(office)
    yield on(4, 9, 10), _at_the_office(office)
    yield on(4, 10, 8), _by_the_portal(office)
    yield on(4, 20, 8), _moved(office)
    yield on(4, 20, 17), _moved_at_work(office, on(4, 21, 7, 50))
    yield on(4, 20, 17, 5), _moved_at_work(office, None)
    for days in range(15):
        yield on(4, 6, 7, 45) + timedelta(days=days, minutes=rng.randrange(300)), _usual(office, rng, days)
    yield on(3, 17, 9), _outage(office, "spri", on(3, 25, 11), "T-1")
    yield on(4, 6, 8, 30), _outage(office, "jaringan", on(4, 6, 9, 10), "T-2")
    yield on(4, 6, 9), _outage(office, "bms", on(4, 6, 13), "=T-3")
    yield on(5, 4, 9), _outage(office, "cekal", on(6, 1), "T-4")
    yield on(4, 2, 7), _changed(office, "Surat edaran terlambat", (date(2026, 3, 27), False))
    yield on(4, 14, 12), _changed(office, "Pemadaman bergilir", (date(2026, 4, 17), False))
    yield on(4, 29, 12), _changed(office, "Paspor Simpatik", (date(2026, 5, 2), True))
    for at in (on(3, 11, 9), on(4, 13, 9)):
        yield at, _elsewhere(office)
    yield on(4, 30, 8), _judged_late(office)
    for day, until in ((29, "pastikan_persyaratan"), (30, "siapkan_perlengkapan"), (30, "foto_sidik_jari")):
        yield on(4, day, 13), _left_open(office, until)
    yield on(4, 28, 9), _left_open(office, "tanda_terima_pembayaran", pays=None)
    yield on(4, 28, 10), _left_open(office, "tanda_terima_pembayaran", pays=on(4, 28, 15))
    yield on(5, 4, 8), _left_open(office, "entri_pindai")


def _begin(office: Office, key: str = "micin_darurat", **variables: Any) -> Hands:
    given = {"nama_pemohon": "Siti Aminah", "jenis_permohonan": "baru_dewasa", **variables}
    return Hands(office, cases.start(office.site, office["petugas1"], key, given, strict=False))


def _received(hands: Hands, takes: timedelta = 2 * MINUTE, after: timedelta = 4 * MINUTE) -> Story:
    yield from hands.step("terima_permohonan", after, takes)
    yield from hands.step("pastikan_persyaratan", after, takes)


def _travelled(hands: Hands, travel: timedelta = 3 * HOUR) -> Story:
    for element in REGULAR:
        yield from hands.step(element, 5 * MINUTE, 4 * MINUTE)
    yield from hands.step("perjalanan", 10 * MINUTE, travel)


def _visited(hands: Hands, takes: timedelta = 9 * MINUTE) -> Story:
    for element in FIELD:
        yield from hands.step(element, MINUTE, takes)
    yield from hands.step("tanda_terima_pembayaran", MINUTE, takes)


def _printed(hands: Hands, pays: datetime, prints: datetime, **answers: Any) -> Story:
    yield pays
    hands.say("pembayaran", dibayar_pada=pays.isoformat())
    yield prints
    yield from hands.step("cetak_ambil", MINUTE, 12 * MINUTE, **answers)
    yield from hands.step("lapor_koordinator", HOUR, 3 * MINUTE)


def _across_the_holidays(office: Office) -> Story:
    """Paid before the holidays, printed late after them, the passport system down meanwhile; pauses overlap."""
    hands = _begin(office)
    yield from _received(hands)
    yield from _travelled(hands)
    yield from _visited(hands)
    yield from _printed(hands, on(3, 17, 9, 30), on(3, 30, 8), late="sistem")


def _over_midnight(office: Office) -> Story:
    """Begun in March in Batulicin and in UTC; its second step done in April here, in March there."""
    hands = _begin(office, nama_pemohon="=SUM(A1)", jenis_permohonan="baru_anak")
    yield from hands.step("terima_permohonan", timedelta(0), MINUTE + timedelta(microseconds=1))
    yield from hands.step("pastikan_persyaratan", MINUTE, 5 * HOUR, late="jaringan")
    yield from _travelled(hands, 13 * HOUR)
    yield from _visited(hands, 30 * MINUTE)
    yield from _printed(hands, on(4, 1, 23, 30), on(4, 2, 15, 40))


def _sent_back_twice(office: Office) -> Story:
    """The second time in the next month: a repeat whose first completion lies in another period."""
    hands = _begin(office)
    yield from hands.step("terima_permohonan", MINUTE, MINUTE)
    for missing, brought in (({"kk": "tidak_ada"}, on(3, 31, 10)), ({"kk": "tidak_sesuai"}, on(4, 2, 14))):
        answers = {"missing": missing, "keputusan": "tidak"}
        yield from hands.step("pastikan_persyaratan", 7 * MINUTE, 2 * MINUTE, "petugas2", **answers)
        yield from hands.step("kembalikan_permohonan", 3 * MINUTE, 6 * MINUTE, late="berkas")
        yield brought
        hands.say("kelengkapan")
    yield from hands.step("pastikan_persyaratan", HOUR, 3 * MINUTE)
    yield from _travelled(hands)
    yield from _visited(hands)
    yield from _printed(hands, on(4, 3, 10), on(4, 6, 14))


def _withdrawn(office: Office) -> Story:
    """The documents never came: a timer ends it after fourteen days."""
    hands = _begin(office, jenis_permohonan="habis_berlaku")
    yield from hands.step("terima_permohonan", MINUTE, MINUTE)
    answers = {"missing": {"ektp": "tidak_ada", "paspor_lama": "tidak_sesuai"}, "keputusan": "tidak"}
    yield from hands.step("pastikan_persyaratan", MINUTE, 8 * MINUTE, late="berkas", **answers)
    yield from hands.step("kembalikan_permohonan", MINUTE, MINUTE)


def _canceled(office: Office) -> Story:
    """Given up while work was under way: the open task leaves no completion behind."""
    hands = _begin(office)
    yield from _received(hands)
    yield office.clock() + HOUR
    work.start(office.site, office["petugas1"], hands.open("entri_pindai"))
    yield office.clock() + HOUR
    cases.cancel(office.site, office["koordinator"], hands.case.instance, "Pemohon wafat")


def _interrupted(office: Office) -> Story:
    """A step suspended before and within an outage, given to another, and late all the same."""
    hands = _begin(office)
    yield from hands.step("terima_permohonan", MINUTE, MINUTE)
    yield on(4, 6, 8, 10)
    task = hands.open("pastikan_persyaratan")
    work.start(office.site, office["petugas1"], task)
    yield on(4, 6, 8, 12)
    work.suspend(office.site, office["petugas1"], task, "istirahat", "")
    yield on(4, 6, 8, 50)  # the network is down: two pauses of one task overlap
    work.resume(office.site, office["petugas1"], task)
    yield on(4, 6, 9, 12)
    work.reassign(office.site, office["koordinator"], task, "petugas2", "Petugas pertama dipanggil rapat")
    yield on(4, 6, 9, 20)
    work.start(office.site, office["petugas2"], task)
    yield on(4, 6, 9, 30)
    hands.finish(task, "petugas2", late="jaringan")
    yield from _travelled(hands)
    yield from _visited(hands)
    yield from _printed(hands, on(4, 7, 9), on(4, 9, 9), late="jaringan")


def _examined(office: Office, answer: str) -> Story:
    """A doubt in the interview: a called SOP of further examination, after which it goes on or is refused."""
    hands = _begin(office)
    yield from _received(hands)
    yield from _travelled(hands)
    for element in FIELD[:2]:
        yield from hands.step(element, MINUTE, 9 * MINUTE)
    doubt = {"keputusan": "tidak", "catatan": "Ragu"}
    yield from hands.step("wawancara_verifikasi_cekal", MINUTE, 9 * MINUTE, **doubt)
    given = {"keputusan": answer, "catatan": "Data palsu"}
    yield from hands.step("pemeriksaan_lanjutan", 30 * HOUR, 2 * HOUR, **given)
    if answer == "tidak":
        return
    for element in FIELD[2:]:
        yield from hands.step(element, MINUTE, 9 * MINUTE)
    yield from hands.step("tanda_terima_pembayaran", MINUTE, 9 * MINUTE)
    yield from _printed(hands, on(4, 10, 9), on(4, 13, 10))


def _never_paid(office: Office) -> Story:
    hands = _begin(office)
    yield from _received(hands)
    yield from _travelled(hands)
    yield from _visited(hands)


def _walk_in(office: Office) -> Story:
    """A pensioner in Ramadan, paid after the service, printed twice because the first book failed."""
    hands = _begin(office, "kelompok_rentan")
    for element in ("sambut_identifikasi", "antrean_prioritas", "periksa_kelengkapan", "dampingi_formulir"):
        yield from hands.step(element, 2 * MINUTE, 6 * MINUTE)
    for element in ("entri_pindai", "foto_sidik_jari", "wawancara", "verifikasi_bms_ajudikasi"):
        yield from hands.step(element, 20 * MINUTE, 7 * MINUTE)
    yield from hands.step("tanda_terima_billing", MINUTE, 4 * MINUTE)
    yield on(3, 16, 10)
    hands.say("pembayaran", dibayar_pada=on(3, 13, 20).isoformat())
    yield from hands.step("cetak_uji", 26 * HOUR, 20 * MINUTE, keputusan="tidak", catatan="Gagal")
    yield from hands.step("cetak_uji", 8 * 24 * HOUR, 20 * MINUTE)
    yield from hands.step("serahkan", 2 * HOUR, 5 * MINUTE)
    _answer(office, hands, (4, 4, 3, 4, 4, 4, 4, 4, 3))


def _lost(office: Office) -> Story:
    """A lost passport: the called SOP of the BAP comes first and takes the money."""
    hands = _begin(office, "kelompok_rentan", jenis_permohonan="hilang")
    for element in ("sambut_identifikasi", "antrean_prioritas", "bap", "putusan_bap", "billing_denda"):
        yield from hands.step(element, 25 * MINUTE, 15 * MINUTE)
    yield on(4, 9, 9)
    hands.say("pembayaran", dibayar_pada=on(4, 9, 8, 59).isoformat())
    served = ("periksa_kelengkapan", "dampingi_formulir", "entri_pindai", "foto_sidik_jari", "wawancara")
    for element in (*served, "verifikasi_bms_ajudikasi", "cetak_uji", "serahkan"):
        yield from hands.step(element, 3 * HOUR, 10 * MINUTE)
    _answer(office, hands, (3, 3, 2, 4, 3, 3, 3, 3, 1), "=1+1 lama")


def _at_the_office(office: Office) -> Story:
    """Penerbitan by a walk-in, its book printed anew; collected later."""
    hands = _begin(office, "penerbitan_penggantian", jenis_permohonan="habis_berlaku")
    yield from hands.step("terima_pemohon", MINUTE, MINUTE, keputusan="tidak")
    yield from _issued(hands)


def _issued(hands: Hands) -> Story:
    for element in ("periksa_kelengkapan", "entri_pindai", "foto_sidik_jari", "wawancara"):
        yield from hands.step(element, 11 * MINUTE, 8 * MINUTE)
    for element in ("verifikasi_bms_ajudikasi", "alokasi", "cetak"):
        yield from hands.step(element, 26 * HOUR, 8 * MINUTE)
    yield from hands.step("uji_kualitas", HOUR, 8 * MINUTE, keputusan="tidak", catatan="Gagal")
    for element in ("alokasi", "cetak", "uji_kualitas", "siap_diambil"):
        yield from hands.step(element, 5 * HOUR, 8 * MINUTE)
    yield from hands.step("serahkan", 50 * HOUR, 3 * MINUTE)
    _answer(hands.office, hands, (4,) * 9, "Ramah")


def _by_the_portal(office: Office) -> Story:
    """M-Paspor: messages of the applicant, two steps of the office, then Penerbitan under the same number."""
    hands = _begin(office, "m_paspor")
    kind = {"nama_pemohon": "Budi Santoso", "jenis_permohonan": "baru_dewasa"}
    said: dict[str, dict[str, Any]] = {"pilih_layanan": {"layanan": "reguler"}, "isi_kuesioner": kind}
    for message in ("pasang_aplikasi", "daftar_akun", "aktivasi_akun", "pilih_layanan", "unggah_ektp"):
        yield office.clock() + MINUTE
        hands.say(message, keputusan="ya", **said.get(message, {}))
    yield office.clock() + HOUR
    hands.say("isi_kuesioner", keputusan="ya", **kind)
    chosen = {"keputusan": "ya", "tanggal_datang": "2026-04-14"}
    for message in ("unggah_dokumen", "pilih_paspor_kantor", "pilih_jadwal", "terima_billing"):
        yield office.clock() + MINUTE
        hands.say(message, **(chosen if message == "pilih_jadwal" else {}))
    yield office.clock() + MINUTE
    hands.say("bayar_pnbp", dibayar_pada=office.clock().isoformat())
    yield office.clock() + MINUTE
    hands.say("bukti_pendaftaran")
    yield on(4, 14, 9)
    yield from hands.step("siapkan_daftar_hari", MINUTE, 8 * MINUTE)
    yield from hands.step("datang_kantor", HOUR, 3 * MINUTE)
    yield from hands.step("terima_pemohon", MINUTE, MINUTE, keputusan="tidak")
    yield from _issued(hands)


def _moved(office: Office) -> Story:
    """Begun on the first version, moved to the second while its second step was open."""
    hands = _begin(office)
    yield from hands.step("terima_permohonan", MINUTE, 2 * MINUTE)
    yield on(4, 20, 18)
    deploy(office.site.db, _second_version())
    move(office, "micin_darurat", other=SUPERSEDE)
    yield on(4, 21, 8)
    yield from hands.step("pastikan_persyaratan", MINUTE, 4 * MINUTE)
    yield from _travelled(hands)
    yield from _visited(hands)
    yield from _printed(hands, on(4, 22, 9), on(4, 23, 9))


def _moved_at_work(office: Office, until: datetime | None) -> Story:
    """Its second step was begun under a limit that the move replaced; the old one had passed by then."""
    hands = _begin(office, jenis_permohonan="baru_anak")
    yield from hands.step("terima_permohonan", MINUTE, 2 * MINUTE)
    yield on(4, 20, 17, 50)
    task = hands.open("pastikan_persyaratan")
    work.start(office.site, office["petugas1"], task)
    if until is not None:
        yield until
        hands.finish(task, "petugas1", late="antrean")


def _second_version() -> bytes:
    """The second step may take five minutes instead of three."""
    text = shipped("micin_darurat").decode()
    begin = text.index('id="pastikan_persyaratan"')
    end = text.index("</bpmn:userTask>", begin)
    step = text[begin:end]
    changed = step.replace('amount="3"', 'amount="5"').replace("3 menit", "5 menit")
    assert changed != step
    return (text[:begin] + changed + text[end:]).encode()


def _usual(office: Office, rng: Random, number: int) -> Story:
    """Mostly in time; now and then slow. Every fifth is done by another, every fourth answers the survey."""
    kinds = ("baru_dewasa", "habis_berlaku", "baru_anak", "baru_anak")
    hands = _begin(office, nama_pemohon=f"Pemohon {number}", jenis_permohonan=kinds[number % 4])

    def some() -> timedelta:
        return timedelta(seconds=rng.randrange(50, 200), microseconds=rng.randrange(1_000_000))

    who = "petugas2" if number % 5 == 0 else "petugas1"
    yield from hands.step("terima_permohonan", some() * rng.randrange(1, 9), some(), who)
    yield from hands.step("pastikan_persyaratan", some(), some(), who)
    if number % 3:
        return  # its story goes no further: these stay open
    yield from _travelled(hands)
    yield from _visited(hands, some() * 3)
    paid = office.clock() + rng.randrange(1, 30) * HOUR
    yield from _printed(hands, paid, paid + rng.randrange(2, 60) * HOUR)
    if number % 2:
        _answer(office, hands, [rng.randrange(1, 5) for _ in range(9)])


def _left_open(office: Office, until: str, pays: datetime | None = None) -> Story:
    """Still open at the end: before a step, within it, or waiting for the money."""
    hands = _begin(office)
    way = ("terima_permohonan", "pastikan_persyaratan", *REGULAR, "perjalanan", *FIELD)
    for element in (*way, "tanda_terima_pembayaran"):
        if element == until and pays is None and until != "tanda_terima_pembayaran":
            break
        yield from hands.step(element, 2 * MINUTE, 2 * MINUTE)
    if pays is not None:
        yield pays
        hands.say("pembayaran", dibayar_pada=pays.isoformat())
    elif until == "pastikan_persyaratan":
        yield on(5, 4, 9, 50)
        task = hands.open(until)
        work.start(office.site, office["petugas1"], task)
        yield on(5, 4, 9, 51)
        work.suspend(office.site, office["petugas1"], task, "lain", "antre")


def _outage(office: Office, system: str, until: datetime, ticket: str) -> Story:
    number = outages.declare(office.site, office["kasi"], system, ticket)
    yield until
    outages.end(office.site, office["admin"], number)


def _changed(office: Office, reason: str, *days: tuple[date, bool]) -> Story:
    """A day closed or opened by a new version, sometimes after it was over."""
    calendar = office_hours.current(office.site, office["admin"])
    office_hours.publish(office.site, office["admin"], _with(calendar, days), reason, calendar.version)
    yield from ()


def _with(calendar: OfficeCalendar, days: tuple[tuple[date, bool], ...]) -> OfficeCalendar:
    hours = calendar.week[0]
    put = {day: DayException(hours if opens else (), "Ditetapkan kemudian") for day, opens in days}
    return replace(calendar, exceptions={**calendar.exceptions, **put})


def _elsewhere(office: Office) -> Story:
    """The other office's cases, by its own calendar: no figure of ours may hold them."""
    given = {"nama_pemohon": "Orang Lain", "jenis_permohonan": "baru_dewasa"}
    case = cases.start(office.site, KOTABARU["petugas1"], "micin_darurat", given)
    work.start(office.site, KOTABARU["petugas1"], case.opened[0])
    yield office.clock() + HOUR
    hands = Hands(replace(office, actors=KOTABARU), case)
    hands.finish(case.opened[0], "petugas1", late="jaringan")


def _judged_late(office: Office) -> Story:
    """Some breaches are explained, some of these confirmed, one of these closed."""
    with office.site.db.read(OPERATOR) as tx:
        ours = select(instances.c.id).where(instances.c.office == "batulicin").order_by(instances.c.id)
        found = [one for case in tx.conn.execute(ours).scalars() for one in breaches.of_instance(tx, case)]
    waiting = [one for one in found if one.state == breaches.NEW]
    for place, one in enumerate(waiting[:4]):
        breaches.explain(office.site, office["kasi"], one.id, ("sistem", "berkas")[place % 2], "catatan")
    explained = [one for one in found if one.state == breaches.EXPLAINED]
    for place, one in enumerate(explained[:3]):
        breaches.confirm(office.site, office["koordinator"], one.id, ("jaringan", "kantor")[place % 2])
    breaches.close(office.site, office["kasi"], explained[0].id, "Jaringan diperbaiki")
    yield from ()


def _answer(office: Office, hands: Hands, given: Any, comment: str = "") -> None:
    form = {name: str(score) for name, score in zip(COLUMNS, given, strict=True)}
    surveys.answer(
        office.site, surveys.token_of(office.site, hands.case.instance), {**form, "comment": comment}
    )
