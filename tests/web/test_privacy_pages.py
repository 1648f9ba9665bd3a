"""What auditors are shown of people's data on every page and over REST, and how they uncover one request."""

from __future__ import annotations

from datetime import timedelta

import orjson
from flask import Flask
from sqlalchemy import select

from engine import schema
from tasks import api_tokens, cases
from tests.support.office import OPERATOR, Office
from tests.support.office_pages import signed_in
from tests.web.test_api import Program
from tests.web.test_every_page import Furnished, address_of, furnished, rules

__all__ = ["furnished"]

NAMES = ("Aminah", "Abdurrahman", "Misran", "Noraini", "Rahmawati", "ICU", "KK.pdf", "0812")
WHY = {"uncover.purpose": "temuan", "uncover.reason": "Temuan 12/2026: cocokkan nama"}


def test_no_page_that_an_auditor_reaches_shows_whom_a_request_is_about(
    office_app: Flask, furnished: Furnished
) -> None:
    visitor, looked, wrong = signed_in(office_app, "auditor"), 0, []
    for rule in rules(office_app, "GET"):
        for number in (furnished.returned, furnished.late, furnished.done):
            path = address_of(office_app, rule, furnished).replace(
                f"/requests/{furnished.returned}", f"/requests/{number}"
            )
            answer = visitor.get(path)
            if answer.status_code == 200 and answer.mimetype.startswith(("text/", "application/json")):
                looked += 1
                wrong += [(path, name) for name in NAMES if name in answer.text]
            if "instance_id" not in rule.arguments:
                break
    assert wrong == []
    assert looked > 50


def test_nothing_over_rest_tells_an_auditor_either(
    office_app: Flask, office: Office, furnished: Furnished
) -> None:
    case, task = furnished.returned, furnished.open_task
    ask = Program(office_app.test_client(), api_tokens.create(office.site, OPERATOR, "audit", ["auditor"]))
    with office.site.db.read() as tx:
        query = select(schema.tasks.c.id).where(schema.tasks.c.instance_id == case)
        first = min(tx.conn.execute(query).scalars())
    said = [ask("GET", f"/process-instances/{case}{tail}") for tail in ("", "/history")]
    for number in (task, first):
        said += [ask("GET", f"/tasks/{number}{tail}") for tail in ("", "/form", "/comments", "/attachments")]
    every = {"filter": {}, "page": {"limit": 50}}
    said += [ask("POST", f"/{what}/search", every) for what in ("process-instances", "tasks", "clocks")]
    said.append(ask("POST", "/tasks/search", {**every, "sort": [{"field": "title", "order": "asc"}]}))
    said.append(ask("POST", "/audit/search", every))
    assert {answer.status_code for answer in said} == {200}
    assert [(name, answer.text[:200]) for answer in said for name in NAMES if name in answer.text] == []
    assert ask("GET", "/attachments/1").status_code == 403


def test_an_auditor_uncovers_a_request_reads_it_and_covers_it_again(
    office_app: Flask, office: Office, furnished: Furnished
) -> None:
    case = furnished.returned
    visitor = signed_in(office_app, "auditor")
    page = visitor.get(f"/requests/{case}").text
    assert "Data pribadi tertutup" in page and "Perlihatkan data pribadi" in page
    short = visitor.post(f"/requests/{case}/data", {"uncover.purpose": "temuan", "uncover.reason": "lihat"})
    assert short.status_code == 422 and "paling sedikit 10 karakter" in short.text
    assert visitor.post(f"/requests/{case}/data", WHY).status_code == 303
    page = visitor.get(f"/requests/{case}").text
    assert "Siti Aminah" in page and "sisa 30 menit" in page and "Tutup kembali" in page
    assert "KK.pdf" in page and visitor.get("/attachments/1").status_code == 200
    assert "Aminah" not in visitor.get("/requests").text
    assert "Aminah" not in signed_in(office_app, "pdp").get("/audit/privacy").text
    with office.site.db.read() as tx:
        query = select(schema.audit.c.details).where(schema.audit.c.action == "data.read")
        pages = [orjson.loads(row)["page"] for row in tx.conn.execute(query).scalars()]
    assert pages == ["instance.show", "task.file"]
    listed = visitor.get("/audit/privacy").text
    assert "MD-2026-00001" in listed and WHY["uncover.reason"] in listed and "Temuan pemeriksaan" in listed
    assert visitor.post(f"/requests/{case}/data/cover").status_code == 303
    assert "Aminah" not in visitor.get(f"/requests/{case}").text
    office.clock.move(timedelta(minutes=31))
    assert visitor.post(f"/requests/{case}/data/cover").status_code == 409


def test_who_works_on_the_request_is_not_told_of_covers(office_app: Flask, furnished: Furnished) -> None:
    for login in ("petugas1", "kasi"):
        page = signed_in(office_app, login).get(f"/requests/{furnished.returned}").text
        assert "Siti Aminah" in page and "Perlihatkan data pribadi" not in page


def test_two_people_erase_a_request_on_the_pages(office_app: Flask, office: Office) -> None:
    started = office.start(nama_pemohon="Siti Aminah")
    cases.cancel(office.site, office["kasi"], started.instance, "Ditarik")
    officer, kasi = signed_in(office_app, "pdp"), signed_in(office_app, "kasi")
    seen = officer.get(f"/audit/privacy/erasures/new?number={started.business_key}").text
    assert "Apa yang akan dihapus" in seen and "Minta penghapusan" in seen
    given = {"number": started.business_key, "reason": "Surat 7/2026"}
    asked = officer.post("/audit/privacy/erasures", given)
    assert asked.status_code == 303 and asked.location.endswith("/audit/privacy/erasures/1")
    assert officer.post("/audit/privacy/erasures/1/confirm", {"sure": "true"}).status_code == 403
    assert kasi.post("/audit/privacy/erasures/1/confirm", {}).status_code == 422
    assert kasi.post("/audit/privacy/erasures/1/confirm", {"sure": "true"}).status_code == 303
    assert "Selesai" in kasi.get("/audit/privacy/erasures/1").text
    page = kasi.get(f"/requests/{started.instance}").text
    assert "[dihapus]" in page and "Siti" not in page


def test_retention_copies_and_a_breach_of_data_on_the_pages(office_app: Flask, office: Office) -> None:
    started = office.start(nama_pemohon="Siti Aminah")
    officer = signed_in(office_app, "pdp")
    assert "Tidak ada yang jatuh tempo" in officer.get("/audit/privacy/retention").text
    assert "Rekaman pemrosesan" in officer.get("/audit/privacy/processing").text
    given = {"numbers": started.business_key, "reason": "Surat 3/2026"}
    assert "Permohonan" in officer.post("/audit/privacy/copies", given).text
    taken = officer.post("/audit/privacy/copies", {**given, "take": "1"})
    assert taken.mimetype == "application/zip" and taken.headers["Cache-Control"] == "no-store"
    form = {"title": "Laptop hilang", "known_at": "2026-04-09T08:00", "logins": "petugas1"}
    span = {"since": "2026-04-08T08:00", "until": "2026-04-09T09:00"}
    made = officer.post("/audit/privacy/leaks", {**form, **span})
    assert made.status_code == 303
    page = officer.get("/audit/privacy/leaks/1").text
    assert "Siti Aminah" in page and "Orang dan lembaga harus diberi tahu" in page
    notice = officer.get("/audit/privacy/leaks/1/notice/subjects.pdf")
    assert notice.mimetype == "application/pdf" and notice.data.startswith(b"%PDF")
    assert officer.get("/audit/privacy/leaks/1/notice/subjects.exe").status_code == 404
    assert officer.post("/audit/privacy/leaks/1/told", {"whom": "agency"}).status_code == 303
    assert officer.post("/audit/privacy/leaks", {**form, "since": "", "until": ""}).status_code == 422
