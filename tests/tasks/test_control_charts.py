"""Rates with their certainty, and control charts: against published examples and counts done by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reports.control import Signal, individuals, shares
from tasks.reports.rates import difference, wilson


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_rate_is_that_of_newcombe_1998_table_1(
    hits: int, count: int, low: float, high: float
) -> None:
    assert wilson(hits, count) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_that_of_newcombe_1998_table_2(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert difference(second, first) == pytest.approx((low, high), abs=6e-5)


@given(st.integers(0, 300), st.integers(1, 300))
def test_an_interval_holds_its_rate(hits: int, count: int) -> None:
    hits = min(hits, count)
    low, high = wilson(hits, count)
    assert 0 <= low <= hits / count <= high + 1e-12 <= 1 + 1e-12
    assert difference((hits, count), (hits, count)).low <= 0 <= difference((hits, count), (hits, count)).high


def test_limits_are_2_66_mean_moving_ranges_from_the_mean() -> None:
    found = individuals([10, 12, 10, 12, 10, 12])
    assert found is not None
    assert (found.centre, found.low[0], found.high[0]) == pytest.approx((11, 11 - 2.66 * 2, 11 + 2.66 * 2))
    assert set(found.signals) == {None}
    assert individuals([1, 2, 3, 4, 5]) is None


def test_an_outlier_and_eight_in_a_row_are_shifts() -> None:
    found = individuals([10.0, 11] * 10 + [40])
    assert found is not None and found.signals[-1] is Signal.HIGH
    shifted = individuals([10.0, 10.1] * 4 + [11.0, 11.1] * 4)
    assert shifted is not None
    assert all(one is not None for one in shifted.signals)
    broken = individuals([10.0, 10.1] * 3 + [12.0] + [10.0, 10.1] * 3 + [13.0, 9.0])
    assert broken is not None and Signal.RUN not in broken.signals


def test_the_limits_of_a_share_are_wider_where_fewer_were_counted() -> None:
    found = shares([5, 5, 5, 5, 5, 1], [100, 100, 100, 100, 100, 4])
    assert found is not None
    assert found.high[-1] > found.high[0] and found.signals[-1] is None
    again = shares([5, 5, 5, 5, 5, 40], [100] * 6)
    assert again is not None and again.signals[-1] is Signal.HIGH
