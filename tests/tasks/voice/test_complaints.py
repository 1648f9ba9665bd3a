"""Complaints: who may send, answer, close and read them, their numbers, their clock, and what is never told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import calendars
from engine.database import Actor, Database
from engine.office_calendar import DayException
from engine.refusals import Conflict, Forbidden, Invalid, NotFound
from engine.schema import audit, outbox
from engine.schema import complaints as table
from tasks import office_hours, settings
from tasks.voice import complaint_clock, complaint_list, complaints
from tests.support.office import OPERATOR, Office
from tests.tasks.rows import a_case
from tests.tasks.voice.saying import COMPLAINT

STRANGER = Actor("luar", "Luar", frozenset({"petugas", "supervisor"}), office="kotabaru")


def sent(office: Office, address: str = "10.0.0.1", **changes: str) -> complaints.Received:
    return complaints.send(office.site, COMPLAINT | changes, address)


def test_a_complaint_gets_a_number_and_fourteen_working_days(office: Office) -> None:
    done = sent(office)
    assert done.number == "ADU-2026-00001"
    found = complaint_list.by_token(office.site, done.token)
    # Thursday 9 April 2026 is day 0; 1 May is Labour Day: the 14th working day is Wednesday 29 April, 16.00 WITA.
    assert found.due_at == datetime(2026, 4, 29, 8, tzinfo=UTC)
    assert (found.state, found.late, found.name, found.contact) == ("open", False, "B*** S***", "")


def test_the_limit_is_the_setting_s(office: Office) -> None:
    settings.change(office.site, office["admin"], {"complaint.days": 5})
    found = complaint_list.by_token(office.site, sent(office).token)
    assert (found.days, found.due_at) == (5, datetime(2026, 4, 16, 8, tzinfo=UTC))


def test_whether_a_code_belongs_to_a_request_is_never_told(office: Office) -> None:
    with office.site.db.begin() as tx:
        case = a_case(tx, "MD-2026-00007")
    right, wrong = sent(office, receipt="md-2026-00007"), sent(office, receipt="MD-2026-99999")
    with office.site.db.read(office["petugas1"]) as tx:
        assert [found.number for found in complaint_list.of_case(tx, case)] == [right.number]
    assert complaint_list.read(office.site, office["kasi"], wrong.id).receipt == "MD-2026-99999"


def test_staff_are_told_that_no_request_has_the_number(office: Office) -> None:
    form = {**COMPLAINT, "channel": "counter", "receipt": "MD-2026-99999"}
    with pytest.raises(Invalid) as refused:
        complaints.enter(office.site, office["petugas1"], form)
    assert [(p.where, p.key) for p in refused.value.problems] == [("receipt", "complaint.no_such_case")]


def test_sp4n_is_entered_with_its_reference(office: Office) -> None:
    form = {**COMPLAINT, "channel": "sp4n"}
    with pytest.raises(Invalid):
        complaints.enter(office.site, office["petugas1"], form)
    done = complaints.enter(office.site, office["petugas1"], {**form, "reference": "7654321"})
    found = complaint_list.read(office.site, office["kasi"], done.id)
    assert (found.reference, found.channel, found.received_by) == ("7654321", "sp4n", "petugas1")


def test_every_wrong_field_is_named_at_once(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        sent(office, name=" ", contact="rahasia", text="x" * 4001)
    assert [p.where for p in refused.value.problems] == ["name", "text", "contact"]
    for contact in ("0811 5000 123", "+62-811-500-123", "a@b.id"):
        sent(office, address=contact, contact=contact)


def test_the_sixth_from_one_address_waits_and_takes_no_number(office: Office) -> None:
    for _ in range(5):
        office.clock.move(timedelta(minutes=1))
        sent(office)
    with pytest.raises(Forbidden) as refused:
        sent(office)
    assert (refused.value.key, refused.value.values) == ("complaint.throttled", {"minutes": 56})
    assert sent(office, address="10.0.0.2").number == "ADU-2026-00006"
    office.clock.move(timedelta(minutes=57))
    assert sent(office).number == "ADU-2026-00007"
    with office.site.db.read() as tx:
        assert "10.0.0.1" not in tx.conn.execute(select(table.c.origin)).scalars().all()


def test_numbers_sent_at_once_have_no_gap(office: Office) -> None:
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda n: sent(office, address=f"10.0.1.{n}").number, range(12)))
    assert sorted(numbers) == [f"ADU-2026-{number:05d}" for number in range(1, 13)]


def test_of_many_at_once_from_one_address_five_pass(office: Office) -> None:
    def send(_: int) -> bool:
        try:
            sent(office)
        except Forbidden:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(send, range(10))) == 5


def test_a_supervisor_answers_and_closes_and_others_do_not(office: Office) -> None:
    done = sent(office)
    for actor in (office["petugas1"], office["auditor"], office["admin"]):
        with pytest.raises(Forbidden):
            complaints.answer(office.site, actor, done.id, "Maaf.")
        with pytest.raises(Forbidden):
            complaints.close(office.site, actor, done.id)
    with pytest.raises(NotFound):
        complaints.answer(office.site, STRANGER, done.id, "Maaf.")
    with pytest.raises(Conflict):
        complaints.close(office.site, office["kasi"], done.id)
    with pytest.raises(Invalid):
        complaints.answer(office.site, office["kasi"], done.id, "  ")
    complaints.answer(office.site, office["kasi"], done.id, "Maaf, loket ditambah.")
    with pytest.raises(Conflict):
        complaints.answer(office.site, office["koordinator"], done.id, "Lagi.")
    complaints.close(office.site, office["koordinator"], done.id)
    found = complaint_list.by_token(office.site, done.token)
    assert (found.state, found.answer, found.late) == ("closed", "Maaf, loket ditambah.", False)


def test_both_messages_are_written_for_an_address_and_none_for_a_telephone(office: Office) -> None:
    done = sent(office)
    complaints.answer(office.site, office["kasi"], done.id, "Maaf.")
    by_phone = sent(office, contact="0811500123")
    complaints.answer(office.site, office["kasi"], by_phone.id, "Maaf.")
    with office.site.db.read() as tx:
        rows = tx.conn.execute(select(outbox.c.kind, outbox.c.recipient, outbox.c.details)).all()
    assert [(row.kind, row.recipient) for row in rows] == [
        ("complaint_received", "budi@contoh.id"),
        ("complaint_answered", "budi@contoh.id"),
    ]
    assert rows[0].details["due_on"] == "2026-04-29"
    assert "token" not in rows[0].details | rows[1].details


def test_names_and_contacts_are_for_supervisors(office: Office) -> None:
    done = sent(office)
    seen = {
        login: complaint_list.read(office.site, office[login], done.id)
        for login in ("petugas1", "auditor", "kasi")
    }
    assert {login: (found.name, found.contact) for login, found in seen.items()} == {
        "petugas1": ("B*** S***", ""),
        "auditor": ("B*** S***", ""),
        "kasi": ("Budi Santoso", "budi@contoh.id"),
    }
    for actor in (office["admin"], office["pemilik"]):
        with pytest.raises(Forbidden):
            complaint_list.read(office.site, actor, done.id)
    with pytest.raises(NotFound):
        complaint_list.read(office.site, STRANGER, done.id)


def test_the_list_filters_and_counts(office: Office) -> None:
    late = sent(office)
    office.clock.move(timedelta(days=21))  # Thursday 30 April: the first is overdue since yesterday
    fresh, answered = sent(office), sent(office)
    complaints.answer(office.site, office["kasi"], answered.id, "Maaf.")
    counts = complaint_list.counts(office.site, office["petugas1"])
    assert (counts.open, counts.late, counts.answered, counts.closed, counts.answered_late) == (2, 1, 1, 0, 0)

    def numbers(state: str = "", word: str = "") -> list[str]:
        return [
            row.number for row in complaint_list.listed(office.site, office["petugas1"], state, word).rows
        ]

    assert numbers() == [late.number, fresh.number, answered.number]
    assert numbers("late") == [late.number]
    assert numbers("answered") == [answered.number]
    assert numbers(word="00002") == [fresh.number]
    assert numbers(word="Budi") == numbers(word="%") == []
    complaints.answer(office.site, office["kasi"], late.id, "Maaf, terlambat.")
    assert complaint_list.counts(office.site, office["petugas1"]).answered_late == 1
    assert complaint_list.read(office.site, office["kasi"], late.id).late


def test_a_complaint_is_linked_and_unlinked(office: Office) -> None:
    with office.site.db.begin() as tx:
        case = a_case(tx, "MD-2026-00007")
    done = sent(office)
    complaints.link(office.site, office["petugas1"], done.id, "MD-2026-00007")
    assert complaint_list.read(office.site, office["petugas1"], done.id).instance_id == case
    complaints.link(office.site, office["petugas1"], done.id, "")
    assert complaint_list.read(office.site, office["petugas1"], done.id).instance_id is None
    with pytest.raises(Forbidden):
        complaints.link(office.site, office["auditor"], done.id, "MD-2026-00007")


def test_a_changed_calendar_moves_open_deadlines_and_no_others(office: Office) -> None:
    moving, settled = sent(office), sent(office)
    complaints.answer(office.site, office["kasi"], settled.id, "Maaf.")
    _close_on(office, date(2026, 4, 10))
    for _ in range(2):
        complaint_clock.follow_calendar(office.site)
    assert [action for action, _ in _trail(office.site.db)].count("complaint.reprojected") == 1
    due = {
        done.id: complaint_list.read(office.site, office["kasi"], done.id).due_at
        for done in (moving, settled)
    }
    assert due[moving.id] == datetime(2026, 4, 30, 8, tzinfo=UTC)
    assert due[settled.id] == datetime(2026, 4, 29, 8, tzinfo=UTC)


def _close_on(office: Office, day: date) -> None:
    with office.site.db.read(OPERATOR) as tx:
        old = calendars.current(tx, OPERATOR.office)
    closed = replace(old, exceptions={**old.exceptions, day: DayException((), "Banjir")})
    office_hours.publish(office.site, office["admin"], closed, "Banjir", old.version)


def test_the_trail_tells_what_was_done_and_no_words_of_it(office: Office) -> None:
    done = sent(office)
    complaints.answer(office.site, office["kasi"], done.id, "Maaf, loket ditambah.")
    complaints.close(office.site, office["kasi"], done.id)
    actions = _trail(office.site.db)
    assert [action for action, _ in actions] == [
        "complaint.received",
        "complaint.answered",
        "complaint.closed",
    ]
    told = " ".join(details for _, details in actions)
    assert not [word for word in ("Budi", "contoh.id", "loket", "jam") if word in told]


def _trail(db: Database) -> list[tuple[str, str]]:
    query = select(audit.c.action, audit.c.details).where(audit.c.action.like("complaint.%"))
    with db.read() as tx:
        rows = tx.conn.execute(query.order_by(audit.c.at, audit.c.head_id, audit.c.seq))
        return [(row.action, row.details) for row in rows]
