"""Timers: limits on tasks, what is due and when, working time, late callers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.spiff import Due, StepFailed, TokenGone
from tests.engine.spiff.diagrams import (
    BEGIN,
    Player,
    chain,
    compiled,
    node,
    timer,
    users,
)

START, END = node("startEvent", "s"), node("endEvent", "e")


def _limited(interrupting: bool, limit: str = "P14D") -> Player:
    spec = compiled(
        START,
        users("a", "b", "c"),
        END,
        chain("s", "a", "b", "e"),
        node("boundaryEvent", "t", timer(limit), attachedToRef="a", cancelActivity=str(interrupting).lower()),
        chain("t", "c", "e"),
    )
    return Player(spec).start()


def test_an_interrupting_limit_cancels_its_task() -> None:
    case = _limited(True)
    host = case.token("a")
    assert case.last.timers == (Due(host, "t", BEGIN + timedelta(days=14)),)
    assert case.wait(days=14, microseconds=-1) is None
    move = case.wait(microseconds=1)
    assert move is not None
    assert [(one.token.element, one.how) for one in move.closed] == [("a", "canceled")]
    assert [one.element for one in move.opened] == ["c"]
    assert move.timers == ()
    assert move.passed == ("t",)


def test_a_limit_that_does_not_interrupt_fires_once_beside_its_task() -> None:
    case = _limited(False)
    case.wait(days=14)
    assert case.open() == ["a", "c"]
    assert case.wait(days=100) is None
    case.do("a")
    assert case.open() == ["b", "c"]
    assert not case.do("c").finished
    assert case.do("b").finished


def test_a_completed_task_takes_its_limit_with_it() -> None:
    case = _limited(True)
    assert case.do("a").timers == ()
    assert case.wait(days=20) is None


def test_a_task_completed_after_its_limit_is_gone_although_nobody_ticked() -> None:
    case = _limited(True)
    case.now += timedelta(days=15)
    with pytest.raises(TokenGone):
        case.do("a")


def test_a_late_completion_of_another_task_fires_the_due_timer_first() -> None:
    spec = compiled(
        START,
        node("parallelGateway", "g"),
        users("a", "b", "c"),
        END,
        chain("s", "g", "a", "e"),
        chain("g", "b", "e"),
        node("boundaryEvent", "t", timer("PT1H"), attachedToRef="a"),
        chain("t", "c", "e"),
    )
    case = Player(spec).start()
    case.now += timedelta(hours=5)
    move = case.do("b")
    assert move.passed[:2] == ("t", "b")
    assert sorted((one.token.element, one.how) for one in move.closed) == [
        ("a", "canceled"),
        ("b", "completed"),
    ]
    assert case.open() == ["c"]


def test_timers_read_instants_spans_and_feel() -> None:
    def when(definition: str, **environment: str) -> datetime:
        spec = compiled(START, node("intermediateCatchEvent", "t", definition), END, chain("s", "t", "e"))
        return Player(spec, environment={"setelan": environment}).start(mulai="2026-05-01").last.timers[0].at

    assert when(timer("P14D")) == BEGIN + timedelta(days=14)
    assert when(timer("PT15M")) == BEGIN + timedelta(minutes=15)
    assert when(timer("P1M")) == datetime(2026, 4, 2, 1, 0, tzinfo=UTC)
    assert when(timer("2026-05-01T00:00:00+08:00", "timeDate")) == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert when(timer("2026-05-01T00:00:00", "timeDate")) == datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert when(timer("=duration(setelan.batas)"), batas="P7D") == BEGIN + timedelta(days=7)
    assert when(timer("= date(mulai)", "timeDate")) == datetime(2026, 4, 30, 16, tzinfo=UTC)


def test_a_due_instant_stays_when_the_setting_behind_it_changes() -> None:
    spec = compiled(
        START,
        node("intermediateCatchEvent", "t", timer("=duration(setelan.batas)")),
        END,
        chain("s", "t", "e"),
    )
    case = Player(spec, environment={"setelan": {"batas": "P7D"}}).start()
    case.environment = {"setelan": {"batas": "P1D"}}
    assert case.wait(days=2) is None
    assert case.wait(days=5) is not None


def test_a_working_time_span_is_counted_by_the_office() -> None:
    spec = compiled(
        START, node("intermediateCatchEvent", "t", timer("PT8H", working=True)), END, chain("s", "t", "e")
    )
    case = Player(spec, working=lambda start, span: start + 3 * span).start()
    assert case.last.timers[0].at == BEGIN + timedelta(hours=24)
    with pytest.raises(StepFailed) as failed:
        Player(spec).start()
    assert failed.value.key == "no_working_time"


def test_a_timer_that_is_no_time_fails_the_step() -> None:
    spec = compiled(
        START, node("intermediateCatchEvent", "t", timer("=setelan.batas")), END, chain("s", "t", "e")
    )
    with pytest.raises(StepFailed) as failed:
        Player(spec, environment={"setelan": {"batas": "sepekan"}}).start()
    assert (failed.value.element, failed.value.key) == ("t", "timer_not_a_time")


def test_timers_fire_in_the_order_they_fell_due() -> None:
    spec = compiled(
        START,
        node("parallelGateway", "g"),
        node("intermediateCatchEvent", "t1", timer("PT3H")),
        node("intermediateCatchEvent", "t2", timer("PT1H")),
        END,
        chain("s", "g", "t1", "e"),
        chain("g", "t2", "e"),
    )
    move = Player(spec).start().wait(hours=9)
    assert move is not None
    assert move.passed == ("t2", "e", "t1", "e")
    assert move.finished


def test_a_loop_of_timers_without_length_is_stopped() -> None:
    spec = compiled(
        START,
        node("exclusiveGateway", "x"),
        node("intermediateCatchEvent", "t", timer("PT0S")),
        chain("s", "x", "t", "x"),
    )
    case = Player(spec).start()
    with pytest.raises(StepFailed) as failed:
        case.wait(hours=1)
    assert failed.value.key == "step_limit"


def test_case_data_cannot_stand_in_for_a_setting() -> None:
    spec = compiled(
        START,
        node("intermediateCatchEvent", "t", timer("=duration(setelan.batas)")),
        END,
        chain("s", "t", "e"),
    )
    case = Player(spec, environment={"setelan": {"batas": "P7D"}}).start(setelan={"batas": "PT1S"})
    assert case.last.timers[0].at == BEGIN + timedelta(days=7)
