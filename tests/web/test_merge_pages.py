"""Taking over what others changed: what comes, what is asked, and that a refusal loses no choice."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from engine.clock import VirtualClock
from engine.database import Database
from tasks import library, sop_drafts
from tests.support.office import Office
from tests.support.office_pages import opened, signed_in
from tests.tasks.versions.changing import KEY, SHIPPED, drafted

_MERGE = f"/studio/{KEY}/merge"
MINE = SHIPPED.replace(b">20 menit<", b">15 menit<", 1)
THEIRS = SHIPPED.replace(b">20 menit<", b">30 menit<", 1).replace(b"Keluarga pemohon", b"Wakil pemohon", 1)


@pytest.fixture
def office_app(db: Database, clock: VirtualClock, tmp_path: Path) -> tuple[Office, Flask]:
    office, app = opened(db, clock, tmp_path / "alur")
    with office.site.db.begin(office["koordinator"]) as tx:
        sop_drafts.begin(tx, KEY, 1, THEIRS)
    return office, app


def test_without_a_draft_nothing_is_taken_over(office_app: tuple[Office, Flask]) -> None:
    owner = signed_in(office_app[1], "pemilik")
    assert "Anda belum memiliki draf" in owner.get(_MERGE).text
    assert owner.get(f"{_MERGE}/koordinator").status_code == 404
    assert owner.get("/studio/apa/merge").status_code == 404


def test_what_both_changed_is_asked_in_the_words_of_the_table(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    drafted(office, MINE)
    owner = signed_in(app, "pemilik")
    assert "Draf Koordinator" in owner.get(_MERGE).text
    page = owner.get(f"{_MERGE}/koordinator").text
    assert "15 menit" in page and "30 menit" in page and "Semula: 20 menit" in page
    assert "Wakil pemohon" in page and 'name="c.0"' in page and 'name="c.1"' not in page
    seen = {"mine": "2", "theirs": "1"}
    refused = owner.post(f"{_MERGE}/koordinator", seen)
    assert refused.status_code == 422 and "Pilih isi yang dipakai" in refused.text
    moved = owner.post(f"{_MERGE}/koordinator", {**seen, "mine": "1", "c.0": "theirs"})
    assert moved.status_code == 409 and 'value="theirs" checked' in moved.text
    assert owner.post(f"{_MERGE}/koordinator", {**seen, "c.0": "theirs"}).status_code == 303
    with office.site.db.read(office["pemilik"]) as tx:
        merged = sop_drafts.mine(tx, KEY).xml
    assert b">30 menit<" in merged and b"Wakil pemohon" in merged and b">15 menit<" not in merged


def test_a_draft_left_behind_is_offered_the_newer_version(office_app: tuple[Office, Flask]) -> None:
    office, app = office_app
    drafted(office, MINE)
    library.deploy_file(office.site, office["admin"], THEIRS.replace(b">30 menit<", b">20 menit<"), "Wakil")
    owner = signed_in(app, "pemilik")
    assert f"{_MERGE}/@newest" in owner.get(f"/studio/{KEY}").text
    assert _MERGE in owner.get(f"/studio/{KEY}/review").text
    assert "Tidak ada: semua perubahan" in owner.get(f"{_MERGE}/@newest").text
    assert owner.post(f"{_MERGE}/@newest", {"mine": "2", "theirs": "2"}).status_code == 303
    assert owner.post(f"/studio/{KEY}/submit", {"note": "Wakil dan waktu"}).status_code == 303
