"""A change on its way: sent from the editor, talked over at the element, approved by another person, published."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from engine.clock import VirtualClock
from engine.database import Database
from tasks import library
from tests.support.office import Office, without_review
from tests.support.office_pages import opened, signed_in
from tests.tasks.versions.changing import KEY, STEP, changed, drafted, sent

_REVIEW = f"/studio/{KEY}/review"


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    return opened(db, clock, tmp_path / "alur")


def test_the_editor_sends_to_review_and_offers_no_way_round_it(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    drafted(office)
    owner = signed_in(app, "pemilik")
    page = owner.get(f"/studio/{KEY}").text
    assert "Kirim untuk ditinjau" in page and "/publish" not in page
    assert owner.post(f"/studio/{KEY}/publish", {"note": "langsung"}).status_code == 409
    assert owner.post(f"/studio/{KEY}/submit", {"note": " ", "revision": "2"}).status_code == 422
    assert owner.post(f"/studio/{KEY}/submit", {"note": "Lebih jelas", "revision": "1"}).status_code == 409
    answer = owner.post(f"/studio/{KEY}/submit", {"note": "Lebih jelas", "revision": "2"})
    assert (answer.status_code, answer.location) == (303, f"{_REVIEW}/1")


def test_a_comment_stands_at_its_element_and_in_the_list(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    sent(office)
    reviewer = signed_in(app, "kasi")
    answer = reviewer.post(f"{_REVIEW}/1/comments", {"text": "Siapa <saja>?", "element": STEP})
    assert answer.location.endswith("#comment-1")
    page = reviewer.get(f"{_REVIEW}/1").text
    assert f'data-diagram-element="{STEP}"' in page and "Siapa &lt;saja&gt;?" in page
    assert f'"element": "{STEP}", "state": "comment"' in page
    assert f'"element": "{STEP}", "state": "changed"' in page
    assert reviewer.get(f"{_REVIEW}/1/diagram.bpmn").data == changed()
    assert reviewer.post(f"{_REVIEW}/1/comments", {"text": ""}).status_code == 422
    assert reviewer.post(f"{_REVIEW}/1/comments/9/settle").status_code == 404
    reviewer.post(f"{_REVIEW}/1/comments/1/settle")
    assert '"state": "comment"' not in reviewer.get(f"{_REVIEW}/1").text


def test_whoever_is_waited_for_is_told_on_every_page(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    sent(office)
    owner, reviewer = signed_in(app, "pemilik"), signed_in(app, "kasi")
    assert "menunggu Anda" in reviewer.get("/tasks").text and "1 perubahan" in reviewer.get("/sop").text
    assert "menunggu Anda" not in owner.get("/sop").text
    assert "menunggu Anda" not in signed_in(app, "petugas1").get("/sop").text
    refused = reviewer.post(f"{_REVIEW}/1/decide", {"do": "changes", "reason": ""})
    assert refused.status_code == 422 and 'id="e-reason"' in refused.text
    reviewer.post(f"{_REVIEW}/1/decide", {"do": "changes", "reason": "Sebutkan dasarnya"})
    assert "menunggu Anda" in owner.get("/sop").text and "Sebutkan dasarnya" in owner.get(_REVIEW).text
    assert "menunggu Anda" not in reviewer.get("/sop").text


def test_an_approved_change_is_published_by_its_author_from_a_day_on(
    office_app: tuple[Office, Flask],
) -> None:
    office, app = office_app
    sent(office)
    owner, reviewer = signed_in(app, "pemilik"), signed_in(app, "kasi")
    assert owner.post(f"{_REVIEW}/1/decide", {"do": "approve"}).status_code == 403
    reviewer.post(f"{_REVIEW}/1/decide", {"do": "approve"})
    for day in ("kemarin", "2026-04-08", "2036-04-08"):
        refused = owner.post(f"{_REVIEW}/1/publish", {"effective": day})
        assert refused.status_code == 422 and 'id="e-effective"' in refused.text
    assert owner.post(f"{_REVIEW}/1/publish", {"effective": "2026-04-13"}).status_code == 303
    page = owner.get(f"/sop/{KEY}").text
    assert "Versi 2 mulai berlaku 13 April 2026" in page
    assert owner.post(f"{_REVIEW}/1/publish", {"effective": ""}).status_code == 409
    assert library.xml(office.site, office["petugas1"], KEY) != changed()
    office.clock.move_to(office.clock().replace(day=12, hour=16))  # midnight in Batulicin
    assert library.xml(office.site, office["petugas1"], KEY) == changed()
    assert "mulai berlaku" not in owner.get(f"/sop/{KEY}").text


def test_a_round_is_found_under_its_own_sop_alone(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    sent(office)
    reviewer = signed_in(app, "kasi")
    assert reviewer.get("/studio/kelompok_rentan/review/1").status_code == 404
    assert reviewer.post("/studio/kelompok_rentan/review/1/decide", {"do": "approve"}).status_code == 404
    assert reviewer.get("/studio/apa/review").status_code == 404


def test_an_office_may_publish_without_review(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    without_review(office)
    drafted(office)
    owner = signed_in(app, "pemilik")
    assert "menerbitkan tanpa tinjauan" in owner.get(_REVIEW).text
    assert owner.post(f"/studio/{KEY}/publish", {"note": "Lebih jelas"}).status_code == 303
