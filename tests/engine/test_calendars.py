"""Calendars are published as versions: nothing is lost, nothing is overwritten, everything is recorded."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from engine import audit, calendars
from engine.clock import VirtualClock
from engine.database import Actor, Database
from engine.office_calendar import DayException, Interval, OfficeCalendar
from engine.office_calendar_json import content_hash, to_json
from engine.office_calendar_seed import seed_calendar
from engine.office_changes import DayChange, RuleChange, changes, days_with_other_hours
from engine.refusals import Conflict, Invalid, NotFound

ADMIN = Actor("admin", roles=frozenset({"admin"}))
OFFICE = "batulicin"
SATURDAY = date(2026, 4, 11)


def with_saturday(calendar: OfficeCalendar, opens: int = 8) -> OfficeCalendar:
    hours = (Interval(time(opens), time(12)),)
    return replace(
        calendar, exceptions={**calendar.exceptions, SATURDAY: DayException(hours, "Paspor Simpatik")}
    )


def test_an_office_without_a_calendar_is_told_so(db: Database) -> None:
    with db.read() as tx:
        with pytest.raises(NotFound):
            calendars.current(tx, OFFICE)
        with pytest.raises(NotFound):
            calendars.at_version(tx, OFFICE, 1)
        assert calendars.versions(tx, OFFICE) == ()


def test_seeding_happens_once(db: Database) -> None:
    with db.begin(ADMIN) as tx:
        assert calendars.seed(tx, OFFICE) == 1
        assert calendars.seed(tx, OFFICE) == 1
    with db.read() as tx:
        calendar = calendars.current(tx, OFFICE)
        assert calendar == replace(seed_calendar(), version=1)
        assert content_hash(calendar) == content_hash(seed_calendar())
        assert [(v.version, v.created_by) for v in calendars.versions(tx, OFFICE)] == [(1, "admin")]


def test_publishing_keeps_the_old_version_and_leaves_a_line(db: Database) -> None:
    with db.begin(ADMIN) as tx:
        calendars.seed(tx, OFFICE)
        before = calendars.current(tx, OFFICE)
        assert calendars.publish(tx, OFFICE, with_saturday(before), "Surat Kakanim 12/2026") == 2
        assert calendars.current(tx, OFFICE).version == 2
        assert calendars.at_version(tx, OFFICE, 1) == before
    with db.read() as tx:
        assert calendars.current(tx, OFFICE).exceptions[SATURDAY].reason == "Paspor Simpatik"
        report = audit.verify(tx, chains=[f"calendar:{OFFICE}"])
    assert report.sound
    assert report.records == 2


def test_the_audit_line_names_every_difference(db: Database) -> None:
    with db.begin(ADMIN) as tx:
        calendars.seed(tx, OFFICE)
        calendars.publish(tx, OFFICE, with_saturday(calendars.current(tx, OFFICE)), "Surat")
        details = tx.conn.exec_driver_sql("SELECT details FROM audit WHERE seq = 2").scalar_one()
    assert '"changes":[["2026-04-11","-","08:00-12:00 Paspor Simpatik"]]' in details


def test_an_edit_of_an_old_version_is_refused(db: Database) -> None:
    with db.begin(ADMIN) as tx:
        calendars.seed(tx, OFFICE)
        first = calendars.current(tx, OFFICE)
        calendars.publish(tx, OFFICE, with_saturday(first), "satu")
        with pytest.raises(Conflict):
            calendars.publish(tx, OFFICE, with_saturday(first, 9), "dua")
        assert calendars.current(tx, OFFICE).version == 2


def test_the_calendar_of_an_instant_is_the_newest_published_by_then(
    db: Database, clock: VirtualClock
) -> None:
    with db.read() as tx, pytest.raises(NotFound):
        calendars.in_force(tx, OFFICE, clock())
    begun = clock()
    with db.begin(ADMIN) as tx:
        calendars.seed(tx, OFFICE)
    clock.move(timedelta(days=1))
    with db.begin(ADMIN) as tx:
        first = calendars.in_force(tx, OFFICE, clock())
        calendars.publish(tx, OFFICE, with_saturday(first), "Surat")
        found = [calendars.in_force(tx, OFFICE, begun + timedelta(hours=hours)) for hours in (-1, 0, 23, 24)]
    assert [calendar.version for calendar in found] == [1, 1, 1, 2]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_reason_is_asked_for(db: Database, reason: str) -> None:
    with db.begin(ADMIN) as tx:
        calendars.seed(tx, OFFICE)
        with pytest.raises(Invalid) as refused:
            calendars.publish(tx, OFFICE, with_saturday(calendars.current(tx, OFFICE)), reason)
    assert [problem.where for problem in refused.value.problems] == ["reason"]


def test_a_calendar_without_a_difference_is_refused(db: Database) -> None:
    with db.begin(ADMIN) as tx:
        calendars.seed(tx, OFFICE)
        with pytest.raises(Invalid):
            calendars.publish(tx, OFFICE, calendars.current(tx, OFFICE), "sama")


def test_of_two_who_publish_at_once_one_is_told(db: Database) -> None:
    with db.begin(ADMIN) as tx:
        calendars.seed(tx, OFFICE)
        first = calendars.current(tx, OFFICE)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def publish(opens: int) -> None:
        start.wait()
        try:
            with db.begin(ADMIN) as tx:
                calendars.publish(tx, OFFICE, with_saturday(first, opens), "bersamaan")
            outcomes.append("published")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=publish, args=(opens,)) for opens in (8, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published", "refused"]


def test_offices_have_calendars_of_their_own(db: Database) -> None:
    with db.begin(ADMIN) as tx:
        calendars.seed(tx, OFFICE)
        calendars.seed(tx, "kotabaru")
        calendars.publish(tx, "kotabaru", with_saturday(calendars.current(tx, "kotabaru")), "Surat")
        assert SATURDAY not in calendars.current(tx, OFFICE).exceptions
        assert SATURDAY in calendars.current(tx, "kotabaru").exceptions


def test_changes_are_told_rule_by_rule_and_day_by_day() -> None:
    old = seed_calendar()
    moved = {day: h for day, h in old.holidays.items() if day != date(2026, 12, 24)}
    friday_free = (*old.week[:4], (), *old.week[5:])
    new = replace(
        with_saturday(old),
        week=friday_free,
        holidays=moved,
        periods=old.periods[:-1],
        decreed_years=old.decreed_years | {2027},
    )
    found = changes(old, new)
    rules = [change.field for change in found if isinstance(change, RuleChange)]
    days = [change for change in found if isinstance(change, DayChange)]
    assert rules == ["week.friday", "periods", "decreed_years"]
    assert [change.day for change in days] == [SATURDAY, date(2026, 12, 24)]
    assert (days[0].before.hours, days[0].after.label) == ((), "Paspor Simpatik")
    assert changes(old, old) == ()


def test_days_with_other_hours_are_found() -> None:
    old = seed_calendar()
    found = list(days_with_other_hours(old, with_saturday(old), date(2026, 4, 1), date(2026, 4, 30)))
    assert [day for day, _, _ in found] == [SATURDAY]


def test_the_content_hash_forgets_the_version_only() -> None:
    calendar = seed_calendar()
    assert content_hash(replace(calendar, version=9)) == content_hash(calendar)
    assert content_hash(with_saturday(calendar)) != content_hash(calendar)
    assert to_json(replace(calendar, version=9))["version"] == 9
