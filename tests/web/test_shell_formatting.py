"""Times, spans, numbers and identity numbers as people of the office read them, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from web.shell import formatting as f

AT = datetime(2026, 4, 9, 2, 42, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    with app.test_request_context("/", headers={"Cookie": f"alur_locale={request.param}"}):
        yield str(request.param)


def say(language: str, indonesian: str, english: str) -> str:
    return indonesian if language == "id" else english


def test_instants_are_told_in_the_office_zone(language: str) -> None:
    assert f.moment(AT) == say(language, "9 April 2026 10.42 WITA", "9 April 2026 10:42 WITA")
    assert f.short_moment(AT) == say(language, "9 Apr 10.42", "9 Apr 10:42")
    assert f.short_moment(AT.replace(year=2025)) == say(language, "9 Apr 2025 10.42", "9 Apr 2025 10:42")
    assert f.clock_time(AT) == say(language, "10.42 WITA", "10:42 WITA")
    assert f.machine(AT) == "2026-04-09T10:42:00+08:00"


def test_a_day_is_the_office_day(language: str) -> None:
    late = datetime(2026, 4, 9, 17, 0, tzinfo=UTC)
    assert f.day(late) == "10 April 2026"
    assert f.weekday(date(2026, 4, 9)) == say(language, "Kamis, 9 April 2026", "Thursday, 9 April 2026")


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (0.5, "kurang dari semenit", "less than a minute"),
        (1, "1 menit", "1 minute"),
        (12, "12 menit", "12 minutes"),
        (80, "1 jam 20 menit", "1 hour 20 minutes"),
        (47 * 60, "47 jam", "47 hours"),
        (49 * 60 + 5, "2 hari 1 jam", "2 days 1 hour"),
        (-12, "12 menit", "12 minutes"),
    ],
)
def test_spans_are_told_in_two_units(language: str, minutes: float, indonesian: str, english: str) -> None:
    assert f.span(minutes * MINUTE) == say(language, indonesian, english)


def test_what_is_left_and_what_is_late(language: str) -> None:
    now = f.now()
    assert f.until(now - 12 * MINUTE) == say(language, "terlambat 12 menit", "late by 12 minutes")
    assert f.until(now + 12 * MINUTE) == say(language, "12 menit lagi", "12 minutes left")
    assert f.since(now - 5 * MINUTE) == say(language, "5 menit lalu", "5 minutes ago")
    assert (f.is_past(now - MINUTE), f.is_past(now + MINUTE), f.is_past(None)) == (True, False, False)


def test_numbers_have_the_separators_of_the_language(language: str) -> None:
    assert f.number(1234.5, 1) == say(language, "1.234,5", "1,234.5")
    assert f.percent(0.125) == say(language, "12,5%", "12.5%")
    assert f.rupiah(650000) == "Rp650.000"
    assert f.file_size(395_000) == "395 KB"


def test_an_identity_number_is_covered(language: str) -> None:
    assert f.masked("6310010101010001") == "6310••••••••••01"
    assert f.masked("12345") == "•••••"
    assert f.masked(None) == "–"


def test_nothing_is_a_dash(language: str) -> None:
    for told in (f.moment, f.short_moment, f.clock_time, f.day, f.weekday, f.span, f.until, f.since):
        assert told(None) == "–"
