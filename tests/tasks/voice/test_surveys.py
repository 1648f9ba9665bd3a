"""The survey of a case: an address nobody can guess, one answer, and who may read what."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine.database import Actor
from engine.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal
from engine.schema import audit
from engine.schema import surveys as table
from tasks.voice import satisfaction, surveys
from tasks.voice.satisfaction import Satisfaction, Scope
from tests.support.office import OPERATOR, Office
from tests.tasks.rows import a_case, a_definition
from tests.tasks.voice.saying import scores, served, withdraw

YEAR = Scope("", date(2026, 1, 1), date(2026, 12, 1))
STRANGER = Actor("luar", "Luar", frozenset({"petugas"}), office="kotabaru")


def report(office: Office, login: str, scope: Scope = YEAR) -> Satisfaction:
    return satisfaction.report(office.site, office[login], scope)


def test_an_answer_by_the_link_is_stored_once_and_without_a_name(office: Office) -> None:
    case = served(office.site.db, "MD-2026-00001")
    token = surveys.token_of(office.site, case)
    assert not surveys.by_token(office.site, token).answered
    surveys.answer(office.site, token, scores(4, comment="Ramah sekali."))
    assert surveys.by_token(office.site, token).answered
    with pytest.raises(Conflict, match=r"survey\.answered"):
        surveys.answer(office.site, token, scores(1))
    with office.site.db.read() as tx:
        row = tx.conn.execute(select(table)).one()
    assert (row.u1, row.u9, row.channel, row.entered_by) == (4, 4, "link", "")


def test_no_other_token_opens_a_survey(office: Office) -> None:
    first, second = (served(office.site.db, f"MD-2026-0000{n}") for n in (1, 2))
    mark = surveys.token_of(office.site, first).partition("-")[2]
    assert re.fullmatch(r"[\w-]{24}", mark)
    wrong = (
        f"{second}-{mark}",
        f"{first}-{mark[:-1]}",
        f"{first}",
        f"{first}-",
        "",
        "a-b",
        f"{'9' * 30}-{mark}",
    )
    for token in wrong:
        with pytest.raises(NotFound, match=r"survey\.unknown"):
            surveys.by_token(office.site, token)


def test_a_survey_opens_when_the_service_has_ended_and_lapses(office: Office) -> None:
    with office.site.db.begin() as tx:
        running = a_case(tx, "MD-2026-00001")
    gone = served(office.site.db, "MD-2026-00002")
    withdraw(office.site.db, gone)
    for case in (running, gone):
        with pytest.raises(NotFound):
            surveys.by_token(office.site, surveys.token_of(office.site, case))
    case = served(office.site.db, "MD-2026-00003")
    office.clock.move(timedelta(days=91))
    with pytest.raises(Conflict, match=r"survey\.lapsed"):
        surveys.answer(office.site, surveys.token_of(office.site, case), scores(4))
    surveys.enter(office.site, office["petugas1"], case, scores(4, channel="paper"))  # paper may be late


def test_every_unanswered_question_is_named_at_once(office: Office) -> None:
    token = surveys.token_of(office.site, served(office.site.db, "MD-2026-00001"))
    with pytest.raises(Invalid) as refused:
        surveys.answer(office.site, token, {**scores(4), "u3": "", "u7": "5", "u9": "x"})
    assert [(p.where, p.key) for p in refused.value.problems] == [
        ("u3", "form.required"),
        ("u7", "form.choice"),
        ("u9", "form.choice"),
    ]


def test_staff_of_the_office_enter_paper_and_others_do_not(office: Office) -> None:
    case = served(office.site.db, "MD-2026-00001")
    with pytest.raises(Forbidden):
        surveys.enter(office.site, office["auditor"], case, scores(3, channel="paper"))
    with pytest.raises(NotFound):
        surveys.enter(office.site, STRANGER, case, scores(3, channel="paper"))
    with pytest.raises(Invalid):
        surveys.enter(office.site, office["petugas1"], case, scores(3, channel="link"))
    surveys.enter(office.site, office["petugas1"], case, scores(3, channel="tablet"))
    assert report(office, "koordinator").total.answers == 1


def test_of_answers_at_once_one_is_stored(office: Office) -> None:
    case = served(office.site.db, "MD-2026-00001")
    token = surveys.token_of(office.site, case)

    def send(score: int) -> str:
        try:
            surveys.answer(office.site, token, scores(score))
        except Refusal as refusal:
            return refusal.key
        return "stored"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(send, (1, 2, 3, 4)))
    assert said == ["stored", *["survey.answered"] * 3]
    assert report(office, "kasi").total.answers == 1


def test_the_report_counts_by_month_and_sop(office: Office) -> None:
    _fill(office)
    found = report(office, "auditor")
    assert [(line.month, line.answers, str(line.index), line.grade) for line in found.months] == [
        (date(2026, 4, 1), 6, "91.67", "A"),  # (5 x 4 + 2) / 6 x 25
        (date(2026, 5, 1), 1, "25.00", "D"),
    ]
    assert [(line.sop, line.answers) for line in found.sops] == [
        ("kelompok_rentan", 1),
        ("micin_darurat", 6),
    ]
    assert str(found.total.means[0]) == "3.29"  # (20 + 2 + 1) / 7
    assert str(found.total.values[0]) == "82.14"
    assert report(office, "auditor", Scope("kelompok_rentan", YEAR.first, YEAR.last)).total.answers == 1


def test_staff_learn_nothing_of_one_respondent(office: Office) -> None:
    _fill(office)
    assert [remark.text for remark in report(office, "kasi").remarks] == ["Lama sekali."]
    # May is not over and has one answer, April has one of another SOP: both stay out of every sum.
    office.clock.move(timedelta(days=20))
    staff = report(office, "petugas1")
    assert (staff.total.answers, staff.remarks, staff.withheld) == (5, (), 2)
    assert [line.sop for line in staff.sops] == ["micin_darurat"]
    assert str(staff.total.index) == "100.00"


def _fill(office: Office) -> None:
    """In April five answers of 4, and one of 2 about another SOP; in May one of 1."""
    for number in range(5):
        case = served(office.site.db, f"MD-2026-1000{number}")
        surveys.answer(office.site, surveys.token_of(office.site, case), scores(4))
    with office.site.db.begin() as tx:
        other = a_definition(tx, "kelompok_rentan")
    lone = served(office.site.db, "MD-2026-20000", definition_id=other)
    surveys.answer(office.site, surveys.token_of(office.site, lone), scores(2, comment="Lama sekali."))
    office.clock.move(timedelta(days=22, hours=16))  # 1 May 2026, 00:00 in Batulicin: still April in UTC
    late = served(office.site.db, "MD-2026-30000")
    surveys.answer(office.site, surveys.token_of(office.site, late), scores(1))


def test_who_may_not_read_cases_reads_no_report(office: Office) -> None:
    with pytest.raises(Forbidden):
        report(office, "admin")
    assert report(office, "pemilik").total.answers == 0
    with pytest.raises(Invalid):
        report(office, "kasi", Scope("", date(2026, 5, 1), date(2026, 4, 1)))


def test_taking_the_report_out_leaves_a_line_in_the_trail(office: Office) -> None:
    satisfaction.export(office.site, office["kasi"], YEAR, "csv")
    with office.site.db.read(OPERATOR) as tx:
        exported = select(audit.c.actor, audit.c.subject).where(audit.c.action == "report.exported")
        assert tx.conn.execute(exported).all() == [("kasi", "report:satisfaction")]
