"""Kept questions and exports on their pages: a conflict shows both wordings, a job its progress, a file its rows."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask import Flask

from engine.database import SYSTEM
from tasks import people
from tasks.asking import exports, making
from tasks.people import NewPerson
from tasks.roles import INSPECTOR
from tests.support.office import PASSWORD, Office
from tests.support.office_pages import signed_in
from tests.support.pages import Visitor
from tests.tasks.asking.fact_rows import MINUTE, case, put, step

ASKED = "about=steps&rows=step&columns=month&measure=late&from=2026-03-01&to=2026-03-31"


@pytest.fixture
def filled(office: Office) -> Office:
    """Thirty steps and three cases."""
    with office.site.db.begin() as tx:
        put(
            tx,
            [step(n, touch=n * MINUTE, late=n % 3 == 0) for n in range(1, 31)],
            [case(n) for n in range(3)],
        )
    return office


def kept(visitor: Visitor, *shared: str) -> None:
    fields = {"name": "Terlambat per bulan", "note": "rapat", "question": ASKED, "shared": list(shared)}
    assert visitor.post("/audit/explore/saved", fields).status_code == 303


def test_a_question_is_kept_asked_shared_pinned_and_taken_back(office_app: Flask, filled: Office) -> None:
    auditor, owner = signed_in(office_app, "auditor"), signed_in(office_app, "pemilik")
    kept(auditor, "supervisor")
    asked = auditor.get("/audit/explore/saved/1", follow_redirects=True)
    assert "Terlambat per bulan" in asked.text and asked.request.args["saved"] == "1"
    assert owner.get("/audit/explore/saved/1").status_code == 404
    supervisor = signed_in(office_app, "kasi")
    assert "Terlambat per bulan" in supervisor.get("/audit/explore/saved").text
    supervisor.post("/audit/explore/saved/1/pin")
    assert "Terlambat per bulan" in supervisor.get("/audit").text
    assert "Terlambat per bulan" not in auditor.get("/audit").text
    assert supervisor.post("/audit/explore/saved/1/delete").status_code == 403
    auditor.post("/audit/explore/saved/1/delete")
    assert "Terlambat per bulan" not in supervisor.get("/audit").text
    auditor.post("/audit/explore/saved/1/restore")
    assert "Terlambat per bulan" in supervisor.get("/audit").text
    copied = supervisor.post("/audit/explore/saved/1/copy")
    assert "Terlambat per bulan (salinan)" in supervisor.get(copied.location).text


def test_who_comes_second_sees_both_wordings_and_chooses(office_app: Flask, filled: Office) -> None:
    auditor, supervisor = signed_in(office_app, "auditor"), signed_in(office_app, "kasi")
    kept(auditor, "supervisor")
    theirs = {"name": "Dari kasi", "note": "", "question": ASKED, "shared": "supervisor", "revision": "1"}
    assert supervisor.post("/audit/explore/saved/1", theirs).status_code == 303
    mine = {**theirs, "name": "Dari auditor", "question": ASKED.replace("month", "week")}
    answer = auditor.post("/audit/explore/saved/1", mine)
    assert answer.status_code == 409
    assert "Dari kasi" in answer.text and 'value="Dari auditor"' in answer.text
    again = unescape(re.search(r'name="question" value="([^"]+)"', answer.text)[1])  # type: ignore[index]
    revision = re.search(r'name="revision" value="(\d+)"', answer.text)
    assert "columns=week" in again and revision and revision[1] == "2"
    assert auditor.post("/audit/explore/saved/1", {**mine, "revision": "2"}).status_code == 303
    auditor.post("/audit/explore/saved/1/undo", {"revision": "3"})
    assert "Dari kasi" in auditor.get("/audit/explore/saved").text


def test_what_cannot_be_kept_is_said_at_its_field(office_app: Flask, filled: Office) -> None:
    auditor = signed_in(office_app, "auditor")
    for wrong in (
        {"name": " "},
        {"question": "rows=passwd"},
        {"shared": "administrator"},
        {"name": "x" * 99},
    ):
        fields = {"name": "Baik", "note": "", "question": ASKED, **wrong}
        assert auditor.post("/audit/explore/saved", fields).status_code == 422
    refused = signed_in(office_app, "pemilik").post(
        "/audit/explore/saved", {"name": "x", "note": "", "question": "rows=person"}
    )
    assert refused.status_code == 403


def test_few_rows_come_at_once(office_app: Flask, filled: Office) -> None:
    auditor = signed_in(office_app, "auditor")
    answer = auditor.post(
        "/audit/explore/exports", {"what": "steps", "format": "csv", "question": ASKED + "&in.late=yes"}
    )
    assert answer.headers["Content-Disposition"].endswith('alur-steps-2026-03-01-2026-03-31.csv"')
    found = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [int(line["task_id"]) for line in found] == [*range(3, 31, 3)]
    for wrong in ({"what": "people"}, {"format": "exe"}, {"what": "cases"}):
        fields = {"what": "steps", "format": "csv", "question": ASKED, **wrong}
        assert auditor.post("/audit/explore/exports", fields).status_code == 422


def test_many_rows_become_a_job_with_its_progress(
    office_app: Flask, filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 10)
    auditor = signed_in(office_app, "auditor")
    begun = auditor.post("/audit/explore/exports", {"what": "steps", "format": "xlsx", "question": ASKED})
    assert begun.status_code == 303
    page = auditor.get(begun.location).text
    assert "data-live-url" in page and "menunggu pekerja latar" in page
    assert auditor.get("/audit/explore/exports/1/file").status_code == 303
    making.work(filled.site)
    assert "baris dibaca" in auditor.get("/audit/explore/exports").text or making.work(filled.site) == []
    making.work(filled.site)
    page = auditor.get("/audit/explore/exports").text
    assert "siap" in page and "data-live-url" not in page
    with auditor.get("/audit/explore/exports/1/file") as file:
        assert file.data[:2] == b"PK" and "alur-steps-1.xlsx" in file.headers["Content-Disposition"]
    assert signed_in(office_app, "pemilik").get("/audit/explore/exports/1/file").status_code == 403
    auditor.post("/audit/explore/exports/1/delete")
    assert auditor.get("/audit/explore/exports/1/file").status_code == 404


def test_a_job_is_stopped_by_hand(office_app: Flask, filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 10)
    auditor = signed_in(office_app, "auditor")
    auditor.post("/audit/explore/exports", {"what": "steps", "format": "csv", "question": ASKED})
    assert auditor.post("/audit/explore/exports/1/delete").status_code == 409
    auditor.post("/audit/explore/exports/1/stop")
    assert "dihentikan" in auditor.get("/audit/explore/exports").text
    assert auditor.post("/audit/explore/exports/1/stop").status_code == 409


def test_an_inspector_asks_of_all_offices_and_sees_nobody(office_app: Flask, filled: Office) -> None:
    people.add(filled.site, SYSTEM, NewPerson("irjen", "Irjen", (INSPECTOR,), PASSWORD, "pusat"))
    with filled.site.db.begin() as tx:
        put(tx, [step(1), step(2, office="kotabaru"), step(3, office="kotabaru", person="orang_luar")])
    inspector = signed_in(office_app, "irjen")
    page = inspector.get("/audit/explore?rows=office&from=2026-03-01&to=2026-03-31").text
    assert "kotabaru" in page and "orang_luar" not in page and "/audit/explore/behind" not in page
    for address in ("/audit/explore?rows=person", "/audit/explore/behind", "/audit/explore/exports"):
        assert inspector.get(address).status_code == 403
