"""Waktu texts as offices write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.model import AnchorKind, TimeKind, TimeUnit
from processes.table import tables
from processes.time_text import iso_duration, parse_time, states_no_standard


@pytest.mark.parametrize(
    ("text", "kind", "amount", "unit"),
    [
        ("3 menit", TimeKind.SERVICE, 3, TimeUnit.MINUTE),
        ("2 jam", TimeKind.SERVICE, 2, TimeUnit.HOUR),
        ("2 (dua) jam kerja", TimeKind.WORKING_TIME, 2, TimeUnit.HOUR),
        ("1 x 24 jam", TimeKind.ELAPSED, 24, TimeUnit.HOUR),
        ("3 X 24 Jam", TimeKind.ELAPSED, 72, TimeUnit.HOUR),
        ("3-5 hari", TimeKind.ELAPSED, 5, TimeUnit.DAY),
        ("1 s/d 2 minggu", TimeKind.ELAPSED, 2, TimeUnit.WEEK),
        ("paling lambat 3 hari kalender", TimeKind.ELAPSED, 3, TimeUnit.DAY),
        ("maks. 2 hari kerja", TimeKind.WORKING_DAYS, 2, TimeUnit.WORKING_DAY),
        ("tiga hari kerja", TimeKind.WORKING_DAYS, 3, TimeUnit.WORKING_DAY),
        ("14 hari (dapat diatur 7/14/30)", TimeKind.ELAPSED, 14, TimeUnit.DAY),
        ("1 bulan", TimeKind.ELAPSED, 1, TimeUnit.MONTH),
        ("sesuai jadwal", TimeKind.NONE, None, None),
        ("0 menit", TimeKind.NONE, None, None),
        ("", TimeKind.NONE, None, None),
    ],
)
def test_a_waktu_text_is_understood(
    text: str, kind: TimeKind, amount: int | None, unit: TimeUnit | None
) -> None:
    time = parse_time(text)
    assert (time.text, time.kind, time.amount, time.unit) == (text, kind, amount, unit)


def test_a_standard_may_count_from_payment_or_from_a_step() -> None:
    assert parse_time("1 Hari Kerja Setelah Melakukan Pembayaran").anchor.refs == ("pembayaran",)
    anchor = parse_time("4 hari kerja sejak langkah 6 selesai").anchor
    assert (anchor.kind, anchor.refs) == (AnchorKind.STEP_COMPLETED, ("6",))
    assert parse_time("5 menit").anchor.kind is AnchorKind.STARTED


def test_the_table_states_nothing_that_its_own_words_contradict() -> None:
    for table in tables():
        for step in table.steps:
            read = parse_time(step.time.text)
            if step.time.kind is TimeKind.SERVICE:
                assert (read.amount, read.unit) == (step.time.amount, step.time.unit), step.time.text


def test_a_text_without_a_standard_is_told_from_one_not_understood() -> None:
    assert states_no_standard("tidak ditetapkan di Gambar 4")
    assert states_no_standard("bagian dari 4 hari kerja")
    assert not states_no_standard("sesuai jadwal")


def test_working_days_are_never_turned_into_calendar_durations() -> None:
    assert iso_duration(parse_time("2 hari kerja")) is None
    assert iso_duration(parse_time("14 hari")) == "P14D"


@given(st.text(max_size=60))
def test_no_text_stops_the_reader(text: str) -> None:
    assert parse_time(text).text == text
