"""The parts of a case's time sum to the whole, whatever overlaps."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine import office_time
from engine.office_calendar import Interval, OfficeCalendar
from tasks.case_time import CaseTimes, Cause, Claim, Part, parts, split, task_times, without

DAY = (Interval(time(7, 30), time(12, 0)), Interval(time(13, 0), time(16, 0)))
CALENDAR = OfficeCalendar("Asia/Makassar", (DAY, DAY, DAY, DAY, DAY, (), ()))
MONDAY = datetime(2026, 4, 6, tzinfo=UTC)  # 08:00 in the office
HOUR = timedelta(hours=1)

MICROSECONDS = 30 * 86_400_000_000
instants = st.integers(0, MICROSECONDS).map(lambda n: MONDAY + timedelta(microseconds=n))


def at(hours: float) -> datetime:
    return MONDAY + HOUR * hours


@st.composite
def cases(draw: st.DrawFn) -> CaseTimes:
    begin, finish = sorted((draw(instants), draw(instants)))
    claims: list[Claim] = []
    for _ in range(draw(st.integers(0, 10))):
        start, end = sorted((draw(instants), draw(instants)))
        claims.append((draw(st.sampled_from([c for c in Cause if c is not Cause.NOTHING])), start, end))
    return CaseTimes(1, "batulicin", begin, finish, tuple(claims))


@given(cases())
def test_parts_sum_to_the_total_to_the_microsecond(case: CaseTimes) -> None:
    found = split(case, CALENDAR)
    assert set(found.parts) == set(Part)
    assert min(found.parts.values()) >= timedelta()
    assert found.total == case.ended_at - case.started_at
    assert timedelta() <= found.net <= found.total
    assert found.applicant_documents + found.applicant_payment == found.parts[Part.APPLICANT]


@given(cases())
def test_spans_follow_each_other_without_gap_or_overlap(case: CaseTimes) -> None:
    at = case.started_at
    for span in split(case, CALENDAR).spans:
        assert span.start == at < span.end
        at = span.end
    assert at == case.ended_at


@given(cases(), instants)
def test_every_instant_goes_to_the_strongest_claim(case: CaseTimes, instant: datetime) -> None:
    spans = [s for s in split(case, CALENDAR).spans if s.start <= instant < s.end]
    if not case.started_at <= instant < case.ended_at:
        assert not spans
        return
    claimed = [cause for cause, start, end in case.claims if start <= instant < end]
    assert len(spans) == 1
    assert spans[0].cause == min(claimed, default=Cause.NOTHING)
    if not claimed:
        opened = office_time.is_open(CALENDAR, instant)
        assert spans[0].part is (Part.QUEUE if opened else Part.CLOSED_OFFICE)


@given(cases())
def test_the_quick_sums_agree_with_the_picture(case: CaseTimes) -> None:
    assert parts(case, CALENDAR) == split(case, CALENDAR).parts


@given(cases())
def test_the_order_of_claims_does_not_matter(case: CaseTimes) -> None:
    turned = CaseTimes(1, "batulicin", case.started_at, case.ended_at, tuple(reversed(case.claims)))
    assert split(turned, CALENDAR) == split(case, CALENDAR)


def test_a_day_is_told_apart_as_it_was_spent() -> None:
    claims = (
        (Cause.TOUCH, at(1), at(2)),
        (Cause.DOCUMENTS, at(2), at(26)),
        (Cause.OUTAGE, at(25), at(27)),
        (Cause.PAYMENT, at(28), at(28.5)),
    )
    found = split(CaseTimes(1, "batulicin", at(0), at(29), claims), CALENDAR)
    assert found.parts[Part.TOUCH] == HOUR
    assert found.parts[Part.OUTAGE] == 2 * HOUR
    assert found.parts[Part.APPLICANT] == 23.5 * HOUR
    assert found.applicant_payment == 0.5 * HOUR
    assert found.parts[Part.QUEUE] == 2 * HOUR  # Monday 8 to 9 and Tuesday 11 to 12
    assert found.parts[Part.CLOSED_OFFICE] == 0.5 * HOUR  # what the payment left of Tuesday's break
    assert found.net == 3.5 * HOUR


def test_touch_counts_while_the_office_is_closed() -> None:
    found = split(CaseTimes(1, "batulicin", at(9), at(12), ((Cause.TOUCH, at(10), at(11)),)), CALENDAR)
    assert found.parts[Part.TOUCH] == HOUR
    assert found.parts[Part.CLOSED_OFFICE] == 2 * HOUR


def test_a_case_just_begun_has_no_time_at_all() -> None:
    found = split(CaseTimes(1, "batulicin", at(0), at(0)), CALENDAR)
    assert found.spans == ()
    assert found.total == timedelta()


pieces = st.lists(st.tuples(instants, st.none() | instants), max_size=8)


@given(instants, instants, instants, pieces)
def test_a_tasks_times_sum_to_its_life(
    a: datetime, b: datetime, c: datetime, suspensions: list[tuple[datetime, datetime | None]]
) -> None:
    opened, started, ended = sorted((a, b, c))
    found = task_times(opened, started, ended, suspensions)
    assert found.queue == started - opened
    assert min(found.touch, found.paused) >= timedelta()
    assert found.queue + found.touch + found.paused == ended - opened


def test_a_task_never_started_only_queued() -> None:
    found = task_times(at(0), None, at(3), [(at(1), at(2))])
    assert (found.queue, found.touch, found.paused) == (3 * HOUR, timedelta(), timedelta())


def test_an_open_suspension_lasts_until_now() -> None:
    found = task_times(at(0), at(1), at(5), [(at(2), None), (at(0), at(1.5))])
    assert (found.queue, found.touch, found.paused) == (HOUR, 0.5 * HOUR, 3.5 * HOUR)


def test_holes_cut_what_they_cover_once() -> None:
    left = list(without(at(0), at(10), [(at(2), at(4)), (at(3), at(5)), (at(9), None), (at(-5), at(1))]))
    assert left == [(at(1), at(2)), (at(5), at(9))]
