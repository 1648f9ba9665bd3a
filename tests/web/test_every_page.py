"""Every address of the application: who may use it; looking changes nothing (test_axe.py looks at each page)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engine import schema
from engine.database import SYSTEM
from processes.paper.report.model import Document
from tasks import attachments, cases, comments, library, outages, people, sop_drafts, work, worker
from tasks.asking import exports, saved
from tasks.asking import question as questions
from tasks.asking import rows as asking_rows
from tasks.attachments import Place
from tasks.counters import arrivals
from tasks.decisions import drafts as model_drafts
from tasks.filing import saved as saved_reports
from tasks.filing import schedules
from tasks.filing.frame import Question
from tasks.filing.kinds import KINDS
from tasks.filing.periods import parse
from tasks.filing.saved import Made
from tasks.filing.schedules import Wanted
from tasks.intake import intakes
from tasks.people import NewPerson
from tasks.privacy import erasing, holds, leaks, runs
from tasks.privacy.leaks import Typed as TypedLeak
from tasks.roles import AUDITOR, PROCESS_OWNER, SUPERVISOR
from tasks.sandbox import judging, plays
from tasks.sandbox.commands import Command
from tasks.simulation import jobs, typed
from tasks.simulation.preparing import Setup
from tasks.simulation.typed import Typed
from tasks.versions import review_comments, reviewing
from tasks.voice import complaints
from tests.processes.intake.place import FILES
from tests.support.office import PASSWORD, PEOPLE, REQUEST, Office
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor
from tests.tasks.voice.saying import COMPLAINT
from tests.web.test_task_pages import PDF

LANES = ("petugas1", "petugas2", "petugas3", "koordinator", "kasi", "pengawas")
SUPERVISORS = ("koordinator", "kasi")
EVERYBODY = tuple(PEOPLE)
SEES = (*LANES, "auditor")
PAGES: dict[str, tuple[str, ...]] = {
    "/": EVERYBODY,
    "/account": EVERYBODY,
    "/login": (*EVERYBODY, ""),
    "/health": (*EVERYBODY, ""),
    "/styleguide": (*EVERYBODY, ""),
    "/tasks": LANES,
    "/tasks/<int:task_id>": SEES,
    "/attachments/<int:attachment_id>": LANES,  # an auditor first uncovers its case
    "/requests": SEES,
    "/requests/<int:instance_id>": SEES,
    "/requests/<int:instance_id>/diagram": SEES,
    "/requests/<int:instance_id>/letter": SEES,
    "/requests/<int:instance_id>/marks": SEES,
    "/requests/<int:instance_id>/nik": LANES,
    "/requests/<int:instance_id>/sheet": SEES,
    "/requests/new": LANES,
    "/requests/new/<key>": LANES,
    "/sop": EVERYBODY,
    "/sop/elements": EVERYBODY,
    "/sop/elements/<sample>.svg": EVERYBODY,
    "/sop/elements/<sample>.bpmn": EVERYBODY,
    "/sop/<key>": EVERYBODY,
    "/sop/<key>/<int:version>": EVERYBODY,
    "/sop/<key>/changes": EVERYBODY,
    "/sop/<key>/document": EVERYBODY,
    "/sop/<key>/standard": EVERYBODY,
    "/sop/<key>/standard/file.pdf": EVERYBODY,
    "/sop/<key>/document/file.<format>": EVERYBODY,
    "/sop/<key>/document/page/<int:sheet>.png": EVERYBODY,
    "/sop/<key>/<int:version>/diagram.bpmn": EVERYBODY,
    "/studio/<key>": ("pemilik",),
    "/studio/<key>/draft": ("pemilik",),
    "/studio/import": ("pemilik",),
    "/studio/import/<int:intake_id>": ("pemilik",),
    "/studio/import/<int:intake_id>/<int:page>.png": ("pemilik",),
    "/studio/import/<int:intake_id>/file": ("pemilik",),
    "/studio/<key>/changes": ("pemilik",),
    "/studio/<key>/move": ("pemilik", "admin"),
    "/studio/<key>/move/<int:job_id>": ("pemilik", "admin"),
    "/studio/<key>/simulation": (*SUPERVISORS, "pemilik"),
    "/studio/<key>/simulation/<int:simulation_id>": (*SUPERVISORS, "pemilik"),
    "/studio/<key>/simulation/<int:simulation_id>.csv": (*SUPERVISORS, "pemilik"),
    "/studio/<key>/simulation/<int:simulation_id>.xlsx": (*SUPERVISORS, "pemilik"),
    "/studio/<key>/replay": (*SUPERVISORS, "auditor", "pemilik"),
    "/studio/<key>/replay.csv": (*SUPERVISORS, "auditor", "pemilik"),
    "/studio/<key>/replay.xlsx": (*SUPERVISORS, "auditor", "pemilik"),
    "/studio/<key>/play": ("pemilik",),
    "/studio/<key>/play/diagram": ("pemilik",),
    "/studio/<key>/scenarios": ("pemilik",),
    "/studio/<key>/scenarios/summary": ("pemilik",),
    "/studio/<key>/scenarios/export": ("pemilik",),
    "/studio/<key>/scenarios/<int:scenario_id>": ("pemilik",),
    "/studio/<key>/play/<int:case>/<element>": ("pemilik",),
    "/studio/<key>/forms": ("pemilik",),
    "/studio/plugin": ("pemilik",),
    "/studio/plugin/alur-sop.zip": ("pemilik",),
    "/studio/<key>/forms/<element>": ("pemilik",),
    "/studio/<key>/versions": (*SUPERVISORS, "pemilik", "auditor", "admin"),
    "/studio/<key>/merge": ("pemilik",),
    "/studio/<key>/merge/<login>": ("pemilik",),
    "/studio/<key>/review": (*SUPERVISORS, "pemilik"),
    "/studio/<key>/review/<int:review_id>": (*SUPERVISORS, "pemilik"),
    "/studio/<key>/review/<int:review_id>/diagram.bpmn": (*SUPERVISORS, "pemilik"),
    "/audit": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/steps.csv": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/breaches": (*SUPERVISORS, "auditor"),
    "/audit/breaches.csv": (*SUPERVISORS, "auditor"),
    "/audit/requests": (*SUPERVISORS, "auditor"),
    "/audit/requests.csv": (*SUPERVISORS, "auditor"),
    "/audit/day": (*SUPERVISORS, "auditor"),
    "/audit/issued": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/issued.csv": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/issued.xlsx": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports/<kind>": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports/saved": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports/saved/<int:saved_id>": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports/saved/<int:saved_id>/file.<format>": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports/schedules": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports/schedules/<int:schedule_id>": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports/<kind>/fill/<field>": (*SUPERVISORS, "pemilik"),
    "/audit/reports/<kind>/file.<format>": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/evidence": (*SUPERVISORS, "auditor"),
    "/audit/steps/<element>": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/steps/<element>/requests": (*SUPERVISORS, "auditor"),
    "/audit/compare": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/compare.csv": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/compare.xlsx": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/offices": (),  # inspectors are of no office (test_offices_pages.py)
    "/audit/heatmap": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/heatmap/marks": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/open": (*SUPERVISORS, "auditor"),
    "/audit/board": (*SUPERVISORS, "auditor"),
    "/audit/causes": (*SUPERVISORS, "auditor"),
    "/audit/causes/documents/<document>": (*SUPERVISORS, "auditor"),
    "/audit/causes/outages/<int:outage_id>": (*SUPERVISORS, "auditor"),
    "/audit/pauses": (*SUPERVISORS, "auditor"),
    "/audit/pauses.csv": (*SUPERVISORS, "auditor"),
    "/audit/pauses.xlsx": (*SUPERVISORS, "auditor"),
    "/audit/explore": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/explore/pivot.csv": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/explore/pivot.xlsx": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/explore/behind": (*SUPERVISORS, "auditor"),
    "/audit/privacy": (*SUPERVISORS, "auditor", "pdp"),
    "/audit/conformance": (*SUPERVISORS, "auditor"),
    "/audit/conformance/marks": (*SUPERVISORS, "auditor"),
    "/audit/conformance.csv": (*SUPERVISORS, "auditor"),
    "/audit/conformance.xlsx": (*SUPERVISORS, "auditor"),
    "/audit/conformance/cases/<int:instance_id>": (*SUPERVISORS, "auditor"),
    "/audit/variants": (*SUPERVISORS, "auditor"),
    "/audit/variants/marks": (*SUPERVISORS, "auditor"),
    "/audit/variants.csv": (*SUPERVISORS, "auditor"),
    "/audit/variants.xlsx": (*SUPERVISORS, "auditor"),
    "/audit/explore/saved": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/explore/saved/new": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/explore/saved/<int:question_id>": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/explore/saved/<int:question_id>/edit": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/explore/exports": (*SUPERVISORS, "auditor"),
    "/audit/explore/exports/<int:export_id>/file": (*SUPERVISORS, "auditor"),
    "/audit/privacy/erasures": (*SUPERVISORS, "auditor", "pdp"),
    "/audit/privacy/erasures/<int:erasure_id>": (*SUPERVISORS, "auditor", "pdp"),
    "/audit/privacy/erasures/new": ("pdp",),
    "/audit/privacy/retention": ("pdp",),
    "/audit/privacy/processing": ("auditor", "pdp"),
    "/audit/privacy/copies": ("pdp",),
    "/audit/privacy/leaks": ("pdp",),
    "/audit/privacy/leaks/<int:leak_id>": ("pdp",),
    "/audit/privacy/leaks/<int:leak_id>/notice/<whom>.<format>": ("pdp",),
    "/audit/interventions": ("auditor", "admin"),
    "/audit/trail": ("auditor", "admin"),
    "/admin/people": ("admin",),
    "/admin/people/new": ("admin",),
    "/admin/people/<login>": ("admin",),
    "/admin/settings": ("admin", "pemilik"),
    "/admin/tokens": ("admin",),
    "/calendar": EVERYBODY,
    "/calendar/edit": (*SUPERVISORS, "admin"),
    "/outages": (*SUPERVISORS, "admin"),
    "/tagihan": SEES,
    "/tagihan/belum": SEES,
    "/tagihan/<int:bill_id>": SEES,
    "/tagihan/<int:bill_id>/bukti": SEES,
    "/tagihan/baru/<int:instance_id>": LANES,
    "/kuota": (*SEES, "admin"),
    "/kuota/ubah": (*SUPERVISORS, "admin"),
    "/pesan": ("admin",),
    "/kedatangan": LANES,
    "/kedatangan/nomor/<int:ticket_id>": LANES,
    "/loket": LANES,
    "/layar/<place>": (*EVERYBODY, ""),
    "/keputusan": EVERYBODY,
    "/keputusan/<model>": EVERYBODY,
    "/keputusan/<model>/changes": EVERYBODY,
    "/keputusan/<model>/draf": ("pemilik",),
    "/keputusan/<model>/draf/model.dmn": ("pemilik",),
    "/keputusan/<model>/draf/perubahan": ("pemilik",),
    "/keputusan/<model>/draf/coba": ("pemilik",),
    "/keputusan/<model>/<int:version>": EVERYBODY,
    "/keputusan/<model>/<int:version>/model.dmn": EVERYBODY,
    "/sistem": (*SUPERVISORS, "admin"),
    "/sistem/<system>": (*SUPERVISORS, "admin"),
    "/sistem/<system>/open.csv": (*SUPERVISORS, "admin"),
    "/pengaduan": SEES,
    "/pengaduan/<int:complaint_id>": SEES,
    "/pengaduan/baru": LANES,
    "/survei/<int:instance_id>": LANES,
    "/laporan/ikm": (*SEES, "pemilik"),
    "/laporan/ikm.csv": (*SEES, "pemilik"),
    "/laporan/ikm.xlsx": (*SEES, "pemilik"),
}
POSTS_FOR_ALL = {"/login", "/logout", "/preferences/language", "/preferences/theme"}
POSTS_OF_THE_SIGNED_IN = ("/account/",)
MAY_POST: dict[str, tuple[str, ...]] = {
    "/tasks": LANES,
    "/attachments": LANES,
    "/requests/new": LANES,
    "/requests/<int:instance_id>/nik": LANES,
    "/requests/<int:instance_id>/data": ("auditor",),
    "/requests/<int:instance_id>/messages": LANES,
    "/requests/breaches/<int:breach_id>/explain": LANES,
    "/requests/breaches/<int:breach_id>/confirm": SUPERVISORS,
    "/requests/breaches/<int:breach_id>/close": SUPERVISORS,
    "/requests/breaches/<int:breach_id>/evidence": LANES,
    "/requests": (*SUPERVISORS, "admin"),
    "/studio": ("pemilik",),
    "/studio/import-bpmn": ("pemilik",),
    "/studio/<key>/move": ("pemilik", "admin"),
    "/studio/<key>/versions/<int:version>/withdraw": ("pemilik", "admin"),
    "/studio/<key>/review/<int:review_id>/comments": (*SUPERVISORS, "pemilik"),
    "/studio/<key>/review/<int:review_id>/decide": (*SUPERVISORS, "pemilik"),
    "/studio/<key>/simulation": (*SUPERVISORS, "pemilik"),
    "/audit": ("auditor", "admin"),
    "/audit/explore/saved": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/explore/exports": (*SUPERVISORS, "auditor"),
    "/audit/evidence": (*SUPERVISORS, "auditor"),
    "/audit/reports": (*SUPERVISORS, "pemilik"),
    "/audit/offices": (),
    "/audit/reports/saved": (*SUPERVISORS, "auditor", "pemilik"),
    "/audit/reports/schedules": SUPERVISORS,
    "/audit/privacy": ("pdp",),
    "/audit/privacy/erasures/<int:erasure_id>": (*SUPERVISORS, "pdp"),
    "/admin/settings": ("admin", "pemilik"),
    "/admin": ("admin",),
    "/calendar": (*SUPERVISORS, "admin"),
    "/outages": (*SUPERVISORS, "admin"),
    "/tagihan/pembayaran": SUPERVISORS,
    "/tagihan/baru": LANES,
    "/kuota": (*SUPERVISORS, "admin"),
    "/sistem": (*SUPERVISORS, "admin"),
    "/sistem/calls": LANES,
    "/pesan": ("admin",),
    "/kedatangan": LANES,
    "/loket": LANES,
    "/keputusan": ("pemilik",),
    "/keputusan/<model>/<int:version>": EVERYBODY,
    "/keputusan/<model>/terbit": ("pemilik", "admin"),
    "/keputusan/<model>/draf": ("pemilik",),
    "/pengaduan": SUPERVISORS,
    "/pengaduan/baru": LANES,
    "/pengaduan/<int:complaint_id>/case": LANES,
    "/survei": LANES,
}
PLACE: dict[str, Any] = {
    "key": "micin_darurat",
    "sheet": 1,
    "format": "pdf",
    "kind": "monitoring",
    "field": "conclusion",
    "model": "biaya",
    "version": 1,
    "login": "petugas1",
    "attachment_id": 1,
    "breach_id": 1,
    "incident_id": 1,
    "message_id": 1,
    "call_id": 1,
    "system": "bms",
    "outage_id": 1,
    "simulation_id": 1,
    "assumptions_id": 1,
    "token_id": 1,
    "handle": "x",
    "sample": "userTask",
    "element": "terima_permohonan",
    "verb": "start",
    "name": "kelengkapan",
    "area": "office",
    "complaint_id": 1,
    "ticket_id": 1,
    "no_show_id": 1,
    "place": "batulicin",
    "bill_id": 1,
    "payment_id": 1,
    "case": 1,
    "scenario_id": 1,
    "job_id": 1,
    "review_id": 1,
    "comment_id": 1,
    "intake_id": 1,
    "question_id": 1,
    "export_id": 1,
    "saved_id": 1,
    "schedule_id": 1,
    "page": 1,
    "erasure_id": 1,
    "hold_id": 1,
    "run_id": 1,
    "leak_id": 1,
    "whom": "agency",
    "document": "kk",
}
_ID = re.compile(r'<[a-z][^<>]*?\sid="([^"]+)"')
UNSTORED = {"sessions", "sign_in_attempts"}  # being seen moves a session's last moment


@dataclass(frozen=True)
class Furnished:
    """An office at work: one request waits for documents, one is late, one waits for its payment, one is done."""

    office: Office
    returned: int
    late: int
    paid: int
    done: int
    open_task: int


@pytest.fixture
def furnished(office: Office) -> Furnished:
    outages.end(office.site, office["kasi"], outages.declare(office.site, office["kasi"], "jaringan", "T-1"))
    returned = office.start(nama_pemohon="Hj. Siti Aminah binti Abdurrahman Noor").instance
    gate = office.until(returned, "pastikan_persyaratan")
    place = Place(returned, gate.id, "kk")
    attachments.add(office.site, office["petugas1"], place, "KK.pdf", PDF)
    comments.add(office.site, office["petugas1"], returned, "Dirawat di ICU.", gate.id)
    office.do(returned, missing={"kk": "tidak_ada"}, keputusan="tidak")
    office.do(returned)
    paid = office.start(nama_pemohon="Misran").instance
    office.until(paid, "tanda_terima_pembayaran")
    office.do(paid)
    done = office.start(nama_pemohon="Noraini").instance
    office.until(done, "wawancara_verifikasi_cekal")
    office.do(done, keputusan="tidak")
    office.do(done, "koordinator", keputusan="tidak", catatan="Tujuan tidak terbukti")
    complaints.send(office.site, COMPLAINT | {"receipt": "MD-2026-00001"}, "10.0.0.1")
    arrivals.check_in(office.site, office["petugas1"], "batulicin", "MD-2026-00001")
    late = office.start(nama_pemohon="Rahmawati").instance
    task = office.until(late, "foto_sidik_jari").id
    work.start(office.site, office["petugas1"], task)
    office.clock.move(timedelta(minutes=45))
    worker.settle(office.site)
    model_drafts.open_draft(office.site, office["pemilik"], "biaya")
    begun = Command("start", "micin_darurat", given=REQUEST)
    sent(office)
    simulate(office)
    plays.act(office.site, office["pemilik"], "micin_darurat", (begun,), 0)
    judging.record(office.site, office["pemilik"], "micin_darurat", "Baru dimulai", "")
    moved_before(office)
    asked_before(office)
    filed(office)
    protected(office)
    intakes.receive(office.site, office["pemilik"], "pengaduan.pdf", (FILES / "tanpa-nomor.pdf").read_bytes())
    return Furnished(office, returned, late, paid, done, task)


def asked_before(office: Office) -> None:
    """A question kept and shared, and a file of facts that waits for the worker."""
    asked = questions.read([("rows", "sop")], office.clock().date())
    shared = (AUDITOR, SUPERVISOR, PROCESS_OWNER)
    saved.save(office.site, office["auditor"], saved.Draft("Per SOP", "", asked, shared))
    order = asking_rows.checked("steps", "csv", asked, office.clock())
    exports.begin(office.site, office["auditor"], order)


def protected(office: Office) -> None:
    """An erasure that was refused, a hold, a run of nothing, and a breach of data."""
    ended = office.start(nama_pemohon="Halimah")
    cases.cancel(office.site, office["kasi"], ended.instance, "Ditarik pemohon")
    subject = erasing.Subject(ended.business_key)
    number = erasing.ask(office.site, office["pdp"], subject, "Surat 1/2026")
    erasing.refuse(office.site, office["kasi"], number, "Masih diperlukan")
    holds.place(office.site, office["pdp"], ended.business_key, "Sengketa 2/2026")
    runs.stop(office.site, office["pdp"], runs.begin(office.site, office["pdp"], ["access"], "Uji", True))
    span = (office.clock(), office.clock() - timedelta(days=1), office.clock())
    leaks.put_down(office.site, office["pdp"], TypedLeak("Laptop hilang", *span, {"logins": "petugas1"}))


def moved_before(office: Office) -> None:
    """A job that moved no case, for its page."""
    row = {"office": "batulicin", "key": "micin_darurat", "from_versions": [1], "to_version": 2}
    row |= {"targets": {}, "mapping": {}, "mapping_hash": "", "reason": "uji", "state": "done"}
    row |= {"choices": {"other": "keep", "service": "keep", "steps": {}}, "created_by": "pemilik"}
    row |= {"created_at": office.clock(), "ended_at": office.clock(), "ended_by": "pemilik"}
    with office.site.db.begin() as tx:
        tx.conn.execute(schema.moves.insert().values(**row))


def filed(office: Office) -> None:
    """A schedule of a report, and a report saved by it."""
    wanted = Wanted("working_day", "3", "1", "kepala@kantor.go.id", confirmed=True)
    number = schedules.create(office.site, office["kasi"], "monthly", "", wanted)
    kind, files = KINDS["monthly"], {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK"}
    made = Document("monthly", "Laporan bulanan pelayanan", "Maret 2026", office.clock())
    question = Question(parse(kind.every, "2026-03"))
    with office.site.db.begin(office["kasi"]) as tx:
        saved_reports.store(tx, Made(kind, question, made, files), number)


def sent(office: Office) -> None:
    """A draft sent to review by its owner, with a comment at an element, and edited since."""
    draft = library.open_draft(office.site, office["pemilik"], "micin_darurat")
    changed = draft.xml.replace(b"Keluarga pemohon", b"Keluarga inti pemohon", 1)
    library.save_draft(office.site, office["pemilik"], "micin_darurat", changed, draft.revision)
    review = reviewing.submit(office.site, office["pemilik"], "micin_darurat", "Keluarga inti saja")
    review_comments.add(office.site, office["kasi"], review.id, "Sebutkan siapa saja.", "terima_permohonan")
    review_comments.add(office.site, office["kasi"], review.id, "Dasar hukumnya?")
    review_comments.settle(office.site, office["pemilik"], review.id, 2)
    theirs = draft.xml.replace(b"Keluarga pemohon", b"Wakil pemohon", 1).replace(
        b'amount="20"', b'amount="15"', 1
    )
    with office.site.db.begin(office["petugas1"]) as tx:  # somebody who was an owner once
        sop_drafts.begin(tx, "micin_darurat", 1, theirs)


def simulate(office: Office) -> None:
    """A simulation that waits for the worker, and assumptions kept for others."""
    begin, end = office.clock() - timedelta(days=7), office.clock()
    setup = Setup(1, 0, end, end + timedelta(days=7), begin, end, begin, end, plays=1)
    jobs.begin(office.site, office["pemilik"], "micin_darurat", setup)
    typed.keep(office.site, office["pemilik"], "micin_darurat", "Ramai", Typed(per_day=9.0))


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """The addresses of the office's pages (programs and the public side have their own tests)."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or set()) and not rule.rule.startswith(("/api/", "/static/", "/layanan")):
            yield rule


def address_of(app: Flask, rule: Rule, furnished: Furnished) -> str:
    place = PLACE | {"task_id": furnished.open_task, "instance_id": furnished.returned}
    if rule.endpoint.startswith("surveys."):  # asked of a case that has been served
        place["instance_id"] = furnished.done
    if rule.endpoint.startswith("bills."):  # issued for a case that waits for its payment
        place["instance_id"] = furnished.paid
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(
            rule.endpoint,
            {name: place[name] for name in rule.arguments},
            method=next(iter(rule.methods or ())),
        )
    return str(built)


def stored(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, what merely being there changes left out."""
    with office.site.db.read() as tx:
        return {
            table.name: [tuple(row) for row in tx.conn.execute(select(table))]
            for table in schema.metadata.sorted_tables
            if table.name not in UNSTORED
        }


def test_each_page_is_for_those_named_here_and_looking_changes_nothing(
    office_app: Flask, furnished: Furnished
) -> None:
    visitors = {login: signed_in(office_app, login) for login in PEOPLE} | {"": Visitor(office_app)}
    before = stored(furnished.office)
    wrong: list[tuple[str, str, int | str]] = []
    assert {rule.rule for rule in rules(office_app, "GET")} == set(PAGES)
    for rule in rules(office_app, "GET"):
        path = address_of(office_app, rule, furnished)
        for login, visitor in visitors.items():
            answer = visitor.get(path)
            assert answer.data is not None  # a file that is streamed is read to its end
            refused = answer.status_code == 403 or "/login" in (answer.location or "")
            if refused == (login in PAGES[rule.rule]) or answer.status_code not in (200, 303, 403):
                wrong.append((path, login, answer.status_code))
            # Two elements of one name: a label or a button would lead to the first of them.
            wrong += [(path, login, name) for name in _doubled(answer)]
    assert wrong == []
    after = stored(furnished.office)
    changed = {name for name in before if before[name] != after[name]}
    # What was taken out of people's data, read or refused is noted in chains of their own; nothing else moves.
    assert changed <= {"audit", "audit_heads"}
    assert _moved(before, after) <= {"reads", "attempts"}


def _doubled(answer: TestResponse) -> list[str]:
    counted = Counter(_ID.findall(answer.text) if answer.mimetype == "text/html" else ())
    return [name for name, times in counted.items() if times > 1]


def test_no_form_works_for_those_who_may_not(office_app: Flask, furnished: Furnished) -> None:
    visitors = {login: signed_in(office_app, login) for login in PEOPLE} | {"": Visitor(office_app)}
    tokens = {login: visitor.token("/account" if login else "/login") for login, visitor in visitors.items()}
    before = stored(furnished.office)
    wrong, tried = [], 0
    for method in ("POST", "PUT"):
        for rule in rules(office_app, method):
            if rule.rule in POSTS_FOR_ALL:
                continue
            for login in sorted(visitors.keys() - set(_may_post(rule.rule))):
                headers = {"X-CSRFToken": tokens[login]}
                path = address_of(office_app, rule, furnished)
                answer = visitors[login].client.open(path, method=method, headers=headers)
                tried += 1
                expected = answer.status_code == 403 if login else "/login" in (answer.location or "")
                if not expected:
                    wrong.append((method, path, login, answer.status_code))
    assert wrong == []
    assert tried > 150
    after = stored(furnished.office)
    assert {name for name in before if before[name] != after[name]} == {"audit", "audit_heads"}
    assert _moved(before, after) == {"attempts"}


def _moved(before: dict[str, list[tuple[Any, ...]]], after: dict[str, list[tuple[Any, ...]]]) -> set[str]:
    """Names of the chains that grew."""
    return {head[1] for head in set(after["audit_heads"]) - set(before["audit_heads"])}


def _may_post(rule: str) -> tuple[str, ...]:
    if rule.startswith(POSTS_OF_THE_SIGNED_IN):
        return EVERYBODY
    return MAY_POST[max((start for start in MAY_POST if rule.startswith(start)), key=len)]


def test_another_office_sees_nothing_of_ours(office_app: Flask, furnished: Furnished) -> None:
    office = furnished.office
    roles = ("petugas", "auditor", "supervisor")
    people.add(office.site, SYSTEM, NewPerson("orang_luar", "Orang Luar", roles, PASSWORD, "kotabaru"))
    visitor = signed_in(office_app, "orang_luar")
    seen = {}
    for rule in rules(office_app, "GET"):
        if rule.arguments & {
            "task_id",
            "instance_id",
            "attachment_id",
            "bill_id",
            "complaint_id",
            "ticket_id",
        }:
            path = address_of(office_app, rule, furnished)
            seen[path] = visitor.get(path).status_code
    assert len(seen) >= 15
    assert {path: status for path, status in seen.items() if status not in (403, 404)} == {}
    for path in ("/tasks", "/requests", "/audit/requests"):
        assert "Aminah" not in visitor.get(path).text
    start = visitor.post(f"/tasks/{furnished.open_task}/start", page="/tasks")
    assert start.status_code in (403, 404)
