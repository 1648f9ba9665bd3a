"""Scheduled reports: each due period once, whatever workers race or die; failures tried again; mails with the PDF."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine import audit, calendars, schema
from engine.clock import VirtualClock
from engine.database import Database
from engine.office_calendar import DayException
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from tasks import outbox
from tasks.filing import kinds, rules, runs, saved, schedules, sending
from tasks.filing.frame import Question
from tasks.filing.rules import On
from tasks.filing.schedules import Wanted
from tasks.outbox import smtp
from tasks.outbox.mail import Mail, Message, Text, Undelivered
from tasks.site import Site
from tests.tasks.report_rows import put_definition
from tests.tasks.test_reports import ADMIN, AUDITOR, OWNER, STAFF, SUPERVISOR

WANTED = Wanted("working_day", "3", "1", "kepala@kantor.go.id\ninspektorat@contoh.go.id\n", confirmed=True)
ELSEWHERE = replace(SUPERVISOR, login="atasan2", office="kotabaru")
MONTH = timedelta(days=31)
PASSED = [f"2026-{month:02}" for month in range(4, 9)]


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    with db.begin() as tx:
        put_definition(tx)
        calendars.seed(tx, "kotabaru")
    return Site(db, tmp_path)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """Reports whose files are few bytes: what is tried here is when they are made, not how; tells each making."""
    made: list[Question] = []
    whole = saved.make

    def make(site: Site, tx: Any, code: str, question: Question) -> saved.Made:
        made.append(question)
        one = kinds.kind(code)
        return saved.Made(
            one, question, one.make(tx, question), {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK"}
        )

    assert callable(whole)
    monkeypatch.setattr(saved, "make", make)
    return made


def begun(site: Site, wanted: Wanted = WANTED) -> int:
    return schedules.create(site, SUPERVISOR, "monthly", "", wanted)


def of(site: Site, number: int) -> schedules.Schedule:
    with site.db.read(SUPERVISOR) as tx:
        return schedules.read(tx, number)


def told(site: Site, number: int) -> list[tuple[str, str, int, int]]:
    with site.db.read(SUPERVISOR) as tx:
        lines = runs.history(tx, schedules.read(tx, number))
    return [(one.period.code, one.state, one.attempts, one.mails) for one in lines]


def test_what_is_due_is_made_saved_and_sent_once(
    site: Site, clock: VirtualClock, quick: list[Question]
) -> None:
    number = begun(site)
    assert runs.make_due(site) == [] and told(site, number) == []
    one = of(site, number)
    assert (one.next_period.code, f"{one.next_at:%Y-%m-%d %H:%M}") == ("2026-04", "2026-05-05 23:30")
    clock.move(one.next_at - clock() - timedelta(seconds=1))
    assert runs.make_due(site) == [] and quick == []
    clock.move(timedelta(seconds=1))
    for _ in range(3):
        assert runs.make_due(site) == []
    assert told(site, number) == [("2026-04", "done", 1, 2)] and len(quick) == 1
    assert of(site, number).next_period.code == "2026-05"
    with site.db.read(SUPERVISOR) as tx:
        (kept,), _ = saved.listed(tx)
        assert (kept.schedule_id, kept.made_by, kept.period.code) == (number, "system", "2026-04")
        table = schema.outbox.c
        mails = tx.conn.execute(
            select(table.recipient, table.kind, table.office).order_by(table.recipient)
        ).all()
        assert [tuple(mail) for mail in mails] == [
            ("inspektorat@contoh.go.id", "report", SUPERVISOR.office),
            ("kepala@kantor.go.id", "report", SUPERVISOR.office),
        ]
        assert audit.verify(tx).sound


def test_after_a_standstill_every_period_is_made_once_in_order(
    site: Site, clock: VirtualClock, quick: list[Question]
) -> None:
    number = begun(site)
    clock.move(5 * MONTH)
    while runs.make_due(site) or of(site, number).next_at <= clock():
        pass
    assert [line[0] for line in reversed(told(site, number))] == PASSED
    assert [one.period.code for one in quick] == PASSED


def test_a_failing_report_keeps_no_other_waiting_and_is_tried_again(
    site: Site, clock: VirtualClock, quick: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {begun(site), begun(site)}
    clock.move(of(site, min(numbers)).next_at - clock())
    whole = saved.make
    faults = [
        ZeroDivisionError("rahasia pemohon"),
        Invalid("paper.unprintable"),
        NotFound("definition.unknown"),
    ]
    raised: list[Exception] = []

    def make(site: Site, tx: Any, code: str, question: Question) -> saved.Made:
        if not raised:
            raised.append(faults[0])
            raise faults[0]
        return whole(site, tx, code, question)

    monkeypatch.setattr(saved, "make", make)
    assert runs.make_due(site) == raised
    (broken,) = (number for number in numbers if told(site, number) == [("2026-04", "failing", 1, 0)])
    (sound,) = numbers - {broken}
    assert told(site, sound) == [("2026-04", "done", 1, 2)]
    assert last_fault(site, broken) == "ZeroDivisionError"
    assert runs.make_due(site) == []  # not before a minute is over
    for attempt, wait in enumerate((*runs.BACKOFF, runs.DAILY, runs.DAILY), 2):
        raised[:] = []
        faults = [*faults[1:], faults[0]]
        clock.move(wait)
        runs.make_due(site)
        assert told(site, broken) == [("2026-04", "failing", attempt, 0)]
    assert last_fault(site, broken) == "paper.unprintable"
    clock.move(runs.DAILY)
    assert runs.make_due(site) == []
    assert told(site, broken) == [("2026-04", "done", 9, 2)]


def last_fault(site: Site, number: int) -> str:
    with site.db.read(SUPERVISOR) as tx:
        return runs.history(tx, schedules.read(tx, number))[0].fault


def test_a_calendar_changed_meanwhile_moves_the_date(
    site: Site, clock: VirtualClock, quick: list[Question]
) -> None:
    number = begun(site)
    before = of(site, number).next_at
    with site.db.begin(SUPERVISOR) as tx:
        calendar = calendars.current(tx, SUPERVISOR.office)
        closed = {**calendar.exceptions, date(2026, 5, 5): DayException((), "Listrik padam")}
        calendars.publish(tx, SUPERVISOR.office, replace(calendar, exceptions=closed), "padam")
    assert runs.make_due(site) == []
    after = of(site, number).next_at
    assert after - before == timedelta(days=1)
    clock.move(before - clock() + timedelta(hours=1))
    assert runs.make_due(site) == [] and quick == []
    with site.db.read(SUPERVISOR) as tx:
        coming = schedules.coming(tx, of(site, number))
    assert coming.dates[0][1] == after and len(coming.dates) == schedules.SHOWN


def test_pausing_going_on_changing_and_ending(site: Site, clock: VirtualClock, quick: list[Question]) -> None:
    number = begun(site)
    schedules.pause(site, SUPERVISOR, number)
    with pytest.raises(Conflict):
        schedules.pause(site, SUPERVISOR, number)
    clock.move(3 * MONTH)
    assert runs.make_due(site) == [] and quick == []
    schedules.resume(site, SUPERVISOR, number)
    with pytest.raises(Conflict):
        schedules.resume(site, SUPERVISOR, number)
    one = of(site, number)
    assert (
        one.next_period.code == "2026-07" and one.next_at > clock()
    )  # what was due in the pause is not made
    monthly = replace(WANTED, on="day", number="20", recipients="kepala@kantor.go.id", confirmed=False)
    with pytest.raises(Conflict):
        schedules.change(site, SUPERVISOR, number, one.revision - 1, monthly)
    schedules.change(site, SUPERVISOR, number, one.revision, monthly)
    changed = of(site, number)
    assert (changed.rule.on, [to.address for to in changed.recipients]) == (On.DAY, ["kepala@kantor.go.id"])
    assert changed.recipients[0] == one.recipients[0]  # who confirmed it stays
    schedules.end(site, SUPERVISOR, number)
    for act in (schedules.end, schedules.pause, schedules.resume, runs.run_now):
        with pytest.raises(Conflict):
            act(site, SUPERVISOR, number)
    clock.move(3 * MONTH)
    assert runs.make_due(site) == [] and quick == []
    with site.db.read(SUPERVISOR) as tx:
        assert schedules.listed(tx) == ()


def test_run_now_makes_the_last_period_that_is_over_beside_what_is_due(
    site: Site, clock: VirtualClock, quick: list[Question]
) -> None:
    number = begun(site)
    kept = runs.run_now(site, SUPERVISOR, number)
    runs.run_now(site, SUPERVISOR, number)
    assert told(site, number) == [("2026-03", "done", 1, 2)] * 2
    with site.db.read(SUPERVISOR) as tx:
        assert saved.read(tx, kept).newer == kept + 1
    clock.move(of(site, number).next_at - clock())
    runs.make_due(site)
    assert told(site, number)[0][0] == "2026-04"


def test_supervisors_of_the_office_set_up_schedules_and_nobody_else(site: Site) -> None:
    number = begun(site)
    for who in (AUDITOR, OWNER, STAFF, ADMIN):
        with pytest.raises(Forbidden):
            schedules.create(site, who, "monthly", "", WANTED)
        for act in (schedules.pause, schedules.resume, schedules.end, runs.run_now):
            with pytest.raises(Forbidden):
                act(site, who, number)
    for act in (schedules.pause, schedules.resume, schedules.end, runs.run_now):
        with pytest.raises(NotFound):
            act(site, ELSEWHERE, number)
    with pytest.raises(NotFound):
        schedules.change(site, ELSEWHERE, number, 1, WANTED)
    assert [one.id for one in schedules.show(site, AUDITOR)] == [number]
    assert schedules.show(site, ELSEWHERE) == ()
    with pytest.raises(Forbidden):
        schedules.show(site, STAFF)


@pytest.mark.parametrize(
    "typed",
    [
        *("a@b.id\nBcc: lain@x.id", "kepala@kantor.go.id\r\nSubject: x", "kepala <a@b.id>", "a@b", "@b.id"),
        *("a@b.id>\x00", "a b@c.id", "a@b..id", '"a"@b.id', "a@b.id;c@d.id", "a@-b.id", "ä@b.id", "a@b.id x"),
        "\n".join(f"p{number}@kantor.go.id" for number in range(21)),
        "x" * 9000,
    ],
)
def test_a_hostile_address_is_refused_and_never_repeated(site: Site, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        begun(site, replace(WANTED, recipients=typed))
    assert typed not in str(refusal.value.problems)
    with site.db.read(SUPERVISOR) as tx:
        assert schedules.listed(tx) == ()


def test_new_addresses_are_confirmed_by_whoever_types_them(site: Site) -> None:
    with pytest.raises(Invalid):
        begun(site, replace(WANTED, confirmed=False))
    number = begun(site, replace(WANTED, recipients="a@kantor.go.id, a@kantor.go.id,, b@kantor.go.id"))
    one = of(site, number)
    assert [(to.address, to.confirmed_by) for to in one.recipients] == [
        ("a@kantor.go.id", SUPERVISOR.login),
        ("b@kantor.go.id", SUPERVISOR.login),
    ]


def plainly(_: Any, message: Message) -> Text:
    return Text(message.details["title"], "Terlampir.")


def test_the_mail_carries_the_saved_pdf_by_reference(site: Site, clock: VirtualClock) -> None:
    number = begun(site, replace(WANTED, recipients="kepala@kantor.go.id"))
    kept = runs.run_now(site, SUPERVISOR, number)
    mails: list[Mail] = []
    outbox.send_due(site, plainly, mails.append, sending.attached)
    ((mail,), (file,)) = mails, mails[0].attachments
    assert file.content == saved.take(site, SUPERVISOR, kept, "pdf")
    assert file.name == "laporan-monthly-2026-03.pdf" and "content" not in repr(mail)
    letter = smtp.letter_of(mail, smtp.sender("kantor@contoh.go.id"))
    (part,) = letter.iter_attachments()
    assert part.get_content() == file.content and part.get_filename() == file.name
    assert letter["Subject"].startswith("Laporan bulanan pelayanan")
    with site.db.read() as tx:
        row = tx.conn.execute(select(schema.outbox.c.details, schema.outbox.c.text)).one()
        assert "%PDF" not in str(row)


def test_a_saved_report_that_was_changed_is_not_sent(
    site: Site, clock: VirtualClock, quick: list[Question]
) -> None:
    runs.run_now(site, SUPERVISOR, begun(site, replace(WANTED, recipients="kepala@kantor.go.id")))
    with site.db.begin() as tx:
        tx.conn.execute(schema.saved_report_files.update().values(content=b"lain"))
    mails: list[Mail] = []
    outbox.send_due(site, plainly, mails.append, sending.attached)
    assert mails == []
    with site.db.begin() as tx:
        assert tx.conn.execute(select(schema.outbox.c.fault)).scalar_one() == "saved.changed"


def test_too_large_a_report_is_told_of_and_not_attached(
    site: Site, quick: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LARGEST", 4)
    runs.run_now(site, SUPERVISOR, begun(site))
    mails: list[Mail] = []
    outbox.send_due(site, plainly, mails.append, sending.attached)
    assert [mail.attachments for mail in mails] == [(), ()]


def test_workers_that_race_make_each_period_once(
    postgres_db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    with postgres_db.begin() as tx:
        put_definition(tx)
    site = Site(postgres_db, tmp_path)
    numbers = [begun(site) for _ in range(3)]
    clock.move(3 * MONTH)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert not any(pool.map(lambda _: runs.make_due(site), range(4)))
    for number in numbers:
        assert [line[:2] for line in reversed(told(site, number))] == [(code, "done") for code in PASSED[:3]]
    with site.db.read() as tx:
        assert len(tx.conn.execute(select(schema.saved_reports.c.id)).all()) == 9
        assert len(tx.conn.execute(select(schema.outbox.c.id)).all()) == 18
        assert audit.verify(tx).sound


def test_a_worker_that_lost_its_lease_keeps_nothing(
    site: Site, clock: VirtualClock, quick: list[Question]
) -> None:
    number = begun(site)
    clock.move(of(site, number).next_at - clock())
    slow = runs._take(site, number, replace(runs.SYSTEM, office=SUPERVISOR.office))
    assert slow is not None and runs.make_due(site) == [] and quick == []
    clock.move(runs.LEASE)
    assert runs.make_due(site) == [] and len(quick) == 1
    with site.db.snapshot(slow.actor) as tx:
        made = saved.make(site, tx, slow.one.kind.code, slow.question)
    with site.db.begin(slow.actor) as tx:
        assert not runs._settle(tx, slow, made)
    runs._put_off(site, slow, "TimeoutError")
    assert told(site, number) == [("2026-04", "done", 1, 2)]


def test_a_worker_killed_at_any_moment_loses_and_doubles_nothing(
    db: Database, site: Site, clock: VirtualClock
) -> None:
    number = begun(site)
    clock.move(of(site, number).next_at - clock())
    arguments = (db.url, str(site.folder), clock().isoformat())
    for statement in (3, 40, 10_000):
        command = [sys.executable, "-m", "tests.tasks.filing.runs_process", *arguments, str(statement)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout or ():
                if line.strip() == "stuck":
                    process.kill()
        if process.returncode == 0:
            break
        assert told(site, number) == []
        clock.move(runs.LEASE)
        arguments = (*arguments[:2], clock().isoformat())
    assert process.returncode == 0 and told(site, number) == [("2026-04", "done", 1, 2)]


def test_a_schedule_of_an_office_of_another_zone_is_due_by_its_own_day(site: Site) -> None:
    with site.db.read(SUPERVISOR) as tx:
        calendar = replace(calendars.current(tx, SUPERVISOR.office), zone="Asia/Jayapura")
    due = rules.due(
        calendar, rules.Rule(On.DAY, 4), kinds.last_over(kinds.KINDS["monthly"].every, date(2026, 5, 9))
    )
    assert due == datetime(2026, 5, 4, 7, 30, tzinfo=ZoneInfo("Asia/Jayapura"))


def test_undelivered_is_what_a_gone_report_raises(site: Site, clock: VirtualClock) -> None:
    message = Message(1, "k", "report", "a@b.id", "id", {"file": "x.pdf", "saved": "99"}, 0, clock())
    with site.db.read() as tx, pytest.raises(Undelivered):
        sending.attached(tx, message)
