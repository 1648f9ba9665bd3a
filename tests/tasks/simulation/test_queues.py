"""The simulation beside what queueing theory knows: figures reckoned by other means than playing."""

from __future__ import annotations

from itertools import accumulate
from math import factorial, log
from random import Random

import pytest

from engine.office_calendar_seed import seed_calendar
from tasks.simulation.chance import Spread
from tasks.simulation.numbers import Lasting, Origin
from tests.tasks.simulation.games import fixed, game, net, numbers, played, waits


def poisson(rate: float, count: int, seed: int = 7) -> list[float]:
    """Minutes at which cases come by chance, `rate` to the minute."""
    rng = Random(seed)
    return list(accumulate(rng.expovariate(rate) for _ in range(count)))


def erlang_c_wait(rate: float, mean: float, servers: int) -> float:
    """The mean wait of M/M/c in minutes (Erlang 1917)."""
    load = rate * mean
    last = load**servers / factorial(servers) * servers / (servers - load)
    busy = last / (sum(load**k / factorial(k) for k in range(servers)) + last)
    return busy * mean / (servers - load)


def test_one_server_that_is_too_slow_falls_behind_by_the_same_each_time() -> None:
    drawn = net()
    cases = played(game(drawn, numbers(drawn, fixed(10))), [8 * number for number in range(50)])
    assert waits(cases, "a") == pytest.approx([2 * number for number in range(50)])
    assert (cases[-1].settled or 0) - cases[-1].came == 108 * 60_000_000


def test_two_servers_share_one_queue() -> None:
    drawn = net()
    cases = played(game(drawn, numbers(drawn, fixed(10), people=2)), [0, 0, 0, 0, 5])
    assert waits(cases, "a") == [0, 0, 10, 10, 15]


def test_chance_arrivals_at_one_server_wait_as_pollaczek_and_khinchine_say() -> None:
    drawn, rate = net(), 0.07
    work = Lasting(Spread("triangle", (6.0, 9.0, 15.0)), Origin.TYPED)
    cases = played(game(drawn, numbers(drawn, work)), poisson(rate, 6000))
    mean = (6 + 9 + 15) / 3
    variance = (6**2 + 9**2 + 15**2 - 6 * 9 - 6 * 15 - 9 * 15) / 18
    expected = rate * (variance + mean**2) / (2 * (1 - rate * mean))
    found = waits(cases, "a")
    assert sum(found) / len(found) == pytest.approx(expected, rel=0.12)


def test_chance_arrivals_at_two_servers_wait_as_erlang_says() -> None:
    drawn, rate, mean = net(), 0.14, 10.0
    quantiles = tuple(-mean * log(1 - (number + 0.5) / 400) for number in range(400))
    work = Lasting(Spread("measured", quantiles), Origin.TYPED)
    cases = played(game(drawn, numbers(drawn, work, people=2)), poisson(rate, 6000))
    found = waits(cases, "a")
    assert sum(found) / len(found) == pytest.approx(erlang_c_wait(rate, mean, 2), rel=0.12)


def test_work_rests_while_the_office_is_closed() -> None:
    calendar = seed_calendar()
    drawn = net()
    friday = 24 * 60 + 7.5 * 60  # 15:30 on Friday 10 April 2026, an hour before closing
    closed = 63 * 60  # until 07:30 on Monday
    (case,) = played(game(drawn, numbers(drawn, fixed(90)), calendar), [friday])
    (work,) = case.works
    assert work.started is not None and work.ended is not None
    assert (work.ended - work.started) / 6e7 == pytest.approx(90 + closed)
    late = played(game(drawn, numbers(drawn, fixed(5)), calendar), [friday + 60])
    assert waits(late, "a") == pytest.approx([closed])
