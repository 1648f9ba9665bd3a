"""The replay page: its sentence, the list by number, what is typed wrong, and files to take away."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.office import Office
from tests.support.office_pages import signed_in
from tests.tasks.test_replay import edit, past

__all__ = ["past"]
PERIOD = "from=2026-04-01&to=2026-04-30"
URL = "/studio/micin_darurat/replay"


@pytest.fixture
def app(past: Office, office_app: Flask) -> Flask:
    edit(past, (r'amount="20"([^>]*)>20 menit<', r'amount="12"\1>12 menit<'))
    return office_app


def test_the_owner_reads_what_the_draft_would_have_meant(app: Flask) -> None:
    page = signed_in(app, "pemilik").get(f"{URL}?{PERIOD}").text
    assert "Dari 0 permohonan" in page and "draf saya" in page
    assert "MD-2026-00001" in page and "menjadi terlambat" in page and "12 menit" in page
    assert "Siti" not in page and "/requests/" not in page, "an owner sees no applicant and no way to one"
    assert "keluar tepat 1 keterlambatan" in page


def test_who_may_see_requests_is_led_to_them_and_has_no_draft_of_others(app: Flask) -> None:
    page = signed_in(app, "kasi").get(f"{URL}?{PERIOD}&show=both").text
    assert 'href="/requests/2"' in page and "draf saya" not in page


def test_what_is_typed_wrong_is_said_at_its_field(app: Flask) -> None:
    answer = signed_in(app, "pemilik").get(f"{URL}?{PERIOD}&hours.friday=pagi")
    assert answer.status_code == 422
    assert 'value="pagi"' in answer.text and "Tulis rentang seperti" in answer.text
    assert signed_in(app, "pemilik").get(f"{URL}?from=kemarin").status_code == 422
    assert signed_in(app, "pemilik").get("/studio/tiada/replay").status_code == 404


def test_the_list_is_taken_away_as_csv(app: Flask) -> None:
    text = signed_in(app, "pemilik").get(f"{URL}.csv?{PERIOD}").data.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Nomor permohonan,")
    assert len(text.splitlines()) == 3 and "Siti" not in text
