"""Messages go out at least once: put off, given up, tried again, by workers that race or die in the middle."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from engine import audit, schema
from engine.clock import VirtualClock
from engine.database import Database, Tx
from engine.refusals import Conflict, Forbidden, NotFound
from tasks import outbox, settings, worker
from tasks.outbox import listing, sending
from tasks.outbox.listing import Wanted
from tasks.outbox.mail import Mail, Message, Text, Undelivered
from tasks.site import Site
from tests.support.office import OPERATOR

MINUTE = timedelta(minutes=1)


class Box:
    """A channel that keeps what it is given, or refuses it."""

    def __init__(self, fault: Undelivered | None = None) -> None:
        self.fault = fault
        self.mails: list[Mail] = []
        self._lock = Lock()

    def __call__(self, mail: Mail) -> None:
        with self._lock:
            self.mails.append(mail)
        if self.fault:
            raise self.fault


def plainly(_: Tx, message: Message) -> Text:
    return Text(message.kind, f"{message.details.get('name', '')} {message.details.get('code', '')}")


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Site:
    return Site(db, tmp_path)


def written(db: Database, many: int = 1) -> None:
    with db.begin(OPERATOR) as tx:
        for number in range(many):
            values = {"name": f"Pemohon {number}"}
            outbox.write(tx, "welcome", f"p{number}@example.id", values, key=f"welcome:{number}")


def code(db: Database, clock: VirtualClock) -> None:
    with db.begin(OPERATOR) as tx:
        values = {"code": "471100", "expires_at": clock() + 10 * MINUTE}
        outbox.write(tx, "otp", "siti@example.id", values, key="otp:1")


def row(db: Database) -> Any:
    with db.read() as tx:
        return tx.conn.execute(select(schema.outbox)).one()


def send(site: Site, box: Box) -> outbox.Round:
    return outbox.send_due(site, plainly, box)


def test_a_message_is_sent_once_and_kept_as_sent(site: Site) -> None:
    written(site.db)
    box = Box()
    assert send(site, box) == outbox.Round(1, 0)
    assert send(site, box) == outbox.Round(0, 0)
    kept = row(site.db)
    assert (kept.state, kept.attempts, kept.due_at, kept.fault) == ("sent", 1, None, "")
    assert kept.sent_at == site.db.clock()
    assert kept.text == {"subject": "welcome", "body": "Pemohon 0 "}
    assert [mail.recipient for mail in box.mails] == ["p0@example.id"]


def test_a_refused_message_is_tried_after_1_5_15_60_and_240_minutes_then_given_up(
    site: Site, clock: VirtualClock
) -> None:
    written(site.db)
    box = Box(Undelivered("550 no such mailbox"))
    for minutes in (1, 5, 15, 60, 240):
        assert send(site, box) == outbox.Round(0, 1)
        assert (row(site.db).state, row(site.db).due_at) == ("waiting", clock() + minutes * MINUTE)
        clock.move(minutes * MINUTE - timedelta(microseconds=1))
        assert send(site, box) == outbox.Round(0, 0)
        clock.move(timedelta(microseconds=1))
    send(site, box)
    given_up = row(site.db)
    assert (given_up.state, given_up.attempts, given_up.due_at) == ("failed", 6, None)
    assert given_up.fault == "550 no such mailbox"
    assert len({mail.mark for mail in box.mails}) == 1


def test_a_person_lets_a_message_that_was_given_up_be_tried_again(site: Site, clock: VirtualClock) -> None:
    written(site.db)
    for _ in range(6):
        send(site, Box(Undelivered("451 later")))
        clock.move(timedelta(hours=5))
    number = row(site.db).id
    listing.retry(site, OPERATOR, number)
    box = Box()
    assert send(site, box) == outbox.Round(1, 0)
    assert (row(site.db).state, row(site.db).fault) == ("sent", "")
    with pytest.raises(Conflict, match=r"outbox\.not_failed"):
        listing.retry(site, OPERATOR, number)
    with pytest.raises(NotFound):
        listing.retry(site, OPERATOR, number + 1)
    with site.db.read(OPERATOR) as tx:
        assert not audit.verify(tx).faults
        actions = tx.conn.execute(select(schema.audit.c.action)).scalars().all()
    assert actions == ["outbox.retried"]


def test_one_refused_message_never_keeps_the_others(site: Site) -> None:
    written(site.db, 3)
    refused = Box(Undelivered("550 no"))
    assert send(site, refused) == outbox.Round(0, 3)


def test_when_nobody_answers_the_round_ends(site: Site) -> None:
    written(site.db, 3)
    away = Box(Undelivered("ConnectionRefusedError", unreachable=True))
    assert send(site, away) == outbox.Round(0, 1)
    assert send(site, Box()) == outbox.Round(2, 0)


def test_a_code_is_forgotten_once_sent_and_never_shown(site: Site, clock: VirtualClock) -> None:
    code(site.db, clock)
    assert "471100" not in str(listing.listed(site, OPERATOR, Wanted()))
    box = Box()
    send(site, box)
    assert "471100" in box.mails[0].text.body
    assert "471100" not in str(row(site.db))


def test_the_demo_office_shows_codes(site: Site, clock: VirtualClock) -> None:
    settings.change(site, OPERATOR, {"demo.accounts": True})
    code(site.db, clock)
    assert "471100" in str(listing.listed(site, OPERATOR, Wanted()).lines[0].message.details)
    send(site, Box())
    (line,) = listing.listed(site, OPERATOR, Wanted(state="sent", word="SITI")).lines
    assert line.text is not None and "471100" in line.text.body


def test_a_code_that_ran_out_is_not_sent(site: Site, clock: VirtualClock) -> None:
    code(site.db, clock)
    clock.move(10 * MINUTE)
    box = Box()
    send(site, box)
    assert (box.mails, row(site.db).state, row(site.db).fault) == ([], "failed", "expired")


def test_the_list_is_for_administrators_of_the_office(site: Site) -> None:
    written(site.db, 30)
    first = listing.listed(site, OPERATOR, Wanted())
    assert first.after is not None
    second = listing.listed(site, OPERATOR, Wanted(), first.after)
    assert (len(first.lines), len(second.lines), second.after) == (25, 5, None)
    assert first.counts == {"waiting": 30, "sent": 0, "failed": 0}
    assert listing.listed(site, OPERATOR, Wanted(state="failed")).lines == ()
    stranger = type(OPERATOR)("admin2", "", frozenset({"administrator"}), "kotabaru")
    assert listing.listed(site, stranger, Wanted()).lines == ()
    with pytest.raises(NotFound):
        listing.retry(site, stranger, first.lines[0].message.id)
    officer = type(OPERATOR)("petugas1", "", frozenset({"petugas"}))
    for act in (lambda: listing.listed(site, officer, Wanted()), lambda: listing.retry(site, officer, 1)):
        with pytest.raises(Forbidden):
            act()


def test_several_workers_never_send_the_same_message(postgres_db: Database, tmp_path: Path) -> None:
    written(postgres_db, 60)
    site, box = Site(postgres_db, tmp_path), Box()
    with ThreadPoolExecutor(6) as pool:
        rounds = list(pool.map(lambda _: send(site, box), range(6)))
    assert sum(round_.sent for round_ in rounds) == 60
    assert sorted(mail.recipient for mail in box.mails) == sorted(f"p{n}@example.id" for n in range(60))


def test_a_database_that_goes_away_never_turns_a_message_into_a_failed_one(
    site: Site, clock: VirtualClock
) -> None:
    written(site.db)
    box = Box()

    def gone(*_: Any) -> None:
        if box.mails:
            raise OperationalError("UPDATE", {}, Exception("server closed the connection"))

    for sent in range(1, 10):
        event.listen(site.db.engine, "begin", gone)
        box.mails.clear()
        with pytest.raises(OperationalError):
            send(site, box)
        event.remove(site.db.engine, "begin", gone)
        assert (sent, row(site.db).state, row(site.db).attempts) == (sent, "waiting", 0)
        clock.move(sending.LEASE)
    box.mails.clear()
    assert send(site, box) == outbox.Round(1, 0)


def test_a_worker_outlives_a_duty_that_fails(site: Site) -> None:
    done: list[str] = []

    def broken(_: Site) -> list[Exception]:
        raise ValueError("a fault of ours")

    def good(_: Site) -> list[Exception]:
        done.append("good")
        return []

    faults = worker.settle(site, (broken, good))
    assert ([str(fault) for fault in faults], done) == (["a fault of ours"], ["good"])


def test_a_worker_killed_at_any_moment_loses_nothing(
    db: Database, clock: VirtualClock, tmp_path: Path
) -> None:
    """Killed before each of its statements and while the mail travels, it sends again, with the same mark."""
    site = Site(db, tmp_path)
    for last in range(12):
        with db.begin(OPERATOR) as tx:
            outbox.write(tx, "welcome", "siti@example.id", {"name": "Siti"}, key=f"welcome:{last}")
        told, finished = _killed(site, clock, last)
        box = Box()
        send(site, box)
        assert box.mails == [] or not finished
        clock.move(sending.LEASE)
        send(site, box)
        marks = told + [mail.mark for mail in box.mails]
        assert len(set(marks)) == 1 and 1 <= len(marks) <= 2, (last, marks)
        if finished:
            break
    assert finished and last > 3
    with db.read() as tx:
        assert set(tx.conn.execute(select(schema.outbox.c.state)).scalars()) == {"sent"}


def _killed(site: Site, clock: VirtualClock, last: int) -> tuple[list[str], bool]:
    """Let a process of its own send, kill -9 it at its n-th statement (0: while the mail travels); marks it sent."""
    arguments = (site.db.url, str(site.folder), clock().isoformat(), str(last))
    command = [sys.executable, "-m", "tests.tasks.outbox.sender_process", *arguments]
    told: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            word, _, mark = line.strip().partition(" ")
            if word == "mail":
                told.append(mark)
            if word == "stuck":
                process.kill()
    return told, process.returncode == 0
