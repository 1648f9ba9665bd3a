"""The eighteen official examples and edge cases of office time, computed independently of this code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from engine import office_time
from engine.office_calendar import HolidayKind
from engine.office_calendar_seed import seed_calendar

# id, start, working days, due, due when cuti bersama is forgotten, why
DAYS = [
    (
        "hk-01",
        "2022-12-12T10:00+08:00",
        4,
        "2022-12-16T16:30+08:00",
        None,
        "contoh Ditjen (Senin 12/12 -> Jumat 16/12): hari mulai tidak dihitung",
    ),
    (
        "hk-02",
        "2026-03-12T15:00+08:00",
        1,
        "2026-03-13T15:30+08:00",
        None,
        "Kamis -> Jumat, jam Ramadan (tutup 15.30)",
    ),
    (
        "hk-03",
        "2026-03-13T09:00+08:00",
        1,
        "2026-03-16T15:00+08:00",
        None,
        "Jumat -> Senin, jam Ramadan (tutup 15.00)",
    ),
    (
        "hk-04",
        "2026-03-17T09:00+08:00",
        1,
        "2026-03-25T16:00+08:00",
        "2026-03-18T15:00+08:00",
        "melompati Nyepi + Idul Fitri + cuti bersama 18-24 Maret; jam normal lagi",
    ),
    (
        "hk-05",
        "2026-02-14T20:00+08:00",
        1,
        "2026-02-18T16:00+08:00",
        "2026-02-16T16:00+08:00",
        "bayar Sabtu malam lewat ATM; 16 Feb cuti bersama, 17 Feb Imlek",
    ),
    (
        "hk-06",
        "2026-03-12T10:00+08:00",
        4,
        "2026-03-25T16:00+08:00",
        "2026-03-18T15:00+08:00",
        "4 hari kerja sejak wawancara, melompati blok Lebaran",
    ),
    (
        "hk-07",
        "2026-03-16T17:30+00:00",
        1,
        "2026-03-25T16:00+08:00",
        "2026-03-18T15:00+08:00",
        "17.30 UTC = 17 Maret 01.30 WITA: hari ke-0 harus 17 Maret (hitung di UTC = salah)",
    ),
    (
        "hk-08",
        "2026-03-12T23:30+07:00",
        1,
        "2026-03-16T15:00+08:00",
        None,
        "23.30 WIB = 13 Maret 00.30 WITA: hari ke-0 menurut zona kantor",
    ),
    (
        "hk-09",
        "2025-08-15T14:00+08:00",
        1,
        "2025-08-19T16:00+08:00",
        "2025-08-18T16:00+08:00",
        "18 Agustus 2025 cuti bersama yang baru ditetapkan 7 Agustus 2025 (perubahan SKB di tengah tahun)",
    ),
    (
        "hk-10",
        "2024-02-13T10:00+08:00",
        1,
        "2024-02-15T16:00+08:00",
        None,
        "14 Feb 2024 libur pemilu (bukan SKB)",
    ),
    (
        "hk-11",
        "2025-12-31T10:00+08:00",
        1,
        "2026-01-02T16:30+08:00",
        None,
        "pergantian tahun: 1 Jan 2026 libur -> Jumat 2 Jan",
    ),
    (
        "hk-12",
        "2023-04-18T10:00+08:00",
        1,
        "2023-04-26T16:00+08:00",
        "2023-04-19T15:00+08:00",
        "cuti bersama 19-21, 24-25 April 2023 (hasil perubahan SKB)",
    ),
]
# id, start, working minutes, due, why
MINUTES = [
    (
        "mk-01",
        "2026-03-06T11:25+08:00",
        10,
        "2026-03-06T12:35+08:00",
        "Jumat Ramadan: istirahat mulai 11.30 (asumsi jam istirahat)",
    ),
    ("mk-02", "2026-04-10T11:25+08:00", 10, "2026-04-10T13:05+08:00", "Jumat biasa: istirahat 11.30-13.00"),
    ("mk-03", "2026-04-09T11:55+08:00", 10, "2026-04-09T13:05+08:00", "Kamis: istirahat 12.00-13.00"),
    ("mk-04", "2026-04-10T16:25+08:00", 10, "2026-04-13T07:35+08:00", "lewat jam tutup Jumat -> Senin"),
    (
        "mk-05",
        "2026-04-11T10:00+08:00",
        10,
        "2026-04-13T07:40+08:00",
        "dibuat Sabtu -> mulai dihitung Senin 07.30",
    ),
    (
        "mk-06",
        "2026-04-09T07:30+08:00",
        450,
        "2026-04-09T16:00+08:00",
        "tepat satu hari kerja penuh = 7,5 jam",
    ),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("start", "days", "due"), [pytest.param(*row[1:4], id=row[0]) for row in DAYS])
def test_working_days_fall_due_as_the_examples_say(start: str, days: int, due: str) -> None:
    answer = office_time.working_day_due(seed_calendar(), at(start), days)
    assert answer == at(due)
    assert answer.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "days", "wrong"), [pytest.param(row[1], row[2], row[4], id=row[0]) for row in DAYS if row[4]]
)
def test_forgetting_cuti_bersama_gives_the_known_wrong_answer(start: str, days: int, wrong: str) -> None:
    whole = seed_calendar()
    national = {day: h for day, h in whole.holidays.items() if h.kind is not HolidayKind.CUTI_BERSAMA}
    assert office_time.working_day_due(replace(whole, holidays=national), at(start), days) == at(wrong)


@pytest.mark.parametrize(("start", "minutes", "due"), [pytest.param(*row[1:4], id=row[0]) for row in MINUTES])
def test_working_minutes_fall_due_as_the_examples_say(start: str, minutes: int, due: str) -> None:
    answer = office_time.add(seed_calendar(), at(start), timedelta(minutes=minutes))
    assert answer == at(due)
    assert office_time.between(seed_calendar(), at(start), answer) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("year", "days"), [(2022, 246), (2023, 239), (2024, 238), (2025, 237), (2026, 240)])
def test_each_year_has_the_decreed_number_of_working_days(year: int, days: int) -> None:
    first = date(year, 1, 1)
    dates = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert sum(bool(office_time.intervals(seed_calendar(), day)) for day in dates) == days


def test_every_closed_day_names_its_decree() -> None:
    holidays = seed_calendar().holidays
    assert len(holidays) == 129
    assert all(holiday.decree and holiday.name for holiday in holidays.values())
