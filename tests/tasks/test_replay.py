"""Replay: what another version or calendar would have meant for past cases, judged by the rules the clocks follow."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import schema
from engine.refusals import Forbidden, Invalid
from tasks import library, sop_drafts, work, worker
from tasks.replay import export, rules
from tasks.replay.judging import Verdict
from tasks.replay.outcome import Fate, Match, Replayed
from tasks.replay.question import Question
from tasks.replay.running import replay
from tests.support.office import OPERATOR, Office

START, END = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
KEY = "micin_darurat"
STEP_5 = "siapkan_perlengkapan"


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def ask(office: Office, version: int | None = 1, login: str = "pemilik", **more: object) -> Replayed:
    return replay(office.site, office[login], Question(KEY, START, END, version, **more))  # type: ignore[arg-type]


def edit(office: Office, *changes: tuple[str, str], errors: bool = False) -> None:
    """A draft of the owner's in which texts of the file are replaced."""
    draft = library.open_draft(office.site, office["pemilik"], KEY)
    text = draft.xml.decode()
    for pattern, words in changes:
        text, count = re.subn(pattern, words, text)
        assert count, pattern
    saved = sop_drafts.save_draft(office.site, office["pemilik"], KEY, text.encode(), draft.revision)
    assert errors == bool([one for one in saved.findings if one.severity == "error"])


@pytest.fixture
def past(office: Office) -> Office:
    """The office with `two_cases`."""
    return two_cases(office)


def two_cases(office: Office) -> Office:
    """Two cases: one whose step 5 took 15 of its 20 minutes, one at step 5 for 25; then both are left open."""
    for takes in (15, 25):
        case = office.start().instance
        office.until(case, STEP_5)
        office.do(case, takes=minutes(takes))
        office.clock.move(minutes(30))
    worker.settle(office.site)
    return office


def finish(office: Office) -> int:
    """One more case, ended the short way: refused at the interview, a step of it late."""
    case = office.start(nama_pemohon="Noraini").instance
    office.until(case, "wawancara_verifikasi_cekal")
    office.do(case, takes=minutes(14), keputusan="tidak")
    office.do(case, "koordinator", keputusan="tidak", catatan="Tujuan tidak terbukti")
    worker.settle(office.site)
    return case


def recorded(office: Office) -> set[tuple[int, int | None, datetime]]:
    with office.site.db.read() as tx:
        c = schema.breaches.c
        return {tuple(row) for row in tx.conn.execute(select(c.instance_id, c.task_id, c.at))}  # type: ignore[misc]


def test_replaying_the_version_the_cases_ran_on_gives_exactly_the_recorded_breaches(past: Office) -> None:
    done = finish(past)
    waiting = past.start().instance
    past.clock.move(timedelta(days=3))
    worker.settle(past.site)
    found = ask(past)
    again = {
        (case.id, one.task, one.due_now)
        for case in found.cases
        for one in case.judged
        if one.now is Verdict.LATE
    }
    assert again == recorded(past)
    assert {case for case, _, _ in again} >= {done} and waiting not in {case for case, _, _ in again}
    assert found.exact and found.recorded > 0
    assert found.fates[Fate.NEWLY] == found.fates[Fate.NO_LONGER] == 0
    assert all(one.due_then == one.due_now for case in found.cases for one in case.judged)


def test_a_tightened_standard_says_which_case_and_step_would_newly_be_late(past: Office) -> None:
    edit(past, (r'amount="20"([^>]*)>20 menit<', r'amount="12"\1>12 menit<'))
    found = ask(past, None)
    line = next(line for line in found.steps if line.element == STEP_5)
    assert (line.before, line.after) == ("20 menit", "12 menit")
    assert (line.tally.newly, line.tally.both, line.tally.then, line.tally.now) == (1, 1, 1, 2)
    (case,) = (case for case in found.cases if case.fate is Fate.NEWLY)
    (limit,) = (one for one in case.judged if one.element == STEP_5)
    assert limit.due_then is not None and limit.due_now is not None
    assert limit.due_then - limit.due_now == minutes(8)
    assert case.open and not found.settled, "cases that run on are counted apart"


def test_a_loosened_standard_says_who_would_no_longer_be_late(past: Office) -> None:
    edit(past, (r'amount="20"([^>]*)>20 menit<', r'amount="40"\1>40 menit<'))
    line = next(line for line in ask(past, None).steps if line.element == STEP_5)
    assert (line.tally.no_longer, line.tally.newly, line.tally.in_time) == (1, 0, 1)


def test_pauses_move_the_new_deadline_too(office: Office) -> None:
    case = office.start().instance
    task = office.until(case, STEP_5).id
    work.start(office.site, office["petugas1"], task)
    work.suspend(office.site, office["petugas1"], task, "jaringan", "SPRI mati")
    office.clock.move(minutes(40))
    work.resume(office.site, office["petugas1"], task)
    office.clock.move(minutes(15))
    edit(office, (r'amount="20"([^>]*)>20 menit<', r'amount="14"\1>14 menit<'))
    found = ask(office, None)
    (limit,) = (one for case_ in found.cases for one in case_.judged if one.element == STEP_5)
    assert limit.due_now is not None and not limit.done
    assert limit.due_now == office.clock() - minutes(1)


def test_a_step_that_is_new_has_no_history_and_one_that_is_gone_no_limit(past: Office) -> None:
    with past.site.db.read() as tx:
        old = library.definition(tx, KEY).diagram
    edit(
        past,
        (f'(id|sourceRef|targetRef|bpmnElement|default)="{STEP_5}"', r'\1="siapkan_lain"'),
        (f">{STEP_5}<", ">siapkan_lain<"),
        ('Menyiapkan perlengkapan [^<"]*Darurat', "Memesan kendaraan"),
    )
    found = ask(past, None)
    lines = {line.element: line for line in found.steps}
    assert lines["siapkan_lain"].match is Match.ADDED and lines["siapkan_lain"].tally.done == 0
    gone = lines[STEP_5]
    assert gone.match is Match.REMOVED and gone.after == "" and gone.tally.no_longer == 1
    assert rules.between(old, old).rows[STEP_5].id == STEP_5


def test_a_step_with_another_id_is_known_by_its_words(past: Office) -> None:
    edit(
        past,
        (f'(id|sourceRef|targetRef|bpmnElement|default)="{STEP_5}"', r'\1="siapkan_lain"'),
        (f">{STEP_5}<", ">siapkan_lain<"),
    )
    line = next(line for line in ask(past, None).steps if line.element == "siapkan_lain")
    assert line.match is Match.SAME and line.tally.both == 1


def test_what_a_case_did_before_it_was_moved_to_another_version_still_counts(past: Office) -> None:
    edit(
        past,
        (f'(id|sourceRef|targetRef|bpmnElement|default)="{STEP_5}"', r'\1="siapkan_lain"'),
        (f">{STEP_5}<", ">siapkan_lain<"),
    )
    with past.site.db.read(past["pemilik"]) as tx:
        xml = sop_drafts.mine(tx, KEY).xml
    made = library.deploy_file(past.site, OPERATOR, xml, "langkah 5 baru")
    moved = schema.instances.update().values(definition_id=made.id)
    with past.site.db.begin() as tx:
        tx.conn.execute(moved)
        late = select(schema.breaches.c.clock_id)
        replaced = schema.clocks.update().where(schema.clocks.c.id.in_(late)).values(state="replaced")
        tx.conn.execute(replaced)
    found = ask(past, 2)
    assert found.exact and found.recorded == 1
    line = next(line for line in found.steps if line.element == "siapkan_lain")
    assert (line.tally.both, line.tally.in_time) == (1, 1)


def printed_on_monday(office: Office) -> int:
    """A case paid for on a Thursday and printed on the Monday after: a working day too late."""
    case = office.start()
    office.until(case.instance, "tanda_terima_pembayaran")
    office.do(case.instance)
    office.say(case, "pembayaran", ntpn="0123456789ABCDEF")
    office.clock.move(timedelta(days=4))
    office.until(case.instance, "cetak_ambil")
    office.do(case.instance)
    worker.settle(office.site)
    return case.instance


def late_now(found: Replayed, case: int) -> set[str]:
    (one,) = (one for one in found.cases if one.id == case)
    return {limit.element for limit in one.judged if limit.now is Verdict.LATE}


def test_other_opening_hours_move_deadlines_counted_in_working_time(office: Office) -> None:
    case = printed_on_monday(office)
    assert {"cetak_ambil", ""} <= late_now(ask(office), case)
    shorter = ask(office, hours={"friday": ""})
    assert not {"cetak_ambil", ""} & late_now(shorter, case) and shorter.exact
    assert {"cetak_ambil", ""} <= late_now(ask(office, calendar=1), case)
    for typed in ("pagi", "12:00-08:00"):
        with pytest.raises(Invalid) as wrong:
            ask(office, hours={"friday": typed})
        assert wrong.value.problems[0].where == "hours.friday"


def test_a_draft_that_stops_the_service_at_a_step_pauses_the_whole_case_there(office: Office) -> None:
    case = printed_on_monday(office)
    edit(office, (r'effect="counts">1 Hari Kerja Setelah', 'effect="stops">1 Hari Kerja Setelah'))
    found = ask(office, None)
    assert not {"cetak_ambil", ""} & late_now(found, case) and found.exact


def test_owners_supervisors_and_auditors_may_replay_and_staff_may_not(past: Office) -> None:
    for login in ("pemilik", "kasi", "auditor"):
        assert ask(past, login=login).open == 2
    with pytest.raises(Forbidden):
        ask(past, login="petugas1")
    with pytest.raises(Invalid):
        replay(past.site, OPERATOR, Question(KEY, END, START, 1))


def test_the_list_is_taken_away_by_number_and_that_is_noted(past: Office) -> None:
    made = export.export(past.site, past["pemilik"], Question(KEY, START, END, 1))
    with past.site.db.read() as tx:
        rows = [dict(zip(made.columns, row, strict=True)) for row in made.rows(tx)]
        noted = tx.conn.execute(select(schema.audit.c.subject)).scalars().all()
    assert [(row["step"], row["then"], row["now"]) for row in rows] == [("5", "late", "late")]
    assert "Siti" not in str(rows) and "report:replay" in noted
