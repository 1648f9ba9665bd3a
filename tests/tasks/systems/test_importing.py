"""Answers by CSV: looked at first, stored row by row, each row told what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.refusals import Forbidden, Invalid
from tasks.systems import exporting, importing
from tasks.systems.importing import Report
from tests.support.office import OPERATOR, Office
from tests.tasks.systems.stage import ADJUDICATION, INTERVIEW, at_step, calls

NOW = "2026-04-09T08:20:00+08:00"


def verdicts(report: Report) -> list[tuple[int, str, str]]:
    return [(line.number, line.verdict, line.column) for line in report.lines]


def asked(office: Office, many: int = 1) -> list[str]:
    """References of open calls of the list of prevented people."""
    for _ in range(many):
        at_step(office)
    office.clock.move(importing.answers.SKEW)
    return [row.reference for row in calls(office, system="cekal", state="open")]


def stamp(office: Office) -> str:
    return office.clock().isoformat()


def test_a_preview_tells_everything_and_stores_nothing(office: Office) -> None:
    one, two = asked(office, 2)
    at = stamp(office)
    text = (
        f"reference,code,occurred_at\n{one},clear,{at}\n{two},HIT,{at}\nTIADA,clear,{at}\n\n{one},hit,{at}\n"
    )
    before = calls(office)
    looked = importing.preview(office.site, OPERATOR, "cekal", text)
    expected = [(2, "accepted", ""), (3, "accepted", ""), (4, "unknown", ""), (6, "twice", "")]
    assert (verdicts(looked), looked.stored, looked.accepted) == (expected, False, 2)
    assert calls(office) == before
    done = importing.take(office.site, OPERATOR, "cekal", text)
    assert (verdicts(done), done.stored) == (expected, True)
    assert [(row.code, row.way) for row in calls(office, system="cekal")] == [
        ("clear", "csv"),
        ("hit", "csv"),
    ]
    again = importing.preview(office.site, OPERATOR, "cekal", text)
    assert [line.verdict for line in again.lines][:2] == ["already_answered"] * 2


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "head", ["reference;code;occurred_at", "Referensi;KODE;Waktu", "catatan;occurred_at;reference;code"]
)
def test_separator_mark_and_names_of_columns_may_differ(office: Office, head: str, mark: str) -> None:
    (one,) = asked(office)
    cells = {"reference": f'"{one}"', "referensi": one, "code": "clear", "kode": "clear", "catatan": "a,b"}
    cells |= {"occurred_at": stamp(office), "waktu": stamp(office)}
    row = ";".join(cells[name.lower()] for name in head.split(";"))
    text = importing.decoded(f"{mark}{head}\r\n{row}\r\n".encode())
    assert verdicts(importing.preview(office.site, OPERATOR, "cekal", text)) == [(2, "accepted", "")]


@pytest.mark.parametrize(
    ("code", "at", "verdict", "column"),
    [
        ("mungkin", NOW, "bad_code", ""),
        ("=1+1", NOW, "bad_code", ""),
        ("clear", "kemarin", "malformed", "occurred_at"),
        ("clear", "", "malformed", "occurred_at"),
        ("clear", "2026-04-09T08:20:00", "malformed", "occurred_at"),
        ("clear", "2026-04-09T23:20:00+08:00", "in_the_future", ""),
        ("clear", "2026-04-08T08:20:00+08:00", "before_the_call", ""),
    ],
)
def test_what_is_wrong_with_a_row_is_named(
    office: Office, code: str, at: str, verdict: str, column: str
) -> None:
    (one,) = asked(office)
    text = f"reference,code,occurred_at\n{one},{code},{at}\n"
    assert verdicts(importing.take(office.site, OPERATOR, "cekal", text)) == [(2, verdict, column)]
    assert calls(office, system="cekal")[0].state == "open"


def test_formulas_and_short_rows_are_text(office: Office) -> None:
    asked(office)
    text = 'reference,code,occurred_at\n"=HYPERLINK(""http://x"")",clear,' + NOW + "\n=cmd\n"
    report = importing.take(office.site, OPERATOR, "cekal", text)
    assert [(line.about, line.verdict) for line in report.lines] == [
        ('=HYPERLINK("http://x")', "unknown"),
        ("=cmd", "malformed"),
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", ["file"]),
        ("a,b\n1,2\n", ["file.reference", "file.code", "file.occurred_at"]),
        ("reference,code\n", ["file.occurred_at"]),
        ("reference,code,occurred_at\n" + "x,y,z\n" * (importing.MOST_ROWS + 1), ["file"]),
        ("x" * (importing.LARGEST + 1), ["file"]),
        ('reference,code,occurred_at\n"' + "x" * 200_000, ["file"]),
    ],
)
def test_a_file_that_is_none_is_refused_whole(office: Office, text: str, where: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        importing.preview(office.site, OPERATOR, "cekal", text)
    assert [problem.where for problem in refused.value.problems] == where


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(Invalid):
        importing.decoded("é".encode("latin-1"))


def test_only_supervisors_and_administrators_of_the_office_import(office: Office) -> None:
    (one,) = asked(office)
    text = f"reference,code,occurred_at\n{one},clear,{stamp(office)}\n"
    for login in ("petugas1", "auditor", "pemilik"):
        with pytest.raises(Forbidden):
            importing.preview(office.site, office[login], "cekal", text)
    stranger = type(OPERATOR)("kasi2", "", frozenset({"supervisor"}), "kotabaru")
    assert verdicts(importing.take(office.site, stranger, "cekal", text)) == [(2, "unknown", "")]
    assert verdicts(importing.take(office.site, office["kasi"], "cekal", text)) == [(2, "accepted", "")]


def test_the_open_calls_leave_as_a_file_that_comes_back_filled(office: Office) -> None:
    at_step(office, ADJUDICATION)
    at_step(office, INTERVIEW)
    raw = exporting.open_calls(office.site, office["kasi"], "bms")
    head, row, end = raw.decode("utf-8-sig").split("\r\n")
    assert head == "reference,code,occurred_at,application,asked_at" and end == ""
    reference, *rest = row.split(",")
    assert rest[2] == "MD-2026-00001" and rest[3].endswith("+08:00")
    filled: Any = f"{head}\r\n{reference},no_hit,{stamp(office)},{rest[2]},{rest[3]}\r\n"
    assert importing.take(office.site, office["kasi"], "bms", filled).accepted == 1
